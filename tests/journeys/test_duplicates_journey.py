"""A family that was registered twice: found by the sweep, compared, united, and parted again another day."""

from __future__ import annotations

from gsi_desktop.services.families.merges.queries import PairFilter, pair_count
from tests.support import merging
from tests.support.factories import ROSALBA
from tests.support.merging import Work
from tests.support.office import Office

SWEEP_S = 600


def _folios(office: Office) -> set[str]:
    """Return the folios a search for the document of its head shows."""
    return {family["folio"] for family in office.gsi("families", "search", ROSALBA.document)["families"]}


def _pairs(office: Office) -> int:
    return office.read(pair_count, PairFilter())


def test_a_family_registered_twice_is_united_and_parted(huila_office: Office) -> None:
    office, screen = huila_office, huila_office.screen
    with office.services() as services:
        merging.registered(services, Work(members=4, baseline=True, plan=True, visits=2, assigned=True), 1)
        merging.registered(services, Work(members=3, visits=1, commitments=1), 2)
    twice = _folios(office)
    office.open()
    office.go("duplicados", "Posibles duplicados")
    office.keep("sin-buscar")
    known = _pairs(office)
    screen.key("alt+b")
    office.until("everybody to be compared", lambda: _pairs(office) > known, patience_s=SWEEP_S)
    office.keep("encontrados")
    screen.key("Return")
    office.keep("lado-a-lado")
    screen.key("alt+i")
    office.keep("intercambiadas")
    screen.key("alt+i")
    office.settle()
    screen.key("alt+u")
    office.until("the two to be one", lambda: len(_folios(office)) == len(twice) - 1)
    office.keep("unidas")
    (gone,) = twice - _folios(office)
    office.go(gone, "Ficha")
    office.keep("la-que-quedo")
    screen.key("ctrl+2", "Return")
    office.settle()
    screen.key("End")
    screen.type(" Elvira")
    screen.key("ctrl+s")
    office.keep("corregida-despues")
    office.kill()

    office.open()
    office.go("duplicados", "Posibles duplicados")
    screen.key("shift+Tab", "shift+Tab", "shift+Tab", "Right", "Right")
    office.keep("uniones-hechas")
    screen.key("alt+d")
    office.until("the two to be two again", lambda: _folios(office) == twice)
    office.keep("separadas")
    office.go(gone, "Ficha")
    office.keep("la-que-volvio")
    assert office.gsi("db", "check") == {"ok": True, "problems": []}
