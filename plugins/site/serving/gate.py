"""A number of places, for which readers wait in turn."""

import asyncio
import math
from collections import Counter
from contextlib import suppress
from ipaddress import IPv6Address
from typing import Any
from weakref import WeakValueDictionary

Gone = asyncio.Future[None]


def layer(_: object, app: Any) -> Any:
    """Return an application of which one request begins per turn of the event loop.

    A page that is made waits for the loop some fifty times, and each time for all that has come
    meanwhile: of 500 connections that ask for what is kept, for half a second each time.
    """
    begin = Gate(1)

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        reader = reader_of(scope)
        await begin.enter(reader)
        try:
            await asyncio.sleep(0)
        finally:
            begin.leave(reader)
        await app(scope, receive, send)

    return answer


def reader_of(scope: Any) -> str:
    """Return who asks: an address, which behind a server on this machine is that of its reader."""
    return home_of((scope.get("client") or ("",))[0])


def home_of(address: str) -> str:
    """Return what is common to all addresses of one home: of IPv6 it has 2^64 and more."""
    with suppress(ValueError):
        sixth = IPv6Address(address)
        return str(sixth.ipv4_mapped or sixth.exploded[:19])
    return address


class BusyError(Exception):
    """A reader has as many requests here as one may have, or one has waited for too long."""


def end_now(limit: asyncio.Timeout) -> None:
    with suppress(RuntimeError):  # it has ended
        limit.reschedule(0)


class Gate:
    """A number of places. Of each reader one request stands in the line before them at a time.

    So however often somebody asks, the next place is that of another reader who waits.
    """

    def __init__(self, places: int, each: float = math.inf) -> None:
        self._places = asyncio.Semaphore(places)
        self._each = each
        # The requests of each reader that wait or have a place, and their place in the line.
        self._asked: Counter[str] = Counter()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def is_empty(self) -> bool:
        return not self._asked

    async def enter(
        self, reader: str, patience: float | None = None, gone: Gone | None = None
    ) -> None:
        """Take a place, to be left again, within so many seconds; not for a reader who is gone.

        Raises:
            BusyError: Where the reader has as many as one may have, or patience runs out.
        """
        if self._asked[reader] >= self._each:
            raise BusyError
        self._asked[reader] += 1
        turn = self._turns.setdefault(reader, asyncio.Lock())
        try:
            async with asyncio.timeout(patience) as limit:
                if gone is not None:
                    gone.add_done_callback(lambda _: end_now(limit))
                async with turn:
                    await self._places.acquire()
        except BaseException as error:
            self._forget(reader)
            if isinstance(error, TimeoutError):
                raise BusyError from error
            raise

    def leave(self, reader: str) -> None:
        self._places.release()
        self._forget(reader)

    def _forget(self, reader: str) -> None:
        self._asked[reader] -= 1
        if not self._asked[reader]:
            del self._asked[reader]
