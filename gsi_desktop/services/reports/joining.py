"""Joins PDF parts that ReportLab drew into one file, part by part, so that a file of any size takes no memory.

ReportLab keeps every page until it saves; a batch of a department would not fit. What it writes is plain (no object
streams, one table of references), so joining is renumbering: pages and what they refer to are copied, catalogue,
outline and page tree are written anew. Only for our own parts: anything unexpected raises.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final

from gsi_desktop.services.core.errors import MachineError

_REFERENCE: Final = re.compile(rb"(?<![\w/.])(\d+) 0 R\b")
_TABLE: Final = re.compile(rb"xref\r?\n0 (\d+)\r?\n")
_ROW: Final = 20
_PAGE: Final = re.compile(rb"/Type /Page\b(?!s)")
_PARENT: Final = re.compile(rb"/Parent \d+ 0 R")
_CATALOG, _TREE, _OUTLINE = 1, 2, 3
_FIRST: Final = 4


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: the number of the page it leads to (an object), and what hangs under it, folded."""

    title: str
    page: int
    under: tuple[Bookmark, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was written: the object that holds its pages, and the pages in order."""

    node: int
    pages: tuple[int, ...]


class Joiner:
    """Writes parts to ``stream`` in the order they come; `close` says in which order they are read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._offsets = array("Q", [0] * _FIRST)
        self._at = 0
        self._put(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")

    def add(self, pdf: bytes) -> Part:
        """Copy the pages of ``pdf`` with all they need and return where they are."""
        objects = _objects(pdf)
        pages = _pages_in_order(objects)
        if not pages:
            raise MachineError("paper_not_drawn")
        kept = _reached(objects, pages)
        node = self._reserve(1)
        first = self._reserve(len(kept))
        numbers = {old: first + place for place, old in enumerate(kept)}
        for old in kept:
            head, body = _split(objects[old])
            if old in pages:
                head = _PARENT.sub(b"", head).replace(b"/Type /Page", b"/Type /Page /Parent %d 0 R" % node, 1)
            self._write(numbers[old], _renumbered(head, numbers, node) + body)
        made = tuple(numbers[old] for old in pages)
        kids = b" ".join(b"%d 0 R" % page for page in made)
        self._write(node, b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>" % (_TREE, len(made), kids))
        return Part(node, made)

    def close(self, parts: Sequence[Part], bookmarks: Sequence[Bookmark], *, title: str, author: str) -> int:
        """End the file: ``parts`` in the order of reading, the outline and the table. Return the number of pages."""
        count = sum(len(part.pages) for part in parts)
        kids = b" ".join(b"%d 0 R" % part.node for part in parts)
        self._write(_TREE, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids))
        self._write_outline(bookmarks)
        told = b"<< /Type /Catalog /Pages %d 0 R /Outlines %d 0 R /PageMode /UseOutlines /Lang (es-CO) >>"
        self._write(_CATALOG, told % (_TREE, _OUTLINE))
        info = self._reserve(1)
        self._write(info, b"<< /Title %s /Author %s /Creator (GSI) >>" % (_text(title), _text(author)))
        start = self._at
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for offset in self._offsets[1:]:
            self._put(b"%010d 00000 n \n" % offset)
        ending = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        self._put(ending % (len(self._offsets), _CATALOG, info, start))
        return count

    # --- inside

    def _write_outline(self, bookmarks: Sequence[Bookmark]) -> None:
        first = self._write_level(bookmarks, _OUTLINE)
        ends = b" /First %d 0 R /Last %d 0 R" % (first, first + len(bookmarks) - 1) if bookmarks else b""
        self._write(_OUTLINE, b"<< /Type /Outlines /Count %d%s >>" % (len(bookmarks), ends))

    def _write_level(self, bookmarks: Sequence[Bookmark], parent: int) -> int:
        first = self._reserve(len(bookmarks))
        for place, one in enumerate(bookmarks):
            told = b"<< /Title %s /Parent %d 0 R /Dest [%d 0 R /Fit]" % (_text(one.title), parent, one.page)
            if place:
                told += b" /Prev %d 0 R" % (first + place - 1)
            if place < len(bookmarks) - 1:
                told += b" /Next %d 0 R" % (first + place + 1)
            if one.under:
                below = self._write_level(one.under, first + place)
                count = len(one.under)
                told += b" /First %d 0 R /Last %d 0 R /Count -%d" % (below, below + count - 1, count)
            self._write(first + place, told + b" >>")
        return first

    def _reserve(self, count: int) -> int:
        first = len(self._offsets)
        self._offsets.extend([0] * count)
        return first

    def _write(self, number: int, content: bytes) -> None:
        self._offsets[number] = self._at
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self._at += len(data)


def _objects(pdf: bytes) -> dict[int, bytes]:
    """Return the objects of a part by number, each without its first and last word."""
    found = _TABLE.search(pdf, pdf.rfind(b"\nxref") + 1)
    if found is None:
        raise MachineError("paper_not_drawn")
    rows = [pdf[found.end() + place * _ROW :][:_ROW] for place in range(int(found[1]))]
    starts = {number: int(row[:10]) for number, row in enumerate(rows) if row[17:18] == b"n"}
    ends = sorted([*starts.values(), found.start()])
    following = dict(pairwise(ends))
    objects = {}
    for number, start in starts.items():
        whole = pdf[start : following[start]]
        inner = whole[whole.find(b"obj") + 3 : whole.rfind(b"endobj")]
        objects[number] = inner.strip(b"\r\n")
    return objects


def _split(content: bytes) -> tuple[bytes, bytes]:
    """Return the dictionary of an object and the stream after it, which is never looked into."""
    at = content.find(b"stream")
    return (content, b"") if at < 0 else (content[:at], content[at:])


def _pages_in_order(objects: dict[int, bytes]) -> dict[int, None]:
    """Return the pages as the only page tree of a part lists them."""
    tree = next((content for content in objects.values() if b"/Type /Pages" in _split(content)[0]), b"")
    kids = tree[tree.find(b"/Kids") : tree.find(b"]", tree.find(b"/Kids"))]
    numbers = [int(one) for one in _REFERENCE.findall(kids)]
    if any(number not in objects or not _PAGE.search(_split(objects[number])[0]) for number in numbers):
        raise MachineError("paper_not_drawn")
    return dict.fromkeys(numbers)


def _reached(objects: dict[int, bytes], pages: Iterable[int]) -> list[int]:
    """Return the pages and everything they refer to, their parent apart."""
    kept: dict[int, None] = {}
    waiting = list(pages)
    while waiting:
        number = waiting.pop()
        if number in kept:
            continue
        kept[number] = None
        head = _PARENT.sub(b"", _split(objects[number])[0])
        waiting += [int(one) for one in _REFERENCE.findall(head)]
    return sorted(kept)


def _renumbered(head: bytes, numbers: dict[int, int], node: int) -> bytes:
    """Return a dictionary with its references in the numbers of the whole file; ``node`` is one already."""

    def swap(found: re.Match[bytes]) -> bytes:
        return b"%d 0 R" % numbers[int(found[1])]

    parent = b"/Parent %d 0 R" % node
    before, found, after = head.partition(parent)
    return _REFERENCE.sub(swap, before) + found + _REFERENCE.sub(swap, after)


def _text(text: str) -> bytes:
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"
