"""The steps of a visit that are mostly talk: place, greeting, data, opportunities, educational session, history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import EducationTopic, VisitKind, VisitMedium
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import VisitContent
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families.data import Dossier, Member
from gsi_desktop.services.families.wording import short_kinship
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, link
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, DateField, TextField
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.pieces import Facts, Picture
from gsi_desktop.ui.kit.textfields import TextAreaField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.visits import words
from gsi_desktop.ui.visits.step import Step

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.reads import Room

SESSIONS = tuple(kind for kind in VisitKind if kind is not VisitKind.WINDOW)


class PlaceStep(Step):
    """0: what session it is, where or by what means, and who makes it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self.kind = ChoiceField("kind", _("&Visita"), [(one, wording.visit_kind(one)) for one in SESSIONS], width=260)
        self.medium = ChoiceField(
            "medium", _("&Lugar o medio"), [(one, wording.medium(one)) for one in VisitMedium], required=True, width=260
        )
        self.place = TextField("place", _("¿&Dónde? (si no es en la vivienda)"), max_length=200, width=420)
        self.cogestor = ChoiceField("cogestor", _("C&ogestor(a)"), width=320)
        for field in (self.medium, self.place, self.kind, self.cogestor):
            self.add_field(field)
        self.column.addStretch(1)
        self.kind.changed.connect(self._say_purpose)

    def fill(self, room: Room) -> None:
        """Show where it is held."""
        content = room.info.content
        self.kind.set_value(content.kind)
        self.medium.set_value(content.medium)
        self.place.set_value(content.place)
        people = room.home.cogestores
        self.cogestor.set_options(words.cogestor_options(people, content.cogestor_id))
        self.cogestor.set_value(content.cogestor_id)
        self._say_purpose()

    def write(self, content: VisitContent) -> VisitContent:
        """Add kind, medium, place and cogestor."""
        return replace(
            content,
            kind=self.kind.value() or content.kind,
            medium=self.medium.value(),
            place=self.value(self.place, content.place),
            cogestor_id=self.cogestor.value(),
        )

    def result(self) -> str:
        """Return where."""
        medium = self.medium.value()
        return wording.medium(medium) if medium is not None else _("Por elegir")

    def missing(self) -> str:
        """Ask for the medium."""
        return _("Falta el lugar o medio") if self.medium.value() is None else super().missing()

    def _say_purpose(self) -> None:
        kind = self.kind.value()
        self.kind.below.setText(wording.visit_purpose(kind) if kind is not None else "")
        self.kind.below.setVisible(kind is not None)


