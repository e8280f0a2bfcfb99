"""Keeps `Person.sound` whole: written with every name, filled in at upgrade where an older program left it empty."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from gsi_desktop.models.families import Person
from gsi_desktop.services.families.phonetics import person_sound

_CHUNK = 5000


def fill(connection: Connection) -> int:
    """Write the sound of everybody who has none and return how many; before triggers are installed."""
    silent = select(Person.row_no, Person.first_surname, Person.first_name).where(Person.sound == "")
    rows = [
        {"row": row_no, "told": person_sound(surname, name)} for row_no, surname, name in connection.execute(silent)
    ]
    statement = update(Person.__table__).where(Person.row_no == bindparam("row")).values(sound=bindparam("told"))  # type: ignore[arg-type]
    for start in range(0, len(rows), _CHUNK):
        connection.execute(statement, rows[start : start + _CHUNK])
    return len(rows)


def differences(session: Session) -> int:
    """Return how many people have another sound than their name (0 in a sound database)."""
    rows = session.execute(select(Person.first_surname, Person.first_name, Person.sound))
    return sum(person_sound(surname, name) != kept for surname, name, kept in rows)
