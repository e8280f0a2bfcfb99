"""Sample data: invented families brought in by the same path as a roster, and taken out again whole.

They arrive as an import batch of their own, so everything an office can do with a batch can be tried with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, Table, delete, func, or_, select
from sqlalchemy.orm import Session

from gsi_desktop.models.enums import Answer, BatchState, EventKind
from gsi_desktop.models.families import Family, FamilyCard, FamilyEvent, Membership
from gsi_desktop.models.imports import ImportBatch
from gsi_desktop.models.operations import AuditEntry, Setting
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.core import fulltext
from gsi_desktop.services.core.clock import Clock
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.work import Outcome, UnitOfWork
from gsi_desktop.services.exchange import commands
from gsi_desktop.services.exchange.commands import AppliedBatch
from gsi_desktop.services.exchange.data import ImportOptions, RosterLayout
from gsi_desktop.services.exchange.rules import Draft, Household
from gsi_desktop.services.exchange.staging import StagedRoster
from gsi_desktop.services.families import commands as family_commands
from gsi_desktop.services.families import events
from gsi_desktop.services.families.data import PersonFields
from gsi_desktop.services.upkeep import demo_consents, demo_life, demo_work
from gsi_desktop.services.upkeep.invented import InventedFamily, InventedPerson, invent_families

R = TypeVar("R")
D = TypeVar("D")
_SETTING = "sample_batches"
_CHUNK = 500
_SINCE = timedelta(days=420)
"""How long ago sample families entered: time enough for línea base, plan and follow-up."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Invented families ready to be brought in, with the seed their accompaniment is invented from."""

    staged: StagedRoster
    seed: int

    @property
    def fingerprint(self) -> str:
        """Return what tells one sample from another to a retried operation."""
        return self.staged.fingerprint


class Host(Protocol):
    """The part of `bootstrap.Services` that loading and removing need."""

    clock: Clock

    def read(self, query: Callable[[Session], R]) -> R:
        """Run a query in a session of its own."""
        ...

    def run(self, command: Callable[[UnitOfWork, D], R], data: D, *, progress: Progress | None = None) -> Outcome[R]:
        """Run a command in one transaction."""
        ...


def _drafts(family: InventedFamily, first_row: int, seed: int) -> list[Draft]:
    """Return the rows of a family; its key is one that no list gives, so that it never meets a household of life."""
    household = Household(
        zone=family.zone,
        settlement=family.settlement,
        address=family.address,
        phone=family.phone,
        other_phone=family.other_phone,
        source=family.source,
        level=family.level,
        score=family.score,
        listed_on=family.listed_on,
        displaced_on=family.displaced_on,
        displaced_from=family.displaced_from,
    )
    return [
        Draft(
            row_number=first_row + position,
            municipality=family.municipality_id,
            household_key=f"EJ{seed}-{family.household_key}",
            person=_fields(member),
            kinship=member.kinship,
            ethnicity=member.ethnicity,
            disability=member.disability,
            pregnant=Answer.YES if member.pregnant else None,
            household=household,
            birth_text="",
        )
        for position, member in enumerate(family.members)
    ]


def _fields(member: InventedPerson) -> PersonFields:
    return PersonFields(
        first_name=member.first_name,
        second_name=member.second_name,
        first_surname=member.first_surname,
        second_surname=member.second_surname,
        sex=member.sex,
        birth_date=member.birth_date,
        document_type=member.document_type,
        document=member.document_number,
    )


def _staged(families: int, seed: int, today: date, progress: Progress) -> StagedRoster:
    options = ImportOptions(
        path=Path(),
        layout=RosterLayout(sheet="", header_row=0, columns=()),
        as_of=today - _SINCE,
        legal_basis=_("Datos inventados: no son de nadie."),
    )
    staged = StagedRoster(options, _("Datos de ejemplo"), f"demo {families} {seed}")
    for done, family in enumerate(invent_families(families, seed=seed, today=options.as_of)):
        staged.drafts.extend(_drafts(family, len(staged.drafts) + 1, seed))
        if done % _CHUNK == 0:
            progress.report("inventing", done, families)
    return staged


def load_sample(work: UnitOfWork, sample: Sample) -> AppliedBatch:
    """Bring the invented families in with their accompaniment, and remember their batch."""
    applied = commands.apply_roster(work, sample.staged)
    families = _families_of(work, applied.batch_id)
    demo_work.accompany(work, families, sample.seed)
    demo_consents.answer(work, families, sample.seed)
    demo_life.happen(work, families, sample.seed)
    work.session.merge(Setting(name=_SETTING, value=_listed([*sample_batches(work.session), applied.batch_id])))
    work.changes.kinds.add("sample")
    return applied


def _families_of(work: UnitOfWork, batch_id: UUID) -> list[UUID]:
    """Return the families this batch made, in the order of their folios."""
    made = work.session.execute(_made((batch_id,)).order_by(Family.municipality_id, Family.folio))
    return list(made.scalars())


def _listed(batches: Sequence[UUID]) -> str:
    return msgspec.json.encode([str(batch) for batch in batches]).decode()


def load(services: Host, families: int = 400, seed: int = 1, progress: Progress | None = None) -> AppliedBatch:
    """Add ``families`` invented families over Huila's municipalities; the same ``seed`` gives the same families."""
    progress = progress or Progress()
    staged = _staged(families, seed, services.clock.today(), progress)
    return services.run(load_sample, Sample(staged, seed), progress=progress).result


