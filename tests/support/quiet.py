"""Silent trouble fails the test: a log record of warning or above that the test did not expect.

Warnings of Qt fail through pytest-qt (``qt_log_level_fail``), warnings of Python through ``filterwarnings``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

ExpectLog = Callable[[str], AbstractContextManager[None]]


class _Watch(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _watch() -> Iterator[_Watch]:
    watch = _Watch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    if watch.records:
        said = "\n".join(f"{record.levelname} {record.name}: {record.getMessage()}" for record in watch.records)
        pytest.fail(f"unexpected log records; expect them with `expect_log` or cure them:\n{said}", pytrace=False)


@pytest.fixture
def expect_log(_watch: _Watch) -> ExpectLog:
    """Give ``with expect_log(pattern):``, a block that must log a warning or error matching ``pattern``."""

    @contextmanager
    def expecting(pattern: str) -> Iterator[None]:
        before = len(_watch.records)
        yield
        new = _watch.records[before:]
        matching = [record for record in new if re.search(pattern, record.getMessage())]
        assert matching, f"nothing logged matches {pattern!r}: {[record.getMessage() for record in new]}"
        _watch.records[before:] = [record for record in new if record not in matching]

    return expecting
