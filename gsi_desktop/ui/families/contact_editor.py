"""Where a family lives and how it is reached, corrected."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from gsi_desktop.models.enums import FamilyStatus, Zone
from gsi_desktop.services.core import formats, messages
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import commands, queries, rules
from gsi_desktop.services.families.data import ContactFields, Dossier, EditContact
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families.editor import Editor, Save
from gsi_desktop.ui.kit.fields import ChoiceField, TextField

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_UNKNOWN = ""
"""Stands for "no zone" in the list of zones."""


class ContactEditor(Editor):
    """The form of `commands.edit_contact`."""

    draft_form = "family_contact"
    base_type = ContactFields

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Editar contacto"))
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", True)
        field = self.form.field("settlement")
        assert isinstance(field, TextField)  # noqa: S101 - narrows the type; made below
        field.box.setCompleter(completer)

    def open_family(self, dossier: Dossier, about: str) -> None:
        """Open the form for the family of ``dossier``."""
        base = ContactFields(
            settlement=dossier.settlement,
            zone=dossier.zone,
            address=dossier.address,
            phone=dossier.phone,
            other_phone=dossier.other_phone,
        )
        family = dossier.family_id
        self._status: FamilyStatus | None = dossier.status
        for key in ("settlement", "address"):
            self.form.field(key).setEnabled(not dossier.location_protected)
            self.form.field(key).setToolTip(messages.text("location_protected") if dossier.location_protected else "")
        self.open_for(family, base, about, opening("family", family_id=family, edit="contact"))
        read = self._context.services.read
        self._context.runner.read(
            self, partial(read, queries.settlements, dossier.municipality_id), self._suggest, key="settlements"
        )

    def save_anyway(self) -> None:
        """Save the contact of a family that has left the programme."""
        self._status = None
        self.save()

    def make_fields(self) -> None:
        """Zone and settlement, address, telephones."""
        zones = [(_UNKNOWN, formats.answer(None)), *((code, catalogues.label("zone", code)) for code in Zone)]
        self.form.add(
            TextField("settlement", _("Vereda o barrio"), hint=_("Si no está en la lista, se agrega."), max_length=120)
        )
        self.form.add(ChoiceField("zone", _("Zona"), zones))
        self.form.add(TextField("address", _("Dirección o finca"), max_length=200))
        self.form.add(
            TextField("phone", _("Teléfono"), max_length=40),
            TextField("other_phone", _("Otro teléfono"), max_length=40),
        )

    def to_fields(self, data: ContactFields) -> dict[str, Any]:
        """Return what the fields show of ``data``."""
        return {
            "settlement": data.settlement,
            "zone": data.zone or _UNKNOWN,
            "address": data.address,
            "phone": data.phone,
            "other_phone": data.other_phone,
        }

    def from_fields(self, values: dict[str, Any]) -> ContactFields:
        """Return the contact data typed, as it is stored."""
        zone = Zone(values["zone"]) if values["zone"] else None
        return rules.tidy_contact(ContactFields(**{**values, "zone": zone}))

    def saving(self, subject: UUID, base: ContactFields, mine: ContactFields, accepted: dict[str, str]) -> Save:
        """Return the run of `commands.edit_contact`; nothing in it is doubtful."""
        del accepted
        data = EditContact(family_id=subject, base=base, mine=mine, seen_status=self._status)
        return lambda operation: self._context.services.run(commands.edit_contact, data, operation_id=operation)

    def warnings(self, data: ContactFields) -> dict[str, str]:
        """Nothing in contact data is doubtful."""
        del data
        return {}

    def shown(self, key: str, value: Any) -> str:
        """Return a value as people read it."""
        if not value:
            return _("sin dato")
        if key == "zone":
            return catalogues.label("zone", value)
        return formats.phone(value) if key in {"phone", "other_phone"} else str(value)

    def _suggest(self, known: tuple[tuple[UUID, str], ...]) -> None:
        self._known.setStringList([name for _id, name in known])
