"""The form of the authorisation of data: what the head says for the household, and who said something else.

Used alone in the dossier and inside other forms, as that of a new household::

    form = ConsentForm(today, registering=True)
    form.show_people(subjects, text, taken_by=...)   # `Subject.person_id` may be an id the caller made
    form.set_people(subjects)                        # the household changed: what was answered stays
    consents = form.consents()                       # None: what is wrong is shown, the keyboard is there

Each `PersonConsent` names the person by the id of its `Subject`; `consent.with_ids` and `consent.record_consent` go on
from there, in the transaction that writes the persons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import ConsentChannel, LegalBasis, MinorOpinion, ProtectionReason
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.drafts import plain
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families import consent
from gsi_desktop.services.families import consent_wording as wording
from gsi_desktop.services.families.consent_data import ConsentFields, ConsentText, PersonConsent, Subject
from gsi_desktop.services.families.data import age_on
from gsi_desktop.ui.families.consent_said import LATER, NOT_SENSITIVE, REFUSES, SaidByEach
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import link
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, DateField, Field, TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.theme import theme

OTHER, NOBODY = "other", "nobody"
"""Who represents the minors when no member does: somebody else by name, or nobody for a reason of protection."""
_SPEAKS_FROM: Final = 4
"""Younger children are noted as too young to say, unless they disagreed."""


class _Boxes(QWidget):
    """Gives the keyboard on to its first box. A focus proxy would do too, but Tab goes in circles between the boxes."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard on."""
        first = next(iter(self.findChildren(QCheckBox)), None)
        if first is not None:
            first.setFocus(event.reason())


class PurposesField(Field):
    """The purposes of the text, each with its own box; the value is the codes ticked."""

    def __init__(self) -> None:
        self._boxes: dict[str, QCheckBox] = {}
        inside = _Boxes()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(4))
        super().__init__("purposes", _("Para qué autoriza"), inside)
        self._all = link(_("Marcar todas"), self._tick_all)

    def show_text(self, text: ConsentText) -> None:
        """Offer the purposes of ``text``; those ticked before stay."""
        ticked = self.value()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._all:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        for purpose in text.purposes:
            box = self._boxes[purpose.code] = QCheckBox(purpose.text.replace("&", "&&"))
            box.setChecked(purpose.code in ticked)
            set_name(box, purpose.text)
            box.toggled.connect(self._edited)
            self._column.addWidget(box)
        self._column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)

    def value(self) -> tuple[str, ...]:
        """Return the codes ticked, in the order of the text."""
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: Any) -> None:
        """Tick ``value``."""
        for code, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(code in (value or ()))
            box.blockSignals(False)

    def is_empty(self) -> bool:
        """Whether none is ticked."""
        return not self.value()

    def inputs(self) -> list[QWidget]:
        """Return what takes the keyboard, in order."""
        return [*self._boxes.values(), self._all]

    def _tick_all(self) -> None:
        self.set_value(tuple(self._boxes))
        self._edited()


