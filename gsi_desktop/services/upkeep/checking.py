"""Is the database sound? What it holds, and everything that should be equal and is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase, Session

from gsi_desktop.models.accompaniment import FamilyPlan, Visit
from gsi_desktop.models.achievements import Assessment
from gsi_desktop.models.enums import AssessmentKind, PlanState, VisitState
from gsi_desktop.models.families import Family, Person
from gsi_desktop.models.imports import ImportBatch
from gsi_desktop.models.operations import CurrentOperation, Operation, Setting
from gsi_desktop.services.achievements import marks
from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.database import Database
from gsi_desktop.services.core.faults import translate
from gsi_desktop.services.families import cards, protected, sounds
from gsi_desktop.services.upkeep import demo, repeatables, schema


@dataclass(frozen=True, slots=True)
class Problem:
    """Something found wrong; ``code`` names its text."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


def info(session: Session) -> dict[str, str | int]:
    """Return what the database is and how much it holds; ``plans`` and ``baselines`` are finished ones."""

    def count(model: type[DeclarativeBase], *conditions: ColumnElement[bool]) -> int:
        return session.execute(select(func.count()).select_from(model).where(*conditions)).scalar_one()

    series = session.execute(select(Setting.value).where(Setting.name == "folio_series")).scalar_one()
    return {
        "folio_series": series,
        "families": count(Family),
        "persons": count(Person),
        "baselines": count(Assessment, Assessment.kind == AssessmentKind.BASELINE, Assessment.closed_on.is_not(None)),
        "plans": count(FamilyPlan, FamilyPlan.state == PlanState.APPROVED),
        "visits": count(Visit, Visit.state == VisitState.DONE),
        "batches": count(ImportBatch),
        "operations": count(Operation),
        "sample_families": demo.count_sample(session),
    }


def problems(database: Database) -> list[Problem]:
    """Return what is wrong with ``database``: schema, generated objects, file, references, derived rows."""
    found: list[Problem] = []
    if not schema.state(database).is_newest:
        found.append(Problem("schema_old"))
    with database.translated(), database.engine.connect() as connection:
        if names := repeatables.differences(connection):
            found.append(Problem("objects_differ", {"names": ", ".join(names)}))
        if database.is_sqlite:
            of_file = _of_file(connection)
            if any(problem.code == "pages_damaged" for problem in of_file):
                return of_file
            found.extend(of_file)
            found.extend(_leftovers(connection, to_write=not database.read_only))
    with database.reading() as session:
        if different := cards.differences(session):
            found.append(Problem("cards_differ", {"count": str(different)}))
        if different := marks.differences(session, SystemClock().today()):
            found.append(Problem("marks_differ", {"count": str(different)}))
        if different := protected.differences(session):
            found.append(Problem("places_differ", {"count": str(different)}))
        if different := sounds.differences(session):
            found.append(Problem("sounds_differ", {"count": str(different)}))
    return found


def damage(database: Database) -> list[Problem]:
    """Return what is wrong with a local file itself, leaving out what derives: quick enough to ask at every doubt."""
    if not database.is_sqlite:
        return []
    with database.translated(), database.engine.connect() as connection:
        return _of_file(connection)


def _of_file(connection: Connection) -> list[Problem]:
    """Return what is wrong with pages, structure and references; of damaged pages nothing else can be said."""
    if damaged := connection.exec_driver_sql("PRAGMA cipher_integrity_check").all():
        return [Problem("pages_damaged", {"count": str(len(damaged))})]
    found = []
    if connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() != "ok":
        found.append(Problem("database_damaged"))
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        found.append(Problem("references_broken"))
    return found


def _leftovers(connection: Connection, *, to_write: bool) -> list[Problem]:
    """Return what only a local file can get wrong: an operation never cleared, a search index behind its table."""
    found = []
    if connection.execute(select(func.count()).select_from(CurrentOperation)).scalar_one():
        found.append(Problem("operation_left_open"))
    if not to_write:
        return found  # the index is checked by a statement that counts as writing
    try:
        connection.exec_driver_sql("INSERT INTO person_search(person_search, rank) VALUES ('integrity-check', 1)")
    except DatabaseError as error:
        if getattr(translate(error), "code", "") == "database_busy":
            raise
        found.append(Problem("search_differs"))
    connection.rollback()
    return found
