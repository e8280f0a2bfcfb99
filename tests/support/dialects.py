"""One dialect and one cache of compiled statements for all engines of the tests, as in a program that runs all day.

Each test opens a database of its own. With a dialect each, every test compiles all its statements anew, which is most
of what it takes, and SQLAlchemy's mappers keep the statements of dialects that are gone.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache


class _Shared:
    """Makes its dialect once for each driver."""

    made: dict[object, Any]
    compiled: LRUCache[Any, Any]

    def __new__(cls, **options: Any) -> Any:
        driver = options.get("dbapi")
        if driver not in cls.made:
            cls.made[driver] = super().__new__(cls)
        return cls.made[driver]

    def __init__(self, **options: Any) -> None:
        if not vars(self):
            super().__init__(**options)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let ``engine`` find what others compiled; SQLAlchemy calls this for every new engine."""
        engine.update_execution_options(compiled_cache=cls.compiled)


class SharedSQLite(_Shared, SQLiteDialect_pysqlite):
    """The dialect of local files."""

    supports_statement_cache = True
    made: dict[object, Any] = {}  # noqa: RUF012  what the class is for
    compiled: LRUCache[Any, Any] = LRUCache(3000)


class SharedPostgres(_Shared, PGDialect_psycopg):
    """The dialect of servers."""

    supports_statement_cache = True
    made: dict[object, Any] = {}  # noqa: RUF012  what the class is for
    compiled: LRUCache[Any, Any] = LRUCache(3000)


def pytest_configure(config: pytest.Config) -> None:
    """Let SQLAlchemy find them under the names the program uses."""
    registry.register("sqlite", __name__, "SharedSQLite")
    registry.register("postgresql.psycopg", __name__, "SharedPostgres")
