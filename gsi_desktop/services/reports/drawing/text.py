"""Breaking text into lines."""

from __future__ import annotations

from gsi_desktop.services.reports.drawing.styles import Style
from gsi_desktop.services.reports.fonts import printable, width

_ELLIPSIS = "…"


def measure(text: str, style: Style) -> float:
    """Return the width of ``text`` set in ``style``."""
    return width(text, style.font, style.size)


def wrap(text: str, style: Style, room: float, *, indent: float = 0.0) -> list[str]:
    """Return ``text`` in lines not wider than ``room``, the first shorter by ``indent``.

    Lines break at spaces and where the text breaks; a word wider than a line is broken where it must.
    """
    text = printable(text)
    if "\n" not in text and measure(text, style) + indent <= room:
        return [text]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_paragraph(paragraph.split(), style, room, 0.0 if lines else indent)
    return lines


def _wrap_paragraph(words: list[str], style: Style, room: float, indent: float) -> list[str]:
    lines: list[str] = []
    space, line, used = measure(" ", style), "", indent
    for whole in words:
        word, size = whole, measure(whole, style)
        if line and used + space + size <= room:
            line, used = f"{line} {word}", used + space + size
            continue
        if line or (used and used + size > room):
            lines.append(line)
            line, used = "", 0.0
        while size > room - used and len(word) > 1:
            cut = _fitting(word, style, room - used)
            lines.append(word[:cut])
            word, used = word[cut:], 0.0
            size = measure(word, style)
        line, used = word, used + size
    return [*lines, line]


def _fitting(word: str, style: Style, room: float) -> int:
    """Return how many signs of ``word`` fit, at least one."""
    used = 0.0
    for at, sign in enumerate(word):
        used += measure(sign, style)
        if used > room:
            return max(at, 1)
    return len(word)


def elide(text: str, style: Style, room: float) -> str:
    """Return ``text`` on one line, cut with … where it does not fit."""
    text = printable(text).replace("\n", " ")
    if measure(text, style) <= room:
        return text
    return text[: _fitting(text, style, room - measure(_ELLIPSIS, style))].rstrip() + _ELLIPSIS


def cut(lines: list[str], most: int, style: Style, room: float) -> list[str]:
    """Return at most ``most`` of ``lines``, the last one ending in … when something was left out."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    if measure(last + _ELLIPSIS, style) > room:
        last = last[: _fitting(last, style, room - measure(_ELLIPSIS, style))]
    return [*lines[: most - 1], last.rstrip() + _ELLIPSIS]
