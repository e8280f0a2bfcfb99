"""Opening and marking the board of logros, and what a mark weighs on disk on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, text

from benchmarks import sample
from benchmarks.harness import Pair, bench, figure
from gsi_desktop.bootstrap import Services, create_database, open_services
from gsi_desktop.models.achievements import AchievementMark, Assessment
from gsi_desktop.models.enums import AssessmentKind, MarkState
from gsi_desktop.models.families import Enrolment
from gsi_desktop.services.achievements import commands, queries
from gsi_desktop.services.achievements.data import Mark, MarkCells
from gsi_desktop.services.core.database import Database
from gsi_desktop.services.upkeep import demo
from tests.support.postgres import Session

_OFFICE = 2_000


def _assessed(services: Services) -> list[UUID]:
    with services.database.reading() as session:
        rows = session.execute(
            select(Enrolment.family_id)
            .join(Assessment, Assessment.enrolment_id == Enrolment.id)
            .where(Assessment.kind == AssessmentKind.BASELINE)
            .limit(200)
        )
        return list(rows.scalars())


@bench("board of logros of a family (57,191 families)", p95_ms=50, rounds=100)
def board() -> Iterator[Pair]:
    with sample.opened() as services:
        families, day = cycle(_assessed(services)), services.clock.today()
        yield Pair(ours=lambda: services.read(queries.board, next(families), day) and None)


@bench("save of one mark (57,191 families)", p95_ms=400, rounds=60)
def mark() -> Iterator[Pair]:
    copy = sample.copied(sample.HUILA, "marcas.gsi")
    services = sample.at(copy)
    families, day = cycle(_assessed(services)), services.clock.today()
    states = cycle([MarkState.PENDING, MarkState.OBJECTIVE])

    def save() -> None:
        family, state = next(families), next(states)
        cell = services.read(queries.board, family, day).cells[24, None]
        said = Mark(achievement=24, person_id=None, state=state, seen=cell.stored, reason="medida")
        services.run(commands.mark, MarkCells(family_id=family, marks=(said,), on=day))

    yield Pair(ours=save)
    services.close()
    copy.unlink()


def _marks(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(AchievementMark)).scalar_one()


def _packed(path: Path, services: Services, statement: str) -> int:
    """Run ``statement`` in the file and return its size without free pages."""
    raw = services.database.engine.raw_connection()
    for one in (statement, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
        raw.cursor().execute(one)
    raw.close()
    return path.stat().st_size


@figure("bytes per mark with its index, SQLite", unit="B", most=100)
def bytes_on_sqlite() -> float:
    copy = sample.copied(_OFFICE, "peso.gsi")
    services = sample.at(copy)
    count = _marks(services.database)
    before = _packed(copy, services, "SELECT 1")
    weight = (before - _packed(copy, services, "DELETE FROM achievement_mark")) / count
    services.close()
    return weight


@figure("bytes per mark with its index, PostgreSQL", unit="B")
def bytes_on_postgresql() -> float:
    session = Session()
    session.describe()
    server = session.server
    if server is None:
        raise SystemExit(session.error)
    try:
        with server.admin() as admin:
            admin.execute(f'CREATE DATABASE gsi_bench OWNER "{server.role}"')  # type: ignore[arg-type]
        location = server.location("gsi_bench")
        create_database(location, password=server.password)
        services = open_services(location, password=server.password)
        demo.load(services, 1_000)
        size = text("SELECT pg_total_relation_size('achievement_mark')")
        at_once = services.database.engine.execution_options(isolation_level="AUTOCOMMIT")
        with at_once.connect() as connection:
            connection.execute(text("VACUUM FULL achievement_mark"))
            total = int(connection.execute(size).scalar_one())
        weight = total / _marks(services.database)
        services.close()
        with server.admin() as admin:
            admin.execute("DROP DATABASE gsi_bench")
        return weight
    finally:
        session.stop()
