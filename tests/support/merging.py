"""Families with work done, and what a database holds row by row, for tests of merges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from gsi_desktop.models.enums import AssessmentKind, VisitKind
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.accompaniment.data import VisitContent
from tests.support import accompaniment as steps
from tests.support.contents import HISTORY
from tests.support.factories import HOUSEHOLD, Added, add_family

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.core.database import Database

OWN = frozenset({"merged_pair", "merge_journal", "duplicate_candidate"})

Rows = dict[str, dict[str, dict[str, Any]]]


def rows(database: Database) -> Rows:
    """Return every business row by table and key; versions aside, they only grow."""
    found: Rows = {}
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name in HISTORY | OWN:
                continue
            columns = [column for column in table.columns if column.name not in {"version", "row_no"}]
            keys = ["id"] if "id" in table.c else [key.name for key in table.primary_key]
            found[table.name] = {
                " ".join(str(row[key]) for key in keys): dict(row)
                for row in connection.execute(table.select().with_only_columns(*columns)).mappings()
            }
    return found


def differences(before: Rows, after: Rows) -> list[str]:
    """Return every row and cell in which two dumps differ."""
    told = []
    for table in before.keys() | after.keys():
        one, other = before.get(table, {}), after.get(table, {})
        for key in one.keys() | other.keys():
            if key not in one or key not in other:
                told.append(f"{table} {'new' if key not in one else 'lost'}: {one.get(key) or other.get(key)}")
                continue
            told += [
                f"{table}.{name} of {key}: {value!r} → {other[key][name]!r}"
                for name, value in one[key].items()
                if value != other[key][name]
            ]
    return sorted(told)


@dataclass(frozen=True)
class Work:
    """What was done with a family."""

    members: int = 2
    baseline: bool | None = None
    plan: bool | None = None
    visits: int = 0
    planned: bool = False
    assigned: bool = False
    commitments: int = 0
    entry_on: date = date(2026, 3, 14)


def registered(services: Services, work: Work, number: int) -> Added:
    """Register the household of the factories once more, as the ``number``-th time, and do ``work`` with it."""
    members = tuple(replace(member, document=f"{member.document}{number}") for member in HOUSEHOLD[: work.members])
    family = add_family(services, *members, entry_on=work.entry_on, address=f"Finca {number}", phone=f"321{number:07d}")
    if work.assigned:
        steps.assign(services, steps.cogestor(services, f"Cogestora {number}"), family)
    for visit in range(work.visits):
        steps.record(services, family, kind=VisitKind.FOLLOW_UP, occurred_on=date(2026, 5, 1 + visit))
    if work.baseline is not None:
        steps.assess(services, family, AssessmentKind.BASELINE, steps.BASELINE_DAY, close=work.baseline)
    if work.baseline and work.plan is not None:
        made = steps.draft(services, family, steps.full_content(services, family))
        if work.plan:
            steps.approve(services, *made)
    for one in range(work.commitments):
        steps.commit(services, family, date(2027, 1, 1 + one))
    if work.planned:
        window = VisitContent(kind=VisitKind.WINDOW, occurred_on=date(2026, 6, 2), notes="Vino")
        steps.record(services, family, window, next_on=date(2026, 12, 4), next_kind=VisitKind.FOLLOW_UP)
    return family


def count_all(database: Database, table: str) -> int:
    """Return how many rows a table has."""
    with database.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
