"""The catalogue of dimensions and logros: versions in the database, the shipped first one, publishing a new one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from gsi_desktop.models import achievements as models
from gsi_desktop.models.enums import AchievementUnit, Condition, HouseholdCondition, Sex
from gsi_desktop.services.achievements import editing
from gsi_desktop.services.achievements.data import Achievement, Catalogue, CatalogueSummary, Dimension, PublishCatalogue
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.territory import catalogues

FIRST_DAY = date(2007, 1, 1)
"""The first version counts from the programme's first year on, so that old papers can be typed in."""

_FIELDS = [field.name for field in dataclasses.fields(Achievement)]
# how files spell what the catalogue holds
UNITS = {"integrante": AchievementUnit.MEMBER, "familia": AchievementUnit.FAMILY}
SEXES = {"hombre": Sex.MALE, "mujer": Sex.FEMALE}
CONDITIONS = {
    "gestante": Condition.PREGNANT,
    "discapacidad": Condition.DISABILITY,
    "sin media terminada": Condition.WITHOUT_SECONDARY,
    "básica terminada": Condition.BASIC_FINISHED,
}
HOUSEHOLD_CONDITIONS = {
    "edad de trabajar": HouseholdCondition.WORKING_AGE,
    "adulto": HouseholdCondition.ADULT,
    "menor de edad": HouseholdCondition.MINOR,
    "necesidad jurídica": HouseholdCondition.LEGAL_NEED,
}


# --- the shipped version


def _records(catalogue: str) -> Iterable[dict[str, str]]:
    table = catalogues.catalogue_rows(catalogue)
    names = [name for name, _title in table.info.columns]
    return (dict(zip(names, row, strict=True)) for row in table.rows)


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def shipped_dimensions() -> tuple[Dimension, ...]:
    """Return the nine dimensions that come with the program."""
    return tuple(
        Dimension(int(row["number"]), row["name"], row["short"], row["icon"]) for row in _records("dimensions")
    )


