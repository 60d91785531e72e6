"""A fair semaphore: a limited number of places, for which readers take turns."""

import asyncio
import math
import time
from collections import Counter
from contextlib import ExitStack, suppress
from ipaddress import IPv6Address
from typing import Any
from weakref import WeakValueDictionary

from starlette.requests import Request


def reader_of(scope: Any) -> str:
    """Return the client's network; behind a proxy on this machine, that of the proxy's client."""
    return network_of((scope.get("client") or ("",))[0])


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and the /64 of an IPv6 one, which a household shares."""
    with suppress(ValueError):
        sixth = IPv6Address(address)
        return str(sixth.ipv4_mapped or sixth.exploded[:19])
    return address


async def has_gone(receive: Any) -> bool:
    """Whether a reader has disconnected; not for a request whose body is still to be read."""
    return await Request({"type": "http"}, receive).is_disconnected()


# Seconds after which a running request is slow; and how many waiting or running ones are many: of
# pages of ten thousand rows none takes that long, but forty readers of them wait for six seconds.
SLOW, MANY = 0.3, 20


class BusyError(Exception):
    """A reader has too many requests here, or a request has waited too long."""


class Gate:
    """A limited number of places. Each reader has one request in the queue for them at a time.

    So however many requests one reader sends, the next place goes to another who is waiting.
    """

    def __init__(self, places: int, each: float = math.inf) -> None:
        self._places = asyncio.Semaphore(places)
        self._each = each
        # Requests waiting or running, by reader; and a lock by reader, held while in the queue.
        self._asked: Counter[str] = Counter()
        self._begun: list[float] = []  # when each running request began
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def is_slow(self) -> bool:
        """Whether the next request may have to wait long: behind many, or behind slow ones."""
        is_behind_slow = time.monotonic() - max(self._begun, default=math.inf) > SLOW
        return self._places.locked() and (is_behind_slow or self._asked.total() >= MANY)

    async def enter(self, reader: str, patience: float | None = None) -> ExitStack:
        """Wait for a place, for so many seconds at most; it is left when the context ends.

        Raises:
            BusyError: If the reader has too many requests here, or the wait ends without a place.
        """
        if self._asked[reader] >= self._each:
            raise BusyError
        turn = self._turns.setdefault(reader, asyncio.Lock())
        with ExitStack() as place:
            self._asked[reader] += 1
            place.callback(self._forget, reader)
            try:
                async with asyncio.timeout(patience), turn:
                    await self._places.acquire()
            except TimeoutError as error:
                raise BusyError from error
            place.callback(self._places.release)
            self._begun.append(begun := time.monotonic())
            place.callback(self._begun.remove, begun)
            return place.pop_all()

    def _forget(self, reader: str) -> None:
        self._asked[reader] -= 1
        if not self._asked[reader]:
            del self._asked[reader]