class ConsentForm(QWidget):
    """What the household answers. ``changed`` fires whenever something was typed or chosen."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], *, registering: bool = False, reserved: str = "") -> None:
        super().__init__()
        self._today = today
        self._registering = registering
        self._people: tuple[Subject, ...] = ()
        self._text: ConsentText | None = None
        self.form = Form(reserved=reserved)
        self.read_button = link(_("Leer el texto"), self._toggle_text)
        self.about = Label("", "s", "text2", wrap=True)
        self.whole = Label("", "s", "text", wrap=True)
        self.purposes = PurposesField()
        self.minors = QWidget()
        self._said = SaidByEach(today, registering=registering)
        self._lay_out()
        self.form.changed.connect(self._follow)
        self._said.picked.connect(self._follow)

    # --- what goes in and comes out

    def show_people(self, people: Sequence[Subject], text: ConsentText, *, taken_by: str = "") -> None:
        """Begin anew for ``people``, the head among them, with ``text`` to be read to them."""
        self._text = text
        self.about.setText(_("{label} · versión {number}").format(label=text.label, number=text.number))
        self.about.setToolTip(_("Huella del texto: {hash}").format(hash=text.sha256[:12]))
        self.whole.setText(text.body)
        self.whole.hide()
        self.purposes.show_text(text)
        self.form.set_values(
            {
                "basis": LegalBasis.AUTHORISATION,
                "occurred_on": self._today(),
                "channel": None,
                "taken_by": taken_by,
                "norm": "",
                "notice_delivered": False,
                "note": "",
                "purposes": (),
                "sensitive": False,
                "representative_name": "",
                "relation": "",
                "protection_reason": None,
                "minor_opinion": None,
            }
        )
        self._said.forget()
        self._people = ()
        self.set_people(people)
        self.form.field("representative").set_value(self._default_representative())
        self._follow()

    def set_people(self, people: Sequence[Subject]) -> None:
        """Take another household; what was answered for those who stay is kept."""
        representative = self.form.field("representative")
        former = representative.value()
        self._people = tuple(people)
        adults = [one for one in self._people if not one.is_minor(self._today())]
        options: list[tuple[Any, str]] = [(one.person_id, one.name or _("Jefe(a) de hogar")) for one in adults]
        options += [(OTHER, _("Otra persona…")), (NOBODY, _("Nadie: hay motivo de protección"))]
        assert isinstance(representative, ChoiceField)  # noqa: S101 - narrows the type; made below
        representative.set_options(options)
        if former is None or former not in [value for value, _text in options]:
            representative.set_value(self._default_representative())
        self._said.show_people(self._people)
        self._order_tabs()
        self._follow()

    def consents(self) -> tuple[PersonConsent, ...] | None:
        """Return what each person said; None when something is missing, which is then shown at its place."""
        if not all(field.check() for field in self.form.fields() if not field.isHidden()):
            next(field for field in self.form.fields() if field.error).box.setFocus()
            return None
        for person, fields in self._answers():
            wrong = next(
                iter(consent.check_consent(fields, person.birth_date, self._today(), registering=self._registering)),
                None,
            )
            if wrong is not None:
                self.show_error(ExpectedError(wrong.code, field=wrong.field))
                return None
        return tuple(PersonConsent(person_id=person.person_id, fields=fields) for person, fields in self._answers())

    def show_error(self, error: ExpectedError) -> bool:
        """Show what the services refused where it belongs; False when it names nothing of this form."""
        name = error.field or ""
        if name == "representative" and self.form.field("representative").value() == NOBODY:
            name = "protection_reason"
        known = {one.key for one in self.form.fields()}
        if name not in known:
            return False
        self.form.field(name).set_error(messages.text(error.code, **error.params))
        self.form.field(name).box.setFocus()
        return True

    def typed(self) -> dict[str, Any]:
        """Return what was answered, for a draft: plain values by key."""
        kept: dict[str, Any] = {}
        for field in self.form.fields():
            try:
                value = field.value()
            except ExpectedError:
                continue  # a day half typed comes back as nothing
            kept[field.key] = plain(value)
        kept["said"] = self._said.typed()
        return kept

    def retype(self, shown: Mapping[str, Any]) -> None:
        """Show again what `typed` returned, for the same people."""
        values = dict(shown)
        said = values.pop("said", {})
        if isinstance(values.get("occurred_on"), str):
            values["occurred_on"] = date.fromisoformat(values["occurred_on"])
        chosen = values.get("representative")
        known = {str(one.person_id): one.person_id for one in self._people}
        values["representative"] = known.get(str(chosen), chosen)
        for name, kind in _KINDS.items():
            values[name] = kind(values[name]) if values.get(name) else None
        self.form.set_values(values)
        self._said.retype(said)
        self._follow()

    def exception(self, person_id: UUID) -> ComboBox:
        """Return the box that says what one person said beside the rest."""
        return self._said.box(person_id)

    # --- answers

    def _answers(self) -> list[tuple[Subject, ConsentFields]]:
        common = self._common()
        heads = {one.person_id for one in self._people if one.is_head}
        found = []
        for person in self._people:
            said = self._said.of(person.person_id)
            if said == LATER:
                continue
            told = person if common.representative_id in heads else replace(person, relation="")
            fields = consent.share(common, told, self._today())
            if said == REFUSES:
                fields = replace(fields, basis=LegalBasis.AUTHORISATION, refused=True, purposes=(), sensitive=False)
            elif said == NOT_SENSITIVE:
                fields = replace(fields, sensitive=False)
            found.append((person, self._of_minor(person, fields)))
        return found

    def _of_minor(self, person: Subject, fields: ConsentFields) -> ConsentFields:
        day = fields.occurred_on or self._today()
        if not person.is_minor(day) or person.birth_date is None:
            return fields
        if fields.minor_opinion is MinorOpinion.AGREES and age_on(person.birth_date, day) < _SPEAKS_FROM:
            fields = replace(fields, minor_opinion=MinorOpinion.TOO_YOUNG)
        return fields if fields.representative_id != person.person_id else replace(fields, representative_id=None)

    def _common(self) -> ConsentFields:
        values = self.form.values()
        who = values["representative"]
        basis = values["basis"] or LegalBasis.AUTHORISATION
        authorised = basis is LegalBasis.AUTHORISATION
        return ConsentFields(
            basis=basis,
            norm=values["norm"] if basis is LegalBasis.LEGAL_FUNCTION else "",
            notice_delivered=authorised or values["notice_delivered"],
            purposes=values["purposes"] if authorised else (),
            sensitive=values["sensitive"] if authorised else False,
            channel=values["channel"] if authorised else None,
            occurred_on=values["occurred_on"],
            taken_by=values["taken_by"],
            representative_id=who if isinstance(who, UUID) else None,
            representative=values["representative_name"] if who == OTHER else "",
            relation="" if who == NOBODY else values["relation"],
            protection_reason=values["protection_reason"] if who == NOBODY else None,
            minor_opinion=values["minor_opinion"] if authorised else None,
            note=values["note"],
        )

    # --- looks

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.form)
        text = QWidget()
        row = QHBoxLayout(text)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.about, 1)
        row.addWidget(self.read_button)
        self.form.add_widget(text)
        self.form.add_widget(self.whole)
        self.form.add(
            ChoiceField("basis", _("Base legal"), [(one, wording.basis(one)) for one in LegalBasis]),
            ChoiceField("channel", _("Cómo autorizó"), [(one, wording.channel(one)) for one in ConsentChannel]),
            DateField("occurred_on", _("Fecha"), today=self._today),
            TextField("taken_by", _("Quién tomó la respuesta"), max_length=120),
            stretch=(3, 3, 2, 3),
        )
        self.form.add(
            TextField("norm", _("Norma que le da la función"), max_length=300),
            CheckField("notice_delivered", _("Se entregó el aviso de privacidad")),
            stretch=(3, 2),
        )
        self.form.add(self.purposes)
        hint = _("No está obligado(a): la atención no depende de ello y puede responder «prefiere no responder».")
        self.form.add(CheckField("sensitive", _("Autoriza además tratar sus datos sensibles"), hint=hint))
        self._lay_out_minors()
        self.form.add(TextField("note", _("Nota"), max_length=400))
        self.form.add_widget(Line())
        self.form.add_widget(self._said)

    def _lay_out_minors(self) -> None:
        column = QVBoxLayout(self.minors)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Label(_("Menores de 18 años"), "card_title"))
        self.form.add_widget(self.minors)
        self.form.add(
            ChoiceField("representative", _("Quién los representa")),
            TextField("representative_name", _("Nombre de quien representa"), max_length=200),
            TextField("relation", _("Qué es de ellos"), max_length=80),
            ChoiceField(
                "protection_reason",
                _("Motivo de protección"),
                [(one, wording.protection(one)) for one in ProtectionReason],
            ),
            ChoiceField("minor_opinion", _("Su opinión"), [(one, wording.opinion(one)) for one in MinorOpinion]),
            into=column,
        )

    def _order_tabs(self) -> None:
        """Let Tab follow the eye: purposes and people are drawn after the fields around them."""
        inputs: list[QWidget] = [self.read_button]
        for field in self.form.fields():
            inputs += self.purposes.inputs() if field is self.purposes else [field.box]
        inputs += self._said.inputs()
        for before, after in pairwise(inputs):
            QWidget.setTabOrder(before, after)

    def _toggle_text(self) -> None:
        self.whole.setVisible(self.whole.isHidden())
        self.read_button.setText(_("Leer el texto") if self.whole.isHidden() else _("Ocultar el texto"))

    def _default_representative(self) -> Any:
        adults = [one for one in self._people if not one.is_minor(self._today())]
        head = next((one for one in adults if one.is_head), None)
        chosen = head or next(iter(adults), None)
        return chosen.person_id if chosen is not None else None

    def _follow(self) -> None:
        """Show what the answers so far ask for, and nothing else."""
        basis = self.form.field("basis").value() or LegalBasis.AUTHORISATION
        authorised = basis is LegalBasis.AUTHORISATION
        minors = [one for one in self._people if one.is_minor(self._today())]
        who = self.form.field("representative").value()
        shown = {
            "channel": authorised,
            "purposes": authorised,
            "sensitive": authorised,
            "norm": basis is LegalBasis.LEGAL_FUNCTION,
            "notice_delivered": not authorised,
            "representative_name": who == OTHER,
            "relation": who != NOBODY,
            "protection_reason": who == NOBODY,
            "minor_opinion": authorised,
        }
        for key, visible in shown.items():
            self.form.field(key).setVisible(visible)
        self.minors.setVisible(bool(minors))
        self._hint(minors, who)
        self._said.setVisible(len(self._people) > 1 or not self._registering)
        self.changed.emit()

    def _hint(self, minors: Sequence[Subject], who: Any) -> None:
        relation = self.form.field("relation")
        assert isinstance(relation, TextField)  # noqa: S101 - narrows the type; made above
        known = {one.relation for one in minors if one.relation}
        head = isinstance(who, UUID) and any(one.person_id == who and one.is_head for one in self._people)
        relation.box.setPlaceholderText(" / ".join(sorted(known)) if head else "")
        if minors:
            said = ngettext("{count} menor de edad", "{count} menores de edad", len(minors)).format(count=len(minors))
            set_name(self.minors, said)


_KINDS: Final[dict[str, Callable[[Any], Any]]] = {
    "basis": LegalBasis,
    "channel": ConsentChannel,
    "protection_reason": ProtectionReason,
    "minor_opinion": MinorOpinion,
}