def shipped_achievements() -> tuple[Achievement, ...]:
    """Return the 45 logros that come with the program: working texts (facts.md §1)."""
    return tuple(
        Achievement(
            number=int(row["number"]),
            dimension=int(row["dimension"]),
            short=row["short"],
            text=row["text"],
            unit=UNITS[row["unit"]],
            min_months=_number(row["min_months"]),
            max_months=_number(row["max_months"]),
            sex=SEXES[row["sex"]] if row["sex"] else None,
            condition=CONDITIONS[row["condition"]] if row["condition"] else None,
            household_condition=(
                HOUSEHOLD_CONDITIONS[row["household_condition"]] if row["household_condition"] else None
            ),
            question=row["question"],
            evidence=row["evidence"],
            evidence_required=row["evidence_required"] == "sí",
            ipm_indicator=_number(row["ipm_indicator"]),
            weight=int(row["weight"]),
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in _records("achievements")
    )


def load_first(connection: Connection) -> None:
    """Write version 1 into a database that has none; afterwards the office owns the catalogue."""
    if connection.execute(select(models.CatalogueVersion.id).limit(1)).first() is not None:
        return
    info = next(one for one in catalogues.catalogue_list() if one.id == "achievements")
    version_id = uuid5(NAMESPACE_URL, "gsi:catalogue_version:1")
    connection.execute(
        insert(models.CatalogueVersion).values(
            id=version_id,
            number=1,
            label="Catálogo JUNTOS (45) – redacción de trabajo",
            valid_from_on=FIRST_DAY,
            reason="Versión que acompaña al programa",
            source=info.source,
            version=1,
        )
    )
    _write(connection, version_id, shipped_dimensions(), shipped_achievements())


def _write(
    connection: Connection, version_id: UUID, dimensions: Iterable[Dimension], achievements: Iterable[Achievement]
) -> None:
    key = {"catalogue_version_id": version_id}
    connection.execute(insert(models.Dimension), [key | dataclasses.asdict(one) for one in dimensions])
    connection.execute(insert(models.Achievement), [key | dataclasses.asdict(one) for one in achievements])


# --- reading


def load(session: Session, version_id: UUID) -> Catalogue:
    """Return a version whole, in three statements."""
    version = session.execute(
        select(models.CatalogueVersion).where(models.CatalogueVersion.id == version_id)
    ).scalar_one()
    dimensions = session.execute(
        select(models.Dimension.number, models.Dimension.name, models.Dimension.short, models.Dimension.icon)
        .where(models.Dimension.catalogue_version_id == version_id)
        .order_by(models.Dimension.number)
    )
    columns: list[Any] = [getattr(models.Achievement, name) for name in _FIELDS]
    achievements = session.execute(
        select(*columns)
        .where(models.Achievement.catalogue_version_id == version_id)
        .order_by(models.Achievement.number)
    )
    return Catalogue(
        version_id=version.id,
        number=version.number,
        label=version.label,
        valid_from_on=version.valid_from_on,
        reason=version.reason,
        source=version.source,
        dimensions=tuple(Dimension(*row) for row in dimensions),
        achievements=tuple(Achievement(**row._mapping) for row in achievements),
    )


def _in_force(day: date) -> Any:
    return (
        select(models.CatalogueVersion.id)
        .where(models.CatalogueVersion.valid_from_on <= day)
        .order_by(models.CatalogueVersion.number.desc())
        .limit(1)
    )


def in_force(session: Session, day: date) -> Catalogue:
    """Return the version in force on ``day``: the newest one that counts from that day or before."""
    return load(session, session.execute(_in_force(day)).scalar_one())


def newest(session: Session) -> Catalogue:
    """Return the version published last: what a new one is made of."""
    last = select(models.CatalogueVersion.id).order_by(models.CatalogueVersion.number.desc()).limit(1)
    return load(session, session.execute(last).scalar_one())


def by_number(session: Session, number: int) -> Catalogue:
    """Return a version by its number; raises `ExpectedError` ``catalogue_gone``."""
    found = session.execute(
        select(models.CatalogueVersion.id).where(models.CatalogueVersion.number == number)
    ).scalar_one_or_none()
    if found is None:
        raise ExpectedError("catalogue_gone", number=number)
    return load(session, found)


def versions(session: Session, day: date) -> tuple[CatalogueSummary, ...]:
    """Return every version, newest first, with which one is in force on ``day``."""
    current = session.execute(_in_force(day)).scalar_one()
    bound = (
        select(func.count())
        .where(models.Assessment.catalogue_version_id == models.CatalogueVersion.id)
        .correlate(models.CatalogueVersion)
        .scalar_subquery()
    )
    rows = session.execute(select(models.CatalogueVersion, bound).order_by(models.CatalogueVersion.number.desc()))
    return tuple(
        CatalogueSummary(one.id, one.number, one.label, one.valid_from_on, one.reason, one.id == current, count)
        for one, count in rows
    )


# --- publishing


def publish(work: UnitOfWork, data: PublishCatalogue) -> int:
    """Write a new version and return its number; assessments made before stay bound to theirs.

    Raises ``catalogue_changed`` when somebody published meanwhile, ``catalogue_reason`` without a reason,
    ``date_future`` and ``catalogue_day`` for a day after today or before the version it replaces, the first of
    `editing.problems`, and ``catalogue_unchanged``. A day to come is refused because marks are brought up to date now,
    by the version in force now.
    """
    version = models.CatalogueVersion
    work.session.execute(select(version.id).where(version.number == 1).with_for_update())
    last = work.session.execute(select(version).order_by(version.number.desc()).limit(1)).scalar_one()
    if last.number != data.base_number:
        raise ExpectedError("catalogue_changed", number=last.number)
    if len(data.reason.strip()) < 5:
        raise ExpectedError("catalogue_reason", field="reason")
    if data.valid_from_on > work.clock.today():
        raise ExpectedError("date_future", field="valid_from_on")
    if data.valid_from_on < last.valid_from_on:
        raise ExpectedError("catalogue_day", field="valid_from_on", day=show_date(last.valid_from_on))
    label, reason = data.label.strip(), data.reason.strip()
    for name, text, limit in (("label", label, 80), ("reason", reason, 400)):
        if len(text) > limit:
            raise ExpectedError("text_too_long", field=name, limit=limit)
    base = load(work.session, last.id)
    achievements = _checked(data.achievements, base)
    made = version(
        id=new_id(),
        number=last.number + 1,
        label=label or base.label,
        valid_from_on=data.valid_from_on,
        reason=reason,
        source=base.source,
        version=1,
    )
    work.session.add(made)
    work.session.flush()
    _write(work.connection, made.id, base.dimensions, achievements)
    work.changes.kinds.add("catalogue")
    return made.number


def _checked(achievements: Iterable[Achievement], base: Catalogue) -> tuple[Achievement, ...]:
    tidied = tuple(editing.tidy(one) for one in achievements)
    for wrong in editing.problems(tidied, base):
        raise wrong
    if not editing.differences(base, tidied):
        raise ExpectedError("catalogue_unchanged")
    return tidied
