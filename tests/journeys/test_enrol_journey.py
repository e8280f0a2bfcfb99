"""A clerk enrols a household of six by keyboard alone; the plug is pulled half way and nothing typed is lost."""

from __future__ import annotations

import pytest

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


@pytest.mark.check("C16", "C22", "B50")
def test_a_household_enrolled_by_keyboard(office: Office) -> None:
    screen = office.screen
    office.open()
    _new_family(office)
    screen.type("pitalito hui")
    screen.key("Tab")
    _fields(office, *HOUSEHOLD)
    _members(office, *SIX[:3])
    office.keep("a-medias")
    office.kill()
    office.open()
    screen.key("ctrl+k")
    screen.type("borradores")
    office.settle()
    screen.key("Return")
    office.wait_for_title("Borradores")
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
    office.until("the family to be enrolled", lambda: office.gsi("db", "info")["families"] == 1)
    office.keep("inscrita")
    found = office.gsi("families", "search", "munoz", "ordonez")["families"][0]
    assert found["members"] == 6
    assert office.gsi("db", "check") == {"ok": True, "problems": []}
