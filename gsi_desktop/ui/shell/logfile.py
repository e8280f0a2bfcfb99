"""The program's log: small, rotating, and without personal data.

Families' names and documents travel in exception values, SQL parameters and Qt messages, so of an exception only the
type and the frames are written, and foreign messages lose quoted text, long numbers and paths.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import traceback
from pathlib import Path
from types import TracebackType

from gsi_desktop.services.core.resources import resource_path

_PRIVATE = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»|\d{4,}|(?:[A-Za-z]:\\|/)\S+")
_OWN = "gsi_desktop"
_LONGEST = 400
_ROOT = resource_path().parent


def scrub(message: str) -> str:
    """Return ``message`` without what could tell of a person: quoted text, numbers of four digits or more, paths."""
    return _PRIVATE.sub("…", message)[:_LONGEST]


def frames(trace: TracebackType | None) -> list[str]:
    """Return the frames of ``trace``, outermost first, as ``file:line function`` without folders of this machine."""
    return [
        f"{_short(Path(frame.filename))}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace, limit=None)
    ]


def _short(file: Path) -> str:
    if file.is_relative_to(_ROOT):
        return file.relative_to(_ROOT).as_posix()
    return "/".join(file.parts[-3:])


def chain(error: BaseException) -> list[BaseException]:
    """Return ``error`` and the exceptions it came from, newest first."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return found


def type_name(error: BaseException) -> str:
    """Return the qualified type of ``error`` and, for our own errors, the code, which never holds personal data."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    code = getattr(error, "code", None)
    return f"{name}[{code}]" if kind.__module__.startswith(_OWN) and isinstance(code, str) else name


def describe(error: BaseException) -> str:
    """Return types and frames of ``error`` and its causes, one frame per line, never a value."""
    parts = []
    for link in chain(error):
        parts.append(type_name(link))
        parts.extend(f"  {frame}" for frame in frames(link.__traceback__))
    return "\n".join(parts)


class PrivateFormatter(logging.Formatter):
    """Writes one record without values: exceptions as types and frames, foreign messages scrubbed."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(threadName)s %(message)s")

    def formatException(self, ei: object) -> str:
        """Return types and frames only."""
        error = ei[1] if isinstance(ei, tuple) else None
        return describe(error) if isinstance(error, BaseException) else ""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the traceback another handler may have cached on the record is not used."""
        message = record.getMessage()
        clean = logging.makeLogRecord(record.__dict__)
        clean.msg, clean.args, clean.exc_text, clean.stack_info = message, None, None, None
        if not record.name.startswith(_OWN):
            clean.msg = scrub(message)
        return super().format(clean)


def start_log(folder: Path) -> logging.Handler | None:
    """Write the root logger to ``folder``/gsi.log, three files of 512 KB; None when the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "gsi.log", maxBytes=512_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(PrivateFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger(_OWN).setLevel(logging.INFO)
    return handler