def sample_batches(session: Session) -> tuple[UUID, ...]:
    """Return the batches of sample data in this database; empty when it holds none."""
    stored = session.execute(select(Setting.value).where(Setting.name == _SETTING)).scalar()
    return tuple(UUID(text) for text in msgspec.json.decode(stored or "[]"))


# --- taking it out


def _hanging(table: Table, roots: dict[str, Sequence[UUID]]) -> ColumnElement[bool] | None:
    """Return which rows of ``table`` are root rows or hang from them through any chain of foreign keys."""
    found: list[ColumnElement[bool]] = []
    if table.name in roots:
        found.append(table.c.id.in_(roots[table.name]))
    for key in table.foreign_keys:
        above = None if key.column.table is table else _hanging(key.column.table, roots)
        if above is not None:
            found.append(key.parent.in_(select(key.column).where(above)))
    return or_(*found) if found else None


def _made(batches: Sequence[UUID]) -> Select[UUID]:
    """Return the select of the families ``batches`` brought and that are still there."""
    operations = select(ImportBatch.operation_id).where(ImportBatch.id.in_(batches))
    created = select(AuditEntry.row_id).where(
        AuditEntry.operation_id.in_(operations), AuditEntry.table_name == "family", AuditEntry.action == "insert"
    )
    return select(Family.id).where(Family.id.in_(created))


def remove_sample(work: UnitOfWork, batches: tuple[UUID, ...]) -> int:
    """Take out the families of ``batches`` with everything that was ever hung on them; return how many families.

    Families that split off from them go too. Raises ``sample_mixed`` while one that is no sample joined with them.
    """
    families = _with_split_off(work.session, list(work.session.execute(_made(batches)).scalars()))
    _require_apart(work.session, families)
    operations: set[UUID] = set()
    for start in range(0, len(families), _CHUNK):
        chunk = families[start : start + _CHUNK]
        work.progress.report("removing_sample", start, len(families))
        wrote = (AuditEntry.table_name == "family") & AuditEntry.row_id.in_(chunk)
        operations.update(work.session.execute(select(AuditEntry.operation_id).where(wrote).distinct()).scalars())
        _remove(work, chunk)
    for operation in operations - {work.operation_id}:
        family_commands.drop_unused_settlements(work, operation)
        commands.drop_unused_cogestores(work, operation)
    for batch in work.session.execute(select(ImportBatch).where(ImportBatch.id.in_(batches))).scalars():
        batch.state = BatchState.UNDONE
        batch.undone_at = work.clock.now()
        batch.undo_operation_id = work.operation_id
        batch.version += 1
    work.session.execute(delete(Setting).where(Setting.name == _SETTING))
    work.changes.kinds |= {"family", "batch", "sample"}
    return len(families)


def _with_split_off(session: Session, families: list[UUID]) -> list[UUID]:
    """Return ``families`` with those that split off from them, and from those."""
    found, fresh = dict.fromkeys(families), list(families)
    while fresh:
        born: set[UUID | None] = set()
        for start in range(0, len(fresh), _CHUNK):
            made = select(FamilyEvent.other_family_id).where(
                FamilyEvent.family_id.in_(fresh[start : start + _CHUNK]), FamilyEvent.kind == EventKind.SPLIT
            )
            born.update(session.execute(made).scalars())
        fresh = [one for one in born if one is not None and one not in found]
        found.update(dict.fromkeys(fresh))
    return list(found)


def _require_apart(session: Session, families: list[UUID]) -> None:
    """Refuse while a life event ties one of ``families`` to a family that stays: it would lose its members."""
    going = set(families)
    for start in range(0, len(families), _CHUNK):
        chunk = families[start : start + _CHUNK]
        tied = select(FamilyEvent.family_id, FamilyEvent.other_family_id).where(
            FamilyEvent.other_family_id.is_not(None),
            or_(FamilyEvent.family_id.in_(chunk), FamilyEvent.other_family_id.in_(chunk)),
            events.counting(),
        )
        for pair in session.execute(tied):
            for one in pair:
                if one not in going:
                    folio = session.execute(select(Family.folio).where(Family.id == one)).scalar_one()
                    raise ExpectedError("sample_mixed", folio=folio)


def _remove(work: UnitOfWork, families: list[UUID]) -> None:
    people = list(
        work.session.execute(
            select(Membership.person_id).where(Membership.family_id.in_(families)).distinct()
        ).scalars()
    )
    roots: dict[str, Sequence[UUID]] = {"family": families, "person": people}
    work.session.execute(delete(FamilyCard).where(FamilyCard.family_id.in_(families)))
    for table in reversed(metadata.sorted_tables):
        condition = _hanging(table, roots)
        if condition is not None:
            fulltext.delete_rows(work.connection, table, condition)


def remove(services: Host, progress: Progress | None = None) -> int:
    """Take all sample data out of the database of ``services``; return how many families went."""
    batches = services.read(sample_batches)
    return services.run(remove_sample, batches, progress=progress).result


def count_sample(session: Session) -> int:
    """Return how many sample families there are."""
    made = _made(sample_batches(session)).subquery()
    return session.execute(select(func.count()).select_from(made)).scalar_one()