class GreetingStep(Step):
    """1: greeting, what the session is for, and the acuerdo de corresponsabilidad while it is not signed."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._lines = [
            self.say(text)
            for text in (
                _("1. Salude, preséntese y diga de qué entidad viene."),
                _("2. Pregunte cómo ha estado la familia y quiénes están hoy; márquelo a la derecha."),
                "",
            )
        ]
        self.column.addWidget(Line())
        self.signed_before = Label("", "body")
        self.agreed = CheckField("agreed", _("La &familia leyó y firmó hoy el acuerdo de corresponsabilidad"))
        self.on = DateField("agreement_on", _("&Fecha de la firma"), today=context.services.clock.today)
        self.column.addWidget(self.signed_before)
        self.add_field(self.agreed)
        self.add_field(self.on)
        self.untold = Label("", "body", "danger", wrap=True)
        self.tell_button = Button(_("Registrar &autorización de datos"), "shield-lock", self._tell)
        self._family: Dossier | None = None
        self.column.addWidget(self.untold)
        self.column.addWidget(self.tell_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self._fixed = False
        self.agreed.changed.connect(self._toggle)

    def fill(self, room: Room) -> None:
        """Show the acuerdo."""
        content = room.info.content
        on = content.agreement_on
        self._fixed = on is not None and on != content.occurred_on
        said = _("3. Explique para qué es esta sesión: {purpose}.").format(purpose=wording.visit_purpose(content.kind))
        self._lines[2].setText(said)
        day = show_date(on) if on is not None else ""
        self.signed_before.setText(_("Acuerdo de corresponsabilidad firmado el {day}.").format(day=day))
        self.signed_before.setVisible(self._fixed)
        self.agreed.setVisible(not self._fixed)
        self.agreed.set_value(on is not None)
        self.on.set_value(on)
        self._show_date()
        self.refresh(room)

    def refresh(self, room: Room) -> None:
        """Say who has not answered yet how their data may be used: the first visit is not closed without it."""
        self._family = room.home.dossier
        names = ", ".join(room.home.untold)
        self.untold.setText(_("Falta la autorización de datos o el aviso de: {names}.").format(names=names))
        self.untold.setVisible(bool(names))
        self.tell_button.setVisible(bool(names))

    def write(self, content: VisitContent) -> VisitContent:
        """Add the day the acuerdo was signed."""
        if self._fixed:
            return content
        on = self.value(self.on, content.agreement_on) if self.agreed.value() else None
        return replace(content, agreement_on=on)

    def result(self) -> str:
        """Return whether the acuerdo is signed."""
        return _("Acuerdo firmado") if self._fixed or self.agreed.value() else _("Acuerdo sin firmar")

    def begin(self) -> None:
        """Take the keyboard where something can be said."""
        if not self._fixed:
            super().begin()

    def _tell(self) -> None:
        if self._family is not None:
            family_id = self._family.family_id
            self.context.navigate("family", family_id=family_id, tab="documents", register=True)

    def _toggle(self) -> None:
        if self.agreed.value() and self.on.is_empty():
            self.on.set_value(self.context.services.clock.today())
        self._show_date()

    def _show_date(self) -> None:
        self.on.setVisible(not self._fixed and self.agreed.value())


class DataStep(Step):
    """2: what is known of the household, to be read aloud and corrected in the dossier."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        self._family: Dossier | None = None
        self._first: dict[object, tuple[object, ...]] = {}
        self._place = QVBoxLayout()
        self._contents: QWidget | None = None
        self.column.addLayout(self._place)
        self.column.addStretch(1)
        theme().changed.connect(self._draw)

    def fill(self, room: Room) -> None:
        """Show the household and remember it, to count what is corrected."""
        self._family = room.home.dossier
        self._first = _known(room.home.dossier)
        self._draw()

    def refresh(self, room: Room) -> None:
        """Show what was corrected."""
        self._family = room.home.dossier
        self._draw()
        self.moved.emit()

    def changes(self) -> int:
        """Return how many data were corrected since the visit was opened here."""
        if self._family is None:
            return 0
        now = _known(self._family)
        subjects = self._first.keys() | now.keys()
        return sum(
            sum(mine != theirs for mine, theirs in zip(self._first.get(one, ()), now.get(one, ()), strict=False))
            or int(one not in self._first or one not in now)
            for one in subjects
        )

    def result(self) -> str:
        """Return how many data changed."""
        count = self.changes()
        if not count:
            return _("Sin cambios")
        return ngettext("{count} cambio", "{count} cambios", count).format(count=count)

    def begin(self) -> None:
        """Take the keyboard at the first link."""
        if self._contents is not None:
            first = self._contents.findChild(Button)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        if self._contents is not None:
            self._place.removeWidget(self._contents)
            self._contents.hide()
            self._contents.deleteLater()
            self._contents = None
        if self._family is not None:
            self._contents = self._drawn(self._family)
            self._place.addWidget(self._contents)

    def _drawn(self, dossier: Dossier) -> QWidget:
        px = theme().px
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(self._heading(_("Contacto"), _("Corregir contacto"), self._correct_contact))
        facts = Facts()
        facts.put(_("Dirección"), words.address(dossier))
        facts.put(_("Teléfono"), formats.phone(dossier.phone), tabular=True)
        facts.put(_("Otro teléfono"), formats.phone(dossier.other_phone), tabular=True)
        column.addLayout(facts)
        column.addWidget(Line())
        column.addLayout(self._heading(_("Integrantes"), "", None))
        column.addLayout(self._people(dossier))
        locked = QHBoxLayout()
        locked.setSpacing(px(6))
        locked.addWidget(Picture("lock", "text3", 14))
        said = _(
            "La fecha de nacimiento y el sexo no se cambian en la visita; se corrigen en la ficha con el documento."
        )
        locked.addWidget(Label(said, "s", "text3", wrap=True), 1)
        column.addLayout(locked)
        return inside

    def _heading(self, title: str, verb: str, slot: object) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Label(title, "card_title"))
        row.addStretch(1)
        if verb and callable(slot):
            row.addWidget(link(verb, slot))
        return row

    def _people(self, dossier: Dossier) -> QGridLayout:
        px = theme().px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(2))
        grid.setColumnStretch(0, 1)
        for row, member in enumerate(dossier.members):
            self._add_person(grid, row, member)
        return grid

    def _add_person(self, grid: QGridLayout, row: int, member: Member) -> None:
        grid.addWidget(ElidedLabel(member.full_name, "body"), row, 0)
        grid.addWidget(Label(short_kinship(member), "s", "text2"), row, 1)
        said = formats.document(member.document_type, member.document) or _("Sin documento")
        grid.addWidget(Label(said, "s", "text2" if member.document else "danger", tabular=True), row, 2)
        born = formats.date(member.birth_date) or _("sin fecha")
        grid.addWidget(Label(f"{born} · {catalogues.label('sex', member.sex)}", "s", "text3", tabular=True), row, 3)
        grid.addWidget(Picture("lock", "text3", 12), row, 4)
        correct = link(_("Corregir"), lambda: self._correct(member))
        set_name(correct, _("Corregir los datos de {name}").format(name=member.full_name))
        grid.addWidget(correct, row, 5)

    def _correct_contact(self) -> None:
        if self._family is not None:
            self.context.navigate("family", family_id=self._family.family_id, tab="summary")

    def _correct(self, member: Member) -> None:
        if self._family is not None:
            family_id = self._family.family_id
            self.context.navigate("family", family_id=family_id, tab="members", person_id=member.person_id)


