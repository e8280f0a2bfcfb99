"""What a life event asks after its own fields: heads, what people are to them, and commitments of who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase, digits
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.models.enums import Kinship
from gsi_desktop.services.core.formats import date as show
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.life.data import OpenPromise, Seat
from gsi_desktop.services.life.kinship import seen_from
from gsi_desktop.ui.families.life_forms import Leaving, Needs, kinship_options
from gsi_desktop.ui.kit.fields import ChoiceField, Field, TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

CLOSE = "close"
"""The choice that closes a commitment."""


class FollowForm(Form):
    """Made anew for other needs; ``shape`` tells whether it has to be."""

    def __init__(self, shape: tuple[Any, ...]) -> None:
        super().__init__(reserved=ascii_lowercase + digits)  # their letters are those of the form above
        self.shape = shape

    def heading(self, text: str) -> None:
        """Add a heading."""
        self.add_widget(Label(text, "card_title", wrap=True))

    def pairs(self, fields: Sequence[Field]) -> None:
        """Add fields two by two."""
        for place in range(0, len(fields), 2):
            self.add(*fields[place : place + 2])


def shape_of(needs: Needs, promises: Sequence[OpenPromise], chosen: dict[str, Any]) -> tuple[Any, ...]:
    """Return what makes another form necessary: who is asked about, and which head was chosen."""
    return needs, tuple(promises), tuple(sorted((key, str(value)) for key, value in chosen.items()))


def make_follow(needs: Needs, promises: Sequence[OpenPromise], chosen: dict[str, Any], why: str = "") -> FollowForm:
    """Return the form of these needs; ``chosen`` are the heads chosen so far, by key.

    Commitments nobody can take over are proposed to be closed for the reason ``why``.
    """
    form = FollowForm(shape_of(needs, promises, chosen))
    if needs.new_heads and len(needs.new_heads) > 1:
        form.heading(_("La familia nueva"))
        form.add(ChoiceField("new_head_id", _("Quién queda a la cabeza"), _names(needs.new_heads), required=True))
        _kinships(form, needs.new_heads, chosen.get("new_head_id"), "new_kin")
    for left in needs.leaving:
        if left.needs_head:
            _head(form, left, chosen.get(left.head_key))
    if needs.given:
        form.heading(_("Qué son ahora de quien está a la cabeza"))
        form.pairs([_kin(seat, kinship, needs.prefix) for seat, kinship in needs.given])
    if promises:
        form.heading(_("Compromisos abiertos de quien se va"))
        staying = [seat for left in needs.leaving for seat in left.staying]
        for promise in promises:
            _promise(form, promise, staying, why)
    return form


def _names(seats: Sequence[Seat]) -> list[tuple[UUID, str]]:
    return [(seat.person_id, seat.name) for seat in seats]


def _head(form: FollowForm, left: Leaving, head: UUID | None) -> None:
    here = left.head_key == "head_id"
    form.heading(_("Los que se quedan") if here else _("La familia de donde viene"))
    form.add(ChoiceField(left.head_key, _("Quién queda a la cabeza del hogar"), _names(left.staying), required=True))
    _kinships(form, left.staying, head, left.kin_prefix)


def _kinships(form: FollowForm, seats: Sequence[Seat], head_id: UUID | None, prefix: str) -> None:
    """Ask what the others are to the head chosen, proposing what follows from what they were."""
    head = next((seat for seat in seats if seat.person_id == head_id), None)
    if head is not None:
        others = [seat for seat in seats if seat is not head]
        form.pairs([_kin(seat, seen_from(head.kinship, seat.kinship), prefix) for seat in others])


def _kin(seat: Seat, kinship: Kinship, prefix: str) -> Field:
    field = ChoiceField(f"{prefix}:{seat.person_id}", seat.name, kinship_options(), required=True)
    field.set_value(kinship)
    return field


def _promise(form: FollowForm, promise: OpenPromise, staying: Sequence[Seat], proposed: str) -> None:
    due = _("{action}, hasta el {day}").format(action=promise.action, day=show(promise.due_on))
    told = Label(due if promise.due_on else promise.action, "body_strong", wrap=True)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().px(size("spacing.s")))
    column.addWidget(told)
    options: list[tuple[Any, str]] = [(CLOSE, _("Se cierra"))]
    if not promise.of_leaver:
        options += [(seat.person_id, _("Pasa a {name}").format(name=seat.name)) for seat in staying]
    field = ChoiceField(f"promise:{promise.commitment_id}", _("Qué pasa con él"), options, required=True)
    why = TextField(f"why:{promise.commitment_id}", _("Por qué se cierra"), max_length=200)
    if promise.of_leaver:
        field.set_value(CLOSE)
        why.set_value(proposed)
    form.add_widget(holder)
    form.add(field, why, into=column)
