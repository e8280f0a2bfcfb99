"""Datos reservados: that there are some, and reading them, one person at a time, after saying what for.

What is read is drawn, never selectable as text; copying one fact empties the clipboard after half a minute.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.models.enums import ProtectedKind
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families import consent_queries, protected
from gsi_desktop.services.families import consent_wording as wording
from gsi_desktop.services.families.consent_data import (
    AskProtected,
    ConsentOf,
    ProtectedMark,
    ProtectedReading,
    ProtectedText,
    RecordProtected,
    RetireProtected,
)
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, link
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import ChoiceField, TextField
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.pieces import Picture, ScrollColumn
from gsi_desktop.ui.kit.textfields import TextAreaField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.shell.small_form import SmallForm

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

OPEN_MS: Final = 120_000
"""What is read closes by itself after two minutes."""
CLIPBOARD_MS: Final = 30_000
_NO_HISTORY: Final = (
    ("ExcludeClipboardContentFromMonitorProcessing", b"\x01"),
    ("CanIncludeInClipboardHistory", b"\x00\x00\x00\x00"),
    ("CanUploadToCloudClipboard", b"\x00\x00\x00\x00"),
)
"""What tells Windows to keep a copied text out of its clipboard history and of the cloud."""


class AskForm(SmallForm):
    """What somebody needs a reserved fact for."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Leer datos reservados"), _("Leer"), compact=True)
        hint = _("Queda escrito quién leyó, cuándo y para qué.")
        self.form.add(TextField("reason", _("Para qué lo necesita"), required=True, max_length=400, hint=hint))
        self.person: UUID | None = None
        self.access: UUID | None = None
        self.name = ""

    def ask(self, mark: ProtectedMark) -> None:
        """Begin for the person of ``mark``."""
        self.person, self.access, self.name = mark.person_id, None, mark.name
        self.title.setText(_("Leer los datos reservados de {name}").format(name=mark.name))
        self.form.set_values({"reason": ""})
        self.say("")
        self.begin()

    def write(self, values: dict[str, Any]) -> None:
        """Ask."""
        if self.person is not None:
            self.run(protected.ask_protected, AskProtected(person_id=self.person, **values))

    def _written(self, outcome: Any) -> None:
        self.access = outcome.result
        super()._written(outcome)


