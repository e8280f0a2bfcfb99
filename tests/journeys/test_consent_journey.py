"""A household asked for its authorisation, the proof of it on paper, what is reserved read, and a revocation."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from gsi_desktop.models.consent import Consent
from gsi_desktop.models.enums import ConsentDecision, Stage
from gsi_desktop.models.families import FamilyCard
from tests.support.office import Office

KEEP_BUTTON, READ_BUTTON = (1260, 281), (1300, 325)
"""Where the buttons of the reserved facts are."""
FACT = "Amenazas en la vereda. Llamar solo al celular de la hermana."


def _unasked(session: Session) -> FamilyCard:
    """Return a family of six nobody has asked."""
    six = select(FamilyCard).where(FamilyCard.members == 6, FamilyCard.stage == Stage.TARGETED)
    return session.execute(six.order_by(FamilyCard.folio).limit(1)).scalar_one()


def _revoked(session: Session) -> bool:
    """Whether anybody has taken back what they authorised."""
    return session.execute(select(exists().where(Consent.decision == ConsentDecision.REVOKED))).scalar_one()


def _answers(office: Office) -> None:
    screen = office.screen
    screen.key("alt+s")
    office.settle()
    screen.key("Down", "Tab", "Tab", "Tab", "space", "alt+a", "alt+o", "Down")
    office.keep("respuestas")
    screen.key("alt+g")
    office.keep("autorizaron")


def _proof(office: Office, pdf: Path) -> None:
    """Print the proof: the button, and the button of the preview."""
    screen = office.screen
    screen.key("alt+c")
    office.wait_for_title("Vista previa")
    office.keep("constancia")
    screen.key("alt+g")
    office.wait_for_title("Guardar PDF")
    screen.type(str(pdf))
    screen.key("Return")
    office.until("the paper", pdf.exists)
    office.keep("constancia-guardada")
    screen.key("Escape")
    office.wait_for_title("Ficha")
    office.settle()


def _reserved(office: Office) -> None:
    screen = office.screen
    screen.click(*KEEP_BUTTON)
    office.settle()
    screen.key("Down", "Tab", "Down", "Tab")
    screen.type(FACT)
    office.keep("dato-reservado")
    screen.key("Tab", "space")
    office.keep("guardado-aparte")
    screen.click(*READ_BUTTON)
    office.settle()
    screen.type("Valorar medidas de protección")
    office.keep("para-que")
    screen.key("Return")
    office.keep("lectura-abierta")


@pytest.mark.check("B50", "B51")
def test_what_a_household_authorises_and_keeps_to_itself(huila_office: Office, tmp_path: Path) -> None:
    office, screen = huila_office, huila_office.screen
    assert not office.read(_revoked)
    card = office.read(_unasked)
    office.open()
    office.go(card.folio, "Ficha")
    screen.key("ctrl+6")
    office.keep("sin-autorizacion")
    _answers(office)
    _proof(office, tmp_path / "constancia.pdf")
    _reserved(office)
    screen.key("alt+r")
    office.settle()
    screen.type("Se muda a otro país")
    office.keep("por-que-revoca")
    screen.key("alt+g")
    office.until("the revocation", lambda: office.read(_revoked))
    office.keep("revocada")
    sheets = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "constancia.pdf").pages]
    assert "Constancia de autorización" in sheets[0]
    assert card.folio in sheets[0]
    assert FACT.encode() not in Path(office.location).read_bytes()
    assert office.gsi("db", "check") == {"ok": True, "problems": []}
