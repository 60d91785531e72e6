"""A number of places, for which readers wait in turn."""

import asyncio
import math
from collections import Counter, deque

Gone = asyncio.Future[None]


class BusyError(Exception):
    """As many requests wait as may wait, or one has waited for too long."""


class Gate:
    """A number of places, and before them a bounded queue for each reader, who take turns.

    However often somebody asks, the next place is that of another reader who waits.
    """

    def __init__(self, places: int, waiting: float, each: float = math.inf) -> None:
        self._free = places
        self._waiting = waiting
        self._each = each
        self._held: Counter[str] = Counter()
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}

    @property
    def is_empty(self) -> bool:
        return not self._held.total()

    @property
    def is_shared(self) -> bool:
        """Whether more than one place is taken, or somebody waits for one."""
        return self._held.total() > 1 or bool(self._queues)

    async def enter(self, reader: str, patience: float | None = None, *gone: Gone) -> None:
        """Take a place, to be left again, within so many seconds; not for a reader who is gone.

        Raises:
            BusyError: Where the reader has as many as one may have, or patience runs out.
        """
        if self._held[reader] < self._each and self._free:
            self._free -= 1
            self._held[reader] += 1
            return
        if len(self._queues.get(reader, ())) >= self._waiting:
            raise BusyError
        turn: Gone = asyncio.get_running_loop().create_future()
        self._queues.setdefault(reader, deque()).append(turn)
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait((turn, *gone), timeout=patience, return_when=first)
        except asyncio.CancelledError:
            if turn.done():
                self.leave(reader)
            raise
        finally:
            if not turn.done():
                self._queues[reader].remove(turn)
                if not self._queues[reader]:
                    del self._queues[reader]
        if not turn.done():
            raise BusyError

    def leave(self, reader: str) -> None:
        """Give the place to the next reader, whose other requests are behind all others then."""
        self._held[reader] -= 1
        self._held += Counter()  # only of those who hold one
        if not self._queues:
            self._free += 1
            return
        following = next(iter(self._queues))
        queue = self._queues.pop(following)
        queue.popleft().set_result(None)
        self._held[following] += 1
        if queue:
            self._queues[following] = queue
