"""What was typed and not saved, kept while the program runs: leaving a form never loses a keystroke."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QLineEdit

from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.forms import Form


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that was left: the values it was loaded with, what its inputs showed, and its operation."""

    base: Any
    typed: Mapping[str, Any]
    operation_id: UUID


@dataclass(slots=True)
class Drafts:
    """Drafts by the family or person they are about."""

    _kept: dict[UUID, Draft] = field(default_factory=dict)

    def keep(self, subject: UUID, draft: Draft) -> None:
        """Keep ``draft`` in place of an earlier one."""
        self._kept[subject] = draft

    def get(self, subject: UUID) -> Draft | None:
        """Return the draft about ``subject``."""
        return self._kept.get(subject)

    def drop(self, subject: UUID) -> None:
        """Forget the draft about ``subject``, if there is one."""
        self._kept.pop(subject, None)

    def among(self, subjects: Iterable[UUID]) -> list[UUID]:
        """Return those of ``subjects`` that have a draft, in their order."""
        return [subject for subject in subjects if subject in self._kept]


def typed(form: Form) -> dict[str, Any]:
    """Return what the inputs of ``form`` show, also where it is no value yet."""
    shown: dict[str, Any] = {}
    for one in form.fields():
        if isinstance(one.box, QLineEdit):
            shown[one.key] = one.box.text()
        elif isinstance(one.box, ComboBox):
            shown[one.key] = one.box.chosen()
    return shown


def retype(form: Form, shown: Mapping[str, Any]) -> None:
    """Put back into ``form`` what `typed` returned, and say what is wrong with what differs from its values."""
    before = typed(form)
    for one in form.fields():
        if shown.get(one.key) == before.get(one.key):
            continue
        if isinstance(one.box, QLineEdit):
            one.box.setText(shown[one.key])
        elif isinstance(one.box, ComboBox):
            one.box.choose(shown[one.key])
        one.check()