def _known(dossier: Dossier) -> dict[object, tuple[object, ...]]:
    """Return what may be corrected, by family and person."""
    known: dict[object, tuple[object, ...]] = {
        dossier.family_id: (dossier.settlement, dossier.address, dossier.phone, dossier.other_phone, dossier.zone)
    }
    for one in dossier.members:
        known[one.person_id] = (one.full_name, one.document_type, one.document, one.birth_date, one.sex)
    return known


class TextStep(Step):
    """5 and 7: one text of as many lines as it takes."""

    def __init__(self, context: UiContext, key: str, label: str, help_: str, empty: str) -> None:
        super().__init__(context)
        self._key = key
        self._empty = empty
        self.text = TextAreaField(key, label, lines=8, grows=True, hint=help_)
        self.add_field(self.text, stretch=1)

    def fill(self, room: Room) -> None:
        """Show the text."""
        self.text.set_value(getattr(room.info.content, self._key))

    def write(self, content: VisitContent) -> VisitContent:
        """Add the text."""
        written: dict[str, str] = {self._key: self.value(self.text, getattr(content, self._key))}
        return replace(content, **written)  # type: ignore[arg-type]  # the text of one field, by name

    def result(self) -> str:
        """Return whether something was written."""
        return self._empty if self.text.is_empty() else _("Escrito")


class TopicStep(Step):
    """6: the topic of the educational session and what was worked on."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context)
        options = [(None, _("Sin sesión educativa")), *((one, wording.topic(one)) for one in EducationTopic)]
        self.topic = ChoiceField("topic", _("&Tema"), options, width=320)
        self.note = TextAreaField("topic_note", _("¿Qué se tra&bajó?"), lines=5, max_length=400)
        self.add_field(self.topic)
        self.add_field(self.note)
        self.column.addStretch(1)

    def fill(self, room: Room) -> None:
        """Show topic and note."""
        content = room.info.content
        self.topic.set_value(content.topic)
        self.note.set_value(content.topic_note)

    def write(self, content: VisitContent) -> VisitContent:
        """Add topic and note."""
        return replace(content, topic=self.topic.value(), topic_note=self.value(self.note, content.topic_note))

    def result(self) -> str:
        """Return the topic."""
        topic = self.topic.value()
        return wording.topic(topic) if topic is not None else _("Tema por elegir")
