"""What the reading child tells its parent: length-prefixed msgpack through a pipe, never pickle.

The parent checks every message against these types; a child taken over by a hostile file can say nothing else.
"""

from __future__ import annotations

import struct
from typing import IO

import msgspec

_LENGTH = struct.Struct(">I")
FRAME_LIMIT = 64 << 20
"""One row of 300 full cells is about 40 MB; rows are sent in far smaller batches."""


class Moved(msgspec.Struct, tag="moved", frozen=True):
    """So many rows are read."""

    done: int
    total: int | None


class Sheet(msgspec.Struct, tag="sheet", frozen=True):
    """A sheet and its first rows."""

    name: str
    rows: int
    columns: int
    head: tuple[tuple[str, ...], ...]


class FileFacts(msgspec.Struct, tag="file", frozen=True):
    """What is known of the file once all of it was read."""

    sha256: str
    encoding: str | None
    separator: str | None
    notes: tuple[tuple[str, dict[str, str | int]], ...]


class Rows(msgspec.Struct, tag="rows", frozen=True):
    """Some rows, with their numbers, and how many the sheet has (None: unknown)."""

    rows: list[tuple[int, tuple[str, ...]]]
    total: int | None


class Refused(msgspec.Struct, tag="refused", frozen=True):
    """The file is refused, and why: code and values of the message."""

    code: str
    params: dict[str, str | int]


class Done(msgspec.Struct, tag="done", frozen=True):
    """Everything was said."""


Message = Moved | Sheet | FileFacts | Rows | Refused | Done
_decoder = msgspec.msgpack.Decoder(Message)
_encoder = msgspec.msgpack.Encoder()


def send(stream: IO[bytes], message: Message) -> None:
    """Write one message and flush it."""
    data = _encoder.encode(message)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Return the next message, or None when the other side is gone or what it says is no message."""
    prefix = stream.read(_LENGTH.size)
    if len(prefix) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(prefix)[0]
    if length > FRAME_LIMIT:
        return None
    data = stream.read(length)
    try:
        return _decoder.decode(data) if len(data) == length else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
