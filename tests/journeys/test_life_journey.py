"""A household that lives: what happens to it recorded and annulled by keyboard, in the real window."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import Visit
from gsi_desktop.models.enums import Stage, VisitState
from gsi_desktop.models.families import Enrolment, FamilyCard
from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.life.movement import movement
from tests.support import rosters
from tests.support.office import Office


def _found(office: Office, words: str) -> int:
    """Return how many families the registry finds."""
    return len(office.gsi("families", "search", words)["families"])


def _choose(office: Office, place: int) -> None:
    """Open the menu of life events and choose its line ``place``, counted from 1."""
    office.screen.key("alt+n")
    office.settle()
    office.screen.key(*["Down"] * place, "Return")
    office.wait_for_title("Registrar novedad")
    office.settle()


def _six_without_work(session: Session) -> FamilyCard:
    """Return a family of six that was visited, and has neither a visit open nor a línea base or plan."""
    busy = select(Enrolment.family_id).join(Visit).where(Visit.state == VisitState.OPEN)
    free = FamilyCard.family_id.not_in(busy)
    six = select(FamilyCard).where(FamilyCard.members == 6, FamilyCard.stage == Stage.LINKED, free)
    return session.execute(six.order_by(FamilyCard.folio).limit(1)).scalar_one()


def _ago(days: int) -> str:
    """Return the day of ``days`` ago as a clerk types it."""
    return f"{SystemClock().today() - timedelta(days=days):%d%m%Y}"


class _Household:
    """A family whose dossier is open at its members, and what is recorded of it."""

    def __init__(self, office: Office, card: FamilyCard) -> None:
        self.office, self.card = office, card
        office.go(card.folio, "Ficha")
        office.screen.key("ctrl+2")
        office.keep("integrantes")

    def records(self, place: int, name: str, *typed: str) -> None:
        """Record the event at line ``place`` of the menu: a key as ``<Tab>``, anything else as text."""
        _choose(self.office, place)
        for one in typed:
            if one.startswith("<"):
                self.office.screen.key(*one[1:-1].split())
            else:
                self.office.screen.type(one)
        self.office.keep(name)
        self.office.screen.key("ctrl+s")
        self.office.wait_for_title("Ficha")
        self.office.keep(f"{name}-guardado")


def test_a_birth_is_recorded_and_annulled(office: Office) -> None:
    screen = office.screen
    office.gsi("import", "roster", str(rosters.SAMPLES / "padron_sisben_pitalito.xlsx"), "--as-of", "2026-10-20")
    office.open()
    office.wait_for_title("Inicio")
    screen.key("ctrl+k")
    screen.type("muñ ordo")
    office.settle()
    screen.key("Return")
    office.wait_for_title("Ficha|.*Muñoz|.*Ordóñez")
    screen.key("ctrl+2")
    office.keep("integrantes")
    _choose(office, 1)
    screen.type("Samuel")
    screen.key("Tab", "Tab")
    screen.type("Zúñiga")
    screen.key("Tab", "Tab")
    screen.type("H")
    screen.key("Tab", "Tab", "Tab", "Tab")
    screen.type("10112026")
    office.settle()
    office.keep("nacimiento")
    screen.key("ctrl+s")
    office.until("the child to be registered", lambda: _found(office, "samuel zuniga") == 1)
    office.wait_for_title("Ficha|.*Muñoz|.*Ordóñez")
    office.keep("con-el-nino")
    screen.key("ctrl+7")
    office.keep("historial")
    screen.key("alt+a")
    screen.type("Se digitó en otra familia")
    screen.key("Return")
    office.until("the birth to be annulled", lambda: _found(office, "samuel zuniga") == 0)
    office.keep("anulada")
    assert office.gsi("db", "check")["problems"] == []


def test_what_can_happen_to_a_household(huila_office: Office) -> None:
    office, screen = huila_office, huila_office.screen
    card = office.read(_six_without_work)
    office.open()
    home = _Household(office, card)
    child = ("Samuel", "<Tab Tab>", "Trujillo", "<Tab Tab>", "H", "<Tab Tab Tab Tab>", _ago(9))
    home.records(1, "nacimiento", *child)
    home.records(2, "fallecimiento", "<Tab>", _ago(8), "<Tab Tab Down>")
    home.records(6, "division", "<Tab space Tab space Tab Tab Tab Tab>", _ago(7), "<Tab Tab Down>")
    home.records(5, "jefatura", "<Down Tab>", _ago(6))
    home.records(8, "traslado", "agrado", "<Tab>", _ago(5))
    home.records(9, "salida", "<Down Tab>", _ago(4))
    home.records(3, "reingreso", _ago(3))
    screen.key("ctrl+7")
    office.keep("historial")
    screen.key("alt+a")
    screen.type("Se registró en otra familia")
    office.keep("por-que-se-anula")
    screen.key("Return")
    office.keep("reingreso-anulado")
    office.go("movimiento", "Movimiento")
    office.keep("movimiento")
    today = SystemClock().today()
    counted = office.read(movement, None, today - timedelta(days=9), today)
    for flow in (counted.families, counted.persons):
        assert flow.balances
    happened = {line.kind for flow in (counted.families, counted.persons) for line in (*flow.entries, *flow.exits)}
    assert happened == {"birth", "death", "split", "move", "programme_exit"}
    assert office.gsi("db", "check")["problems"] == []
