"""A clerk enrols a household of six by keyboard alone; the plug is pulled half way and nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.enums import Sex
from gsi_desktop.models.families import Person
from tests.support.office import Office

SIX = (
    ("Munoz", "Ordonez", "Rosalba", "", "c", "36284517", "f", "02071985", "j", "no", "no", "n", "n"),
    ("Cabrera", "Pena", "Wilson", "Andres", "c", "12228430", "h", "30011982", "con", "no", "no", "", "n"),
    ("Cabrera", "Munoz", "Leidy", "Tatiana", "t", "1083865401", "f", "05122014", "hij", "no", "no", "n", "n"),
    ("Cabrera", "Munoz", "Juan", "Esteban", "t", "1083865402", "h", "08032012", "hij", "no", "no", "", "n"),
    ("Cabrera", "Munoz", "Maria", "Jose", "r", "1083865403", "f", "21062021", "hij", "no", "no", "n", "n"),
    ("Ordonez", "Nanez", "Ana", "Tulia", "c", "26560741", "f", "03021955", "padr", "no", "no", "n", "n"),
)
HOUSEHOLD = (
    "El Cabuyal",
    "r",
    "Finca La Esperanza",
    "3215795346",
    "",
    "",
    "",
    "A3",
    "12,5",
    "4155100012",
    "15032024",
    "",
)


def _somebody(office: Office) -> tuple[str, ...]:
    """Return the first cells of somebody registered, as a clerk types them who has another number on the paper."""

    def adult(session: Session) -> Person:
        told = Person.second_surname != "", Person.second_name != "", Person.birth_date < date(1990, 1, 1)
        return session.execute(select(Person).where(*told).order_by(Person.id).limit(1)).scalar_one()

    found = office.read(adult)
    born = f"{found.birth_date:%d%m%Y}"
    names = (found.first_surname, found.second_surname, found.first_name, found.second_name)
    return (*names, "c", "12228430", "h" if found.sex is Sex.MALE else "f", born)


def _new_family(office: Office) -> None:
    office.screen.key("ctrl+k")
    office.screen.type("nueva fam")
    office.settle()
    office.screen.key("Return")
    office.wait_for_title("Nueva familia")
    office.settle()


def _fields(office: Office, *texts: str) -> None:
    """Type texts into one field after another: one Tab each, which is all the keys that write nothing."""
    for text in texts:
        if text:
            office.screen.type(text)
        office.screen.key("Tab")


def _members(office: Office, *members: tuple[str, ...]) -> None:
    for cells in members:
        _fields(office, *cells[:-1])
        office.screen.type(cells[-1])
        office.screen.key("Return")


def _enrol(office: Office, *, known: tuple[str, ...] = ()) -> None:
    """Enrol the household; ``known`` is typed first in place of the spouse, and looks like somebody registered."""
    screen = office.screen
    before = office.gsi("db", "info")["families"]
    office.open()
    _new_family(office)
    if not before:  # else the municipality with most families is there already
        screen.type("pitalito hui")
        screen.key("Tab")
    _fields(office, *HOUSEHOLD)
    _members(office, SIX[0])
    if known:
        _fields(office, *known)
        office.keep("puede-que-ya-este")
        screen.key("Escape", "Home", "shift+End", "Delete", "Home")
        office.keep("fila-vacia")
    _members(office, *SIX[1:3])
    office.keep("a-medias")
    office.kill()
    office.open()
    office.go("borradores", "Borradores")
    office.keep("borradores")
    screen.key("Return")
    office.wait_for_title("Nueva familia")
    office.settle()
    screen.key(*["Tab"] * len(HOUSEHOLD))
    screen.key("ctrl+Down", "Down")
    _members(office, *SIX[3:])
    office.keep("los-seis")
    screen.key("ctrl+s")
    office.keep("autorizacion")
    screen.key("Down", "Tab", "Tab", "Tab", "space")
    screen.key(*["Tab"] * 9, "Down")
    screen.key("ctrl+s")
    office.until("the family to be enrolled", lambda: office.gsi("db", "info")["families"] == before + 1)
    office.keep("inscrita")
    found = office.gsi("families", "search", "munoz", "ordonez", "rosalba")["families"]
    assert [family["members"] for family in found if family["document"] == SIX[0][5]] == [6]
    assert office.gsi("db", "check") == {"ok": True, "problems": []}


@pytest.mark.check("C16", "C22", "B50")
def test_a_household_enrolled_by_keyboard(office: Office) -> None:
    _enrol(office)


def test_a_household_enrolled_among_many(huila_office: Office) -> None:
    _enrol(huila_office, known=_somebody(huila_office))
