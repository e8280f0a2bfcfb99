"""The basic data of a person, corrected: names, sex, birth date and document."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gsi_desktop.models.enums import Sex
from gsi_desktop.services.core import formats, messages
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import commands, rules
from gsi_desktop.services.families.data import Accepted, EditPerson, Member, PersonFields, Severity, age_on
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families.editor import Editor, Save
from gsi_desktop.ui.families.sexes import sex_field
from gsi_desktop.ui.kit.fields import ChoiceField, DateField, DocumentField, TextField

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_NONE = ""
"""Stands for "no document" in the list of document types."""

_ERRORS = {
    "name_missing": "field_missing",
    "birth_date_future": "born_in_future",
    "birth_date_invalid": "born_too_early",
}
"""The texts of the rules speak of a file; these speak of a form."""


class PersonEditor(Editor):
    """The form of `commands.edit_person`."""

    draft_form = "person"
    base_type = PersonFields

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Corregir datos"))

    def open_person(self, member: Member, family_id: UUID) -> None:
        """Open the form for ``member`` of a family."""
        base = PersonFields(
            first_name=member.first_name,
            second_name=member.second_name,
            first_surname=member.first_surname,
            second_surname=member.second_surname,
            sex=member.sex,
            birth_date=member.birth_date,
            document_type=member.document_type,
            document=member.document,
        )
        person = member.person_id
        opens = opening("family", family_id=family_id, person_id=person, edit="person")
        self.open_for(person, base, member.full_name, opens)

    def make_fields(self) -> None:
        """Names and surnames, sex and birth date, document."""
        kinds = [(kind.code, f"{kind.code} · {kind.name}") for kind in catalogues.document_types()]
        self.form.add(
            TextField("first_name", _("Primer nombre"), required=True, max_length=80),
            TextField("second_name", _("Segundo nombre"), max_length=80),
        )
        self.form.add(
            TextField("first_surname", _("Primer apellido"), required=True, max_length=80),
            TextField("second_surname", _("Segundo apellido"), max_length=80),
        )
        self.form.add(
            sex_field(),
            DateField(
                "birth_date",
                _("Fecha de nacimiento"),
                required=True,
                check=self._check_birth,
                today=self._today,
            ),
        )
        self.form.add(ChoiceField("document_type", _("Tipo de documento"), [(_NONE, _("Sin documento")), *kinds]))
        self.form.add(DocumentField("document", _("Número de documento")))

    def to_fields(self, data: PersonFields) -> dict[str, Any]:
        """Return what the fields show of ``data``."""
        return {
            "first_name": data.first_name,
            "second_name": data.second_name,
            "first_surname": data.first_surname,
            "second_surname": data.second_surname,
            "sex": data.sex,
            "birth_date": data.birth_date,
            "document_type": data.document_type or _NONE,
            "document": data.document,
        }

    def from_fields(self, values: dict[str, Any]) -> PersonFields:
        """Return the person typed, as it is stored; raises the first error the rules find."""
        person = rules.tidy_person(PersonFields(**{**values, "sex": Sex(values["sex"])}))
        wrong = next((found for found in self._findings(person) if found.severity is Severity.ERROR), None)
        if wrong is not None:
            raise ExpectedError(_ERRORS.get(wrong.code, wrong.code), field=wrong.field)
        return person

    def saving(self, subject: UUID, base: PersonFields, mine: PersonFields, accepted: dict[str, str]) -> Save:
        """Return the run of `commands.edit_person`."""
        doubted = {one.code: one.field for one in self._findings(mine)}
        passed = tuple(Accepted(doubted.get(code, ""), code, reason) for code, reason in accepted.items())
        data = EditPerson(person_id=subject, base=base, mine=mine, accepted_warnings=passed)
        return lambda operation: self._context.services.run(commands.edit_person, data, operation_id=operation)

    def warnings(self, data: PersonFields) -> dict[str, str]:
        """Return what the rules doubt about ``data``."""
        found = [finding.code for finding in self._findings(data) if finding.severity is Severity.WARNING]
        return {code: self._doubt_text(code, data) for code in found}

    def shown(self, key: str, value: Any) -> str:
        """Return a value as people read it."""
        if not value:
            return _("sin dato")
        if isinstance(value, date):
            return formats.date(value)
        if key == "document":
            return formats.document_number(value)
        return catalogues.label("sex", value) if key == "sex" else str(value)

    def at_field(self, error: ExpectedError) -> ExpectedError:
        """Put somebody else's document at the number."""
        if error.code == "document_taken":
            return ExpectedError(error.code, field="document", **error.params)
        return error

    def _today(self) -> date:
        return self._context.services.clock.today()

    def _findings(self, person: PersonFields) -> list[Any]:
        return rules.check_person(person, self._today())

    def _check_birth(self, born: date) -> None:
        """Raise what the rules find wrong with a birth date."""
        probe = PersonFields(
            first_name="-",
            second_name="",
            first_surname="-",
            second_surname="",
            sex=Sex.UNKNOWN,
            birth_date=born,
            document_type="",
            document="",
        )
        for finding in self._findings(probe):
            if finding.field == "birth_date":
                raise ExpectedError(_ERRORS[finding.code])

    def _doubt_text(self, code: str, person: PersonFields) -> str:
        if code == "document_age_mismatch" and person.birth_date is not None:
            kind = catalogues.label("document_type", person.document_type)
            age = formats.years(age_on(person.birth_date, self._today()))
            return messages.text("document_unusual_for_age", kind=kind, age=age)
        return messages.text("person_without_document")
