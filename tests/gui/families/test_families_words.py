"""How families read."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.models.enums import EventKind
from gsi_desktop.services.families import event_wording
from gsi_desktop.services.families.data import LifeEvent


@pytest.mark.parametrize("kind", list(EventKind))
@pytest.mark.parametrize("person", ["", "Ana Rojas"])
def test_every_life_event_is_a_sentence(kind: EventKind, person: str) -> None:
    sentence = event_wording.life_event(LifeEvent(kind, date(2026, 1, 1), person, ""))
    assert sentence[0].isupper()
    assert (person in sentence) if person else "{" not in sentence
