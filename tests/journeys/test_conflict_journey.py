"""Two clerks, each at a machine, correct the same person of one office on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.display import Screen
from tests.support.factories import HOUSEHOLD, add_family
from tests.support.office import Office
from tests.support.postgres import Postgres

pytestmark = pytest.mark.soak


@pytest.fixture(params=["light", "dark"])
def clerks(
    request: pytest.FixtureRequest, screen: Screen, other_screen: Screen, postgres_location: str, tmp_path: Path
) -> Iterator[tuple[Office, Office]]:
    """Two windows on one office with a family, each on a screen of its own."""
    server: Postgres = request.getfixturevalue("postgres_server")
    made = tuple(
        Office(one, tmp_path / name, request.param, name, server=postgres_location, password=server.password)
        for name, one in (("two_clerks_one", screen), ("two_clerks_the_other", other_screen))
    )
    with made[0].services() as services:
        add_family(services, *HOUSEHOLD[:3])
    yield made[0], made[1]
    for office in made:
        office.close()


def _correct(office: Office, *typed: str) -> None:
    """Open the head of the family and type at the end of the first names, one field after another."""
    office.open()
    office.go("rosalba", "Ficha")
    office.screen.key("ctrl+2", "Return")
    office.settle()
    for text in typed:
        office.screen.key("End")
        office.screen.type(text)
        office.screen.key("Tab")


@pytest.mark.check("A13", "A14")
def test_two_clerks_correct_the_same_person(clerks: tuple[Office, Office]) -> None:
    mine, theirs = clerks
    _correct(mine, " Elvira", "Inés")
    mine.keep("a-medio-corregir")
    _correct(theirs, " Marina")
    theirs.screen.key("ctrl+s")
    theirs.keep("guardo-primero")
    mine.screen.key("ctrl+s")
    mine.keep("el-mismo-dato")
    mine.screen.key("space")
    mine.keep("el-mio")
    mine.screen.key("alt+g")
    mine.keep("guardado")
    found = mine.gsi("families", "search", "rosalba", "muñoz")["families"][0]
    assert found["head"] == "Rosalba Elvira Inés Muñoz Ordóñez"
