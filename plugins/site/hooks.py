"""Datasette's decorator for hooks, with the types that the package does not ship."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, overload

import datasette

Function = TypeVar("Function", bound=Callable[..., Any])


class HookDecorator(Protocol):
    """`@hookimpl`, and `@hookimpl(tryfirst=True)` and the like."""

    @overload
    def __call__(self, function: Function, /) -> Function: ...

    @overload
    def __call__(
        self,
        *,
        hookwrapper: bool = ...,
        tryfirst: bool = ...,
        trylast: bool = ...,
        specname: str = ...,
    ) -> Callable[[Function], Function]: ...


hookimpl: HookDecorator = datasette.hookimpl