class KeepForm(SmallForm):
    """A reserved fact to keep, of a member."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Guardar un dato reservado"), _("Guardar reservado"), compact=True)
        self.form.add(ChoiceField("person_id", _("De quién"), required=True))
        kinds = [(one, wording.protected_kind(one)) for one in ProtectedKind]
        self.form.add(ChoiceField("kind", _("Qué es"), kinds, required=True))
        hint = _("No aparece en listas, búsquedas, papeles ni exportaciones.")
        self.form.add(TextAreaField("text", _("Dato"), lines=5, required=True, hint=hint))
        self._corrects: UUID | None = None

    def offer(self, people: tuple[ConsentOf, ...]) -> None:
        """Offer the members."""
        field = self.form.field("person_id")
        assert isinstance(field, ChoiceField)  # noqa: S101 - narrows the type; made above
        field.set_options([(one.person_id, one.name) for one in people])

    def ask(self, person: UUID | None = None, fact: ProtectedText | None = None) -> None:
        """Begin with nothing, or with a fact to correct."""
        self._corrects = fact.fact_id if fact is not None else None
        self.title.setText(_("Corregir el dato reservado") if fact else _("Guardar un dato reservado"))
        values = {"person_id": person, "kind": fact.kind if fact else None, "text": fact.text if fact else ""}
        self.form.set_values(values)
        self.say("")
        self.begin()

    def write(self, values: dict[str, Any]) -> None:
        """Keep it."""
        self.run(protected.record_protected, RecordProtected(**values, corrects=self._corrects))

    def forget(self) -> None:
        """Empty the fields."""
        self.form.set_values({"person_id": None, "kind": None, "text": ""})


class ProtectedDesk(QWidget):
    """Who has reserved facts, and who read them; reading takes its place and closes by itself."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._family: UUID | None = None
        self._people: tuple[ConsentOf, ...] = ()
        self.asking = AskForm(context)
        self.keeping = KeepForm(context)
        self.marks = ScrollColumn()
        self.reading = ScrollColumn()
        set_name(self.marks, _("Quién tiene datos reservados"))
        set_name(self.reading, _("Datos reservados abiertos"))
        self.add_button = Button(_("Guardar un dato…"), "plus", self.add, size="small")
        writes(self.add_button)
        self.close_button = Button(_("Cerrar"), "eye-off", self.put_away, size="small")
        self.places = QStackedWidget()
        self._closing = QTimer(self, singleShot=True, interval=OPEN_MS)
        self._clipboard = QTimer(self, singleShot=True, interval=CLIPBOARD_MS)
        self._copied = ""
        self._lay_out()
        self._connect()

    # --- reading

    def show_family(self, family_id: UUID) -> None:
        """Show a family; nothing read of another stays."""
        self._family = family_id
        self.put_away()
        self.reload()

    def reload(self) -> None:
        """Read who has reserved facts."""
        family = self._family
        if family is None:
            return
        read, today = self._context.services.read, self._context.services.clock.today()

        def work() -> tuple[tuple[ProtectedMark, ...], tuple[ProtectedReading, ...], tuple[ConsentOf, ...]]:
            return (
                read(protected.protected_marks, family),
                read(protected.protected_readings, family, 12),
                read(consent_queries.family_consents, family, today),
            )

        self._context.runner.read(self, work, self._arrived, self._failed, key="protected")

    def _arrived(
        self, found: tuple[tuple[ProtectedMark, ...], tuple[ProtectedReading, ...], tuple[ConsentOf, ...]]
    ) -> None:
        marks, readings, self._people = found
        self.keeping.offer(self._people)
        self.marks.clear()
        if not marks:
            said = _("Nadie de esta familia tiene datos reservados.")
            self.marks.add(_padded(Label(said, "body", "text3", wrap=True)))
        before: QWidget = self.add_button
        for mark in marks:
            part, read = self._mark(mark)
            self.marks.add(part)
            QWidget.setTabOrder(before, read)
            before = read
        if readings:
            self.marks.add(Line())
            self.marks.add(_padded(Label(_("Quién los ha leído"), "card_title")))
        for one in readings:
            told = f"{formats.moment(one.at)} · {one.actor} · {one.person}\n{one.reason}"
            self.marks.add(_padded(Label(told, "s", "text2", wrap=True), 3))
        self.marks.finish()

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        self.marks.clear()
        self.marks.add(_padded(InfoBar("danger", said or _("Los datos reservados no se pudieron leer."))))
        self.marks.finish()

    def _mark(self, mark: ProtectedMark) -> tuple[QWidget, Button]:
        part = QWidget()
        row = QHBoxLayout(part)
        pad = theme().px(size("spacing.m"))
        row.setContentsMargins(pad, theme().px(6), theme().px(8), theme().px(6))
        row.addWidget(Picture("lock", "text2", 16))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(mark.name, "body_strong", wrap=True))
        count = ngettext("{count} dato reservado", "{count} datos reservados", mark.count).format(count=mark.count)
        words.addWidget(Label(count, "s", "text3"))
        row.addLayout(words, 1)
        button = Button(_("Leer…"), "eye", partial(self.ask, mark), size="small")
        writes(button)
        set_name(button, _("Leer los datos reservados de {name}").format(name=mark.name))
        row.addWidget(button)
        return part, button

    def ask(self, mark: ProtectedMark) -> None:
        """Ask what they are needed for."""
        self.places.setCurrentIndex(1)
        self.asking.ask(mark)

    def _asked(self) -> None:
        access, services = self.asking.access, self._context.services
        if access is None:
            return
        work = partial(services.read, protected.read_protected, access, actor=services.actor, now=services.clock.now())
        self._context.runner.read(self, work, self._show, self._failed, key="protected_text")

    def _show(self, facts: tuple[ProtectedText, ...]) -> None:
        person = self.asking.person
        self.reading.clear()
        self.reading.add(_padded(Label(self.asking.name, "body_strong", wrap=True)))
        for fact in facts:
            self.reading.add(self._fact(person, fact))
            self.reading.add(Line())
        if not facts:
            gone = _("Ya no hay datos reservados de esta persona.")
            self.reading.add(_padded(Label(gone, "body", "text3", wrap=True)))
        self.reading.finish()
        self.places.setCurrentIndex(2)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._closing.start()

    def _fact(self, person: UUID | None, fact: ProtectedText) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(3))
        column.addWidget(Label(wording.protected_kind(fact.kind), "card_title"))
        column.addWidget(Label(fact.text, "body", wrap=True))
        told = _("Lo guardó {who}, {when}").format(who=fact.recorded_by, when=formats.moment(fact.recorded_at))
        column.addWidget(Label(told, "s", "text3", wrap=True))
        row = QHBoxLayout()
        row.addWidget(link(_("Copiar"), partial(self.copy, fact)))
        row.addWidget(link(_("Corregir"), partial(self._correct, person, fact)))
        row.addWidget(link(_("Ya no vale"), partial(self._retire, fact)))
        row.addStretch(1)
        column.addLayout(row)
        return _padded(inside)

    def put_away(self) -> None:
        """Drop what was read or typed here and show the list."""
        self._closing.stop()
        self.reading.clear()
        self.keeping.forget()
        self.asking.access = None
        self.places.setCurrentIndex(0)

    # --- writing

    def add(self) -> None:
        """Show the form for another fact."""
        self.places.setCurrentIndex(3)
        self.keeping.ask()

    def _correct(self, person: UUID | None, fact: ProtectedText) -> None:
        self.places.setCurrentIndex(3)
        self.keeping.ask(person, fact)

    def _retire(self, fact: ProtectedText) -> None:
        run = self._context.services.run
        work = partial(run, protected.retire_protected, RetireProtected(fact_id=fact.fact_id))
        self._context.runner.write(self, work, lambda _outcome: self._changed(), self._failed)

    def _changed(self) -> None:
        self.put_away()
        self.reload()

    # --- copying

    def copy(self, fact: ProtectedText) -> None:
        """Copy a fact for half a minute."""
        told = QMimeData()
        told.setText(fact.text)
        for kind, value in _NO_HISTORY:
            told.setData(f'application/x-qt-windows-mime;value="{kind}"', value)
        QGuiApplication.clipboard().setMimeData(told)
        self._copied = fact.text
        self._clipboard.start()

    def _clear_clipboard(self) -> None:
        """Empty the clipboard while it still holds what was copied here."""
        self._clipboard.stop()
        clipboard = QGuiApplication.clipboard()
        if self._copied and clipboard.text() == self._copied:
            clipboard.clear()
        self._copied = ""

    # --- looks

    def _connect(self) -> None:
        self.asking.done.connect(self._asked)
        self.asking.left.connect(self.put_away)
        self.keeping.done.connect(self._changed)
        self.keeping.left.connect(self.put_away)
        self._closing.timeout.connect(self.put_away)
        self._clipboard.timeout.connect(self._clear_clipboard)

    def _lay_out(self) -> None:
        listing = Card(_("Datos reservados"), padded=False)
        listing.add_tool(self.add_button)
        listing.body.addWidget(self.marks)
        asking, keeping = Card(), Card()
        for card, form in ((asking, self.asking), (keeping, self.keeping)):
            card.body.addWidget(form.title)
            card.body.addSpacing(theme().px(6))
            card.body.addWidget(form)
            card.body.addStretch(1)
        reading = Card(_("Lectura abierta"), padded=False)
        reading.add_tool(self.close_button)
        reading.body.addWidget(self.reading)
        for place in (listing, asking, reading, keeping):
            self.places.addWidget(place)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.places)


def _padded(inside: QWidget, above: int = 6) -> QWidget:
    part = QWidget()
    pad, gap = theme().px(size("spacing.m")), theme().px(above)
    column = QVBoxLayout(part)
    column.setContentsMargins(pad, gap, pad, gap)
    column.addWidget(inside)
    return part
