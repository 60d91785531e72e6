"""How the site and its processes talk: values of Python, each after its length."""

import asyncio
import marshal
import socket
import struct
from typing import Any

HEAD = struct.Struct("!Q")


def frame(value: Any) -> bytes:
    """Return a value as it is sent: text, bytes, numbers, lists, dicts and None."""
    packed = marshal.dumps(value)
    return HEAD.pack(len(packed)) + packed


def receive(connection: socket.socket) -> Any:
    """Wait for a value.

    Raises:
        EOFError: Where the other side is gone.
    """
    size = connection.recv(HEAD.size, socket.MSG_WAITALL)
    if len(size) < HEAD.size:
        raise EOFError
    length = HEAD.unpack(size)[0]
    packed = connection.recv(length, socket.MSG_WAITALL)
    if len(packed) < length:
        raise EOFError
    return marshal.loads(packed)  # noqa: S302  from a process that we started


async def received(reader: asyncio.StreamReader) -> Any:
    """Wait for a value, while others are served.

    Raises:
        EOFError: Where the other side is gone.
    """
    size = HEAD.unpack(await reader.readexactly(HEAD.size))[0]
    return marshal.loads(await reader.readexactly(size))  # noqa: S302  as above
