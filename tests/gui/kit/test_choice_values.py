"""What a list of choices gives back is the very value it was given."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gsi_desktop.models.enums import VisitKind
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.ui.kit.fields import ChoiceField


def test_a_choice_gives_back_the_value_it_was_made_with(qtbot: QtBot) -> None:
    first, second = new_id(), new_id()
    field = ChoiceField("who", "Quién", [(first, "Ana"), (second, "Luis"), (VisitKind.SESSION_2A, "2A")])
    qtbot.addWidget(field)
    field.set_value(type(second)(str(second)))
    assert field.value() == second
    field.set_value(VisitKind.SESSION_2A)
    assert field.value() is VisitKind.SESSION_2A
    field.set_value(new_id())
    assert field.is_empty()
