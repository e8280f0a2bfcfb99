"""What databases complain about becomes what a person can do, the same for both engines. Real complaints, no fakes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg.errors
import pytest
from sqlalchemy import delete, event, insert, make_url, select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Kinship
from gsi_desktop.models.families import Membership
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.database import Database
from gsi_desktop.services.core.errors import ExpectedError, GsiError, MachineError
from gsi_desktop.services.core.faults import translate
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from tests.support.factories import ROSALBA, NewFamily, NewMember, add_family, make_families
from tests.support.keys import open_file

sqlite_only = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
postgresql_only = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


@contextmanager
def _complaining(code: str, kind: type[GsiError] = MachineError) -> Iterator[None]:
    with pytest.raises(GsiError) as complaint:
        yield
    assert (complaint.value.code, type(complaint.value)) == (code, kind)
    assert messages.text(code, **complaint.value.params)
    assert complaint.value.__cause__ is not None, "the driver's own words must stay for the log"


# --- constraints: what two people, or one in a hurry, run into


@dataclass(frozen=True)
class Join:
    """Write a membership as no command of ours would."""

    family: UUID
    person: UUID
    kinship: Kinship


def join(work: UnitOfWork, data: Join) -> None:
    like = work.session.execute(select(Membership).where(Membership.family_id == data.family)).scalars().first()
    assert like is not None
    work.session.execute(
        insert(Membership).values(
            id=new_id(), family_id=data.family, person_id=data.person, municipality_id=like.municipality_id,
            kinship=data.kinship, is_head=data.kinship is Kinship.HEAD, valid_from_on=like.valid_from_on,
            opened_by=like.opened_by,
        )
    )  # fmt: skip


def test_constraints_people_can_run_into_have_words_of_their_own(services: Services) -> None:
    one = add_family(services)
    other = add_family(services, NewMember(first_name="Ana", first_surname="Gil"))
    twice = NewFamily(members=(NewMember(first_name="Eva", first_surname="Gil", document=ROSALBA.document),))
    with _complaining("document_taken", ExpectedError):
        services.run(make_families, (twice,))
    with _complaining("person_in_other_family", ExpectedError):
        services.run(join, Join(other.family_id, one.people[1], Kinship.SPOUSE))

    def leave_and_head(work: UnitOfWork, data: Join) -> None:
        gone = delete(Membership).where(Membership.person_id == data.person)
        work.session.execute(gone)
        join(work, data)

    with _complaining("second_open_head", ExpectedError):
        services.run(leave_and_head, Join(other.family_id, one.people[1], Kinship.HEAD))


def test_a_constraint_of_ours_alone_stays_a_bug(services: Services) -> None:
    family = add_family(services)
    with pytest.raises(IntegrityError):
        services.run(join, Join(family.family_id, new_id(), Kinship.CHILD))


def test_a_wrong_statement_stays_a_bug(services: Services) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), services.database.reading() as session:
        session.connection().exec_driver_sql("SELECT locked FROM nowhere")


# --- the local file


def _pragma(database: Database, statement: str) -> None:
    event.listen(database.engine, "checkout", lambda raw, _record, _proxy: raw.execute(statement))


def _write(database: Database) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('x', hex(randomblob(300000)))")


@sqlite_only
@pytest.mark.parametrize(
    ("pragma", "code"),
    [("PRAGMA max_page_count = 1", "disk_full"), ("PRAGMA query_only = 1", "database_read_only")],
)
def test_a_full_disk_and_a_read_only_file(database: Database, pragma: str, code: str) -> None:
    _pragma(database, pragma)
    with _complaining(code):
        _write(database)


@sqlite_only
def test_a_file_somebody_else_is_writing(database: Database, location: str) -> None:
    other = open_file(location)
    _pragma(database, "PRAGMA busy_timeout = 1")
    with other.transaction(), _complaining("database_busy"):
        _write(database)
    _write(database)
    other.dispose()


@sqlite_only
def test_a_damaged_file(database: Database, location: str) -> None:
    database.dispose()
    path = Path(location)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with _complaining("database_damaged"):
        open_file(location)


def test_places_where_no_file_can_be(tmp_path: Path) -> None:
    with _complaining("database_cannot_open"):
        open_file(str(tmp_path))
    with pytest.raises(ExpectedError, match="folder_missing") as refusal:
        open_file(str(tmp_path / "no" / "gsi.db"))
    assert str(tmp_path / "no") in messages.text(refusal.value.code, **refusal.value.params)


# --- the shared server


def _try(location: str, password: str | None) -> None:
    database = Database.open(location, password=password)
    try:
        with database.reading() as session:
            session.connection()
    finally:
        database.dispose()


@postgresql_only
def test_a_server_that_does_not_let_in(location: str, password: str) -> None:
    url = make_url(location)
    with _complaining("login_refused"):
        _try(location, "otra")
    with _complaining("login_refused"):
        _try(location, None)
    with _complaining("login_refused"):
        _try(url.set(username="nadie").render_as_string(), password)
    with _complaining("database_missing"):
        _try(url.set(database="no_hay").render_as_string(), password)
    with _complaining("server_unreachable"):
        _try(url.set(port=1).render_as_string(), password)
    with pytest.raises(ExpectedError, match="password_in_url"):
        _try(url.set(password="clave").render_as_string(hide_password=False), None)


STATEMENTS = [
    ("SELECT rolpassword FROM pg_authid", "permission_denied"),
    ("SET LOCAL lock_timeout = 1; LOCK TABLE family", "database_busy"),
    ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)", "server_slow"),
    ("SET TRANSACTION READ ONLY; DELETE FROM setting", "database_read_only"),
    ("SELECT pg_terminate_backend(pg_backend_pid())", "server_stopped"),
]


@postgresql_only
def test_a_server_that_cannot_do_it_now(database: Database) -> None:
    with database.transaction() as other:
        other.exec_driver_sql("LOCK TABLE family")
        for statement, code in STATEMENTS:
            with _complaining(code), database.transaction() as connection:
                for part in statement.split("; "):
                    connection.exec_driver_sql(part)


@postgresql_only
def test_two_saves_that_wait_for_each_other_ask_to_try_again(database: Database) -> None:
    error = psycopg.errors.lookup("40P01")("deadlock detected")
    assert isinstance(translate(error), MachineError)
    assert str(translate(error)) == "database_busy"


def test_what_is_no_complaint_of_a_database_comes_back_as_it_was() -> None:
    error = KeyError("x")
    assert translate(error) is error
    ours = ExpectedError("field_missing")
    assert translate(ours) is ours
