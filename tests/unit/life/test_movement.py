"""The movement of families and people: what came, what went, and that it balances."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Kinship
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import queries
from gsi_desktop.services.life.movement import Flow, Line, Movement, line_name, movement
from tests.support import life
from tests.support.factories import PITALITO, NewMember, add_family
from tests.support.life import NEIVA, amended, annul

START, END = date(2026, 11, 1), date(2026, 11, 30)


def _of(services: Services, place: str | None = PITALITO, start: date = START, end: date = END) -> Movement:
    return services.read(movement, place, start, end)


def _figures(flow: Flow) -> tuple[int, dict[str, int], dict[str, int], int]:
    assert flow.balances
    return (
        flow.opening,
        {line_name(line, entry=True): line.count for line in flow.entries},
        {line_name(line, entry=False): line.count for line in flow.exits},
        flow.closing,
    )


def test_a_month_tells_who_came_and_went(services: Services) -> None:
    family, other = add_family(services), add_family(services, NewMember(first_name="Luz", first_surname="Gil"))
    gone = add_family(services, NewMember(first_name="Eva", first_surname="Paz"), entry_on=date(2026, 11, 3))
    life.birth(services, family.family_id)
    life.death(services, family.family_id, family.people[0], head_id=family.people[1])
    life.enter(services, family.family_id, person_id=other.people[0], kinship=Kinship.SIBLING)
    life.leave_programme(services, gone.family_id, "not_located")
    found = _of(services)
    assert _figures(found.families) == (
        2,
        {"Ingreso de la familia": 1},
        {"Fusión con otra familia": 1, "No localizada tras varias visitas": 1},
        1,
    )
    assert _figures(found.persons) == (
        4,
        {"Nacimiento": 1, "Ingreso de la familia": 1, "Vino de otra familia": 1},
        {"Fallecimiento": 1, "Pasó a otra familia": 1, "No localizada tras varias visitas": 1},
        4,
    )


def test_a_move_is_an_exit_here_and_an_entry_there(services: Services) -> None:
    family = add_family(services)
    life.move(services, family.family_id)
    here, there = _of(services), _of(services, NEIVA)
    assert _figures(here.families) == (1, {}, {"Traslado a otro municipio": 1}, 0)
    assert _figures(there.persons) == (0, {"Traslado a otro municipio": 3}, {}, 3)
    everywhere = _of(services, None)
    assert (everywhere.persons.opening, everywhere.persons.entered, everywhere.persons.left) == (3, 3, 3)


def test_what_was_annulled_did_not_happen_and_a_corrected_day_counts(services: Services) -> None:
    family = add_family(services)
    born = life.birth(services, family.family_id)
    amended(services, born, date(2026, 10, 30))
    assert _figures(_of(services).persons) == (4, {}, {}, 4)
    annul(services, born)
    assert _figures(_of(services, None, date(2026, 1, 1), END).persons) == (0, {"Ingreso de la familia": 3}, {}, 3)


def test_a_life_of_one_day_is_an_entry_and_an_exit(services: Services) -> None:
    family = add_family(services)
    life.birth(services, family.family_id)
    child = next(one for one in services.read(queries.dossier, family.family_id).members if one.first_name == "Samuel")
    life.death(services, family.family_id, child.person_id)
    assert _figures(_of(services).persons) == (3, {"Nacimiento": 1}, {"Fallecimiento": 1}, 3)


def test_a_period_does_not_end_before_it_begins(services: Services) -> None:
    with pytest.raises(ExpectedError, match="period_backwards"):
        _of(services, PITALITO, END, START)
    assert line_name(Line("programme_exit", "achieved", 1), entry=False) == "Promoción por logros"
