"""Authorisations of a family: who answered what, the form that records it, the proof on paper, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.models.enums import ConsentChannel, ConsentDecision, LegalBasis
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import consent, consent_queries, consent_texts
from gsi_desktop.services.families import consent_wording as wording
from gsi_desktop.services.families.consent_data import (
    ConsentOf,
    ConsentState,
    ConsentText,
    RecordConsents,
    RevokeConsent,
)
from gsi_desktop.ui.families import consent_words as words
from gsi_desktop.ui.families.consent_form import ConsentForm
from gsi_desktop.ui.families.consent_said import LATER
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import ChoiceField, DateField, TextField
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.pieces import Facts, ScrollColumn, scrolling
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.shell.small_form import SmallForm

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_FORM = "consent"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk shows: the members, the text in force, every text they answered, who takes the answers."""

    family_id: UUID
    people: tuple[ConsentOf, ...]
    text: ConsentText
    texts: dict[UUID, ConsentText]
    taken_by: str


def read_desk(session: Any, family_id: UUID, day: Any, who: str) -> Desk:
    """Return the desk of a family, its answers taken by the cogestor, else by ``who``; runs in a reading thread."""
    from gsi_desktop.services.accompaniment.team import cogestor_of

    people = consent_queries.family_consents(session, family_id, day)
    answered = [event.text_id for one in people for event in one.events]
    cogestor = cogestor_of(session, family_id)
    return Desk(
        family_id=family_id,
        people=people,
        text=consent_texts.in_force(session, day),
        texts=consent_texts.by_ids(session, answered) if answered else {},
        taken_by=cogestor.name if cogestor is not None else who,
    )


class RevokeForm(SmallForm):
    """A person takes their authorisation back."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Revocar la autorización"), _("&Guardar revocación"))
        today = context.services.clock.today
        self.form.add(TextField("reason", _("Motivo que dio"), required=True, max_length=400))
        self.form.add(
            DateField("occurred_on", _("Fecha"), required=True, today=today),
            ChoiceField("channel", _("Cómo lo pidió"), [(one, wording.channel(one)) for one in ConsentChannel]),
        )
        self.form.add(TextField("taken_by", _("Quién la recibió"), required=True, max_length=120))
        self._consent: UUID | None = None

    def ask(self, row: ConsentOf, taken_by: str) -> None:
        """Begin for the newest answer of ``row``."""
        self._consent = row.newest.consent_id if row.newest is not None else None
        self.title.setText(_("{name} revoca su autorización").format(name=row.name))
        day = self.context.services.clock.today()
        self.show_values({"reason": "", "occurred_on": day, "channel": None, "taken_by": taken_by})
        self.begin()

    def write(self, values: dict[str, Any]) -> None:
        """Record it."""
        if self._consent is not None:
            self.run(consent.revoke_consent, RevokeConsent(consent_id=self._consent, **values))


class ConsentDesk(QWidget):
    """The list with what one person answered below; the forms take its place. ``missing`` carries how many lack."""

    missing = Signal(int)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._family: UUID | None = None
        self._desk: Desk | None = None
        self._wished = False
        self._operation = new_id()
        self._saving = False
        today = context.services.clock.today
        self.rows = RowsModel(words.columns(today))
        self.table = TableView(self.rows, framed=False, label=_("Autorizaciones de la familia"))
        self.detail = ScrollColumn()
        set_name(self.detail, _("Lo que respondió"))
        self.form = ConsentForm(today, reserved="gdv")
        self.keeper = DraftKeeper(context.drafts, self.form, self)
        self.revoke_form = RevokeForm(context)
        self.register_button = Button(_("Regi&strar respuestas"), "clipboard-check", self.register, kind="primary")
        self.print_button = Button(_("Imprimir &constancia"), "printer", self.print_household)
        self.print_one_button = Button(_("Solo de esta &persona"), "printer", self.print_one)
        self.revoke_button = Button(_("&Revocar…"), "arrow-back-up", self.revoke)
        self.save_button = Button(_("&Guardar respuestas"), "device-floppy", self.save, kind="primary")
        self.later_button = Button(_("&Dejar para después"), None, self.close_form)
        self.discard_button = Button(_("Descar&tar"), None, self.discard)
        writes(self.register_button, self.revoke_button, self.save_button, self.discard_button, self.form)
        self._bars = QVBoxLayout()
        self._bar: InfoBar | None = None
        self.places = QStackedWidget()
        self._card = Card(_("Autorización de datos"), padded=False)
        self._lay_out()
        self._connect()

    # --- reading

    def show_family(self, family_id: UUID) -> None:
        """Show a family."""
        self.leave()
        self._family, self._desk = family_id, None
        self.places.setCurrentIndex(0)
        self.reload()

    def reload(self) -> None:
        """Read the answers anew."""
        family = self._family
        if family is None:
            return
        services = self._context.services
        work = partial(services.read, read_desk, family, services.clock.today(), services.who)
        self._context.runner.read(self, work, self._arrived, self._failed, key="consents")

    def _arrived(self, desk: Desk) -> None:
        chosen: ConsentOf | None = self.table.current()
        self._desk = desk
        self.rows.set_rows(desk.people)
        lacking = sum(one.state is ConsentState.PENDING or one.renew for one in desk.people)
        told = _("texto en uso: versión {number}").format(number=desk.text.number)
        self._card.set_title(_("Autorización de datos"), told)
        self.missing.emit(lacking)
        wanted = chosen.person_id if chosen is not None else None
        if desk.people:
            self.table.go_to_row(self.rows.find(lambda row: row.person_id == wanted) or 0)
        self._show_detail(self.table.current())
        self.print_button.setEnabled(any(one.events for one in desk.people))
        wished, self._wished = self._wished, False
        if wished:
            self.register()

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        self.say(InfoBar("danger", said or _("Las autorizaciones no se pudieron leer.")))

    def _show_detail(self, row: ConsentOf | None) -> None:
        self.detail.clear()
        desk = self._desk
        can_revoke = False
        if row is not None and desk is not None:
            newest = row.newest
            can_revoke = (
                newest is not None
                and newest.decision is ConsentDecision.GRANTED
                and newest.basis is LegalBasis.AUTHORISATION
            )
            self._tell(row, desk)
        self.detail.finish()
        self.revoke_button.setEnabled(can_revoke)
        self.print_one_button.setEnabled(row is not None and bool(row.events))

    def _tell(self, row: ConsentOf, desk: Desk) -> None:
        names: dict[object, str] = {one.person_id: one.name for one in desk.people}
        if not row.events:
            said = (
                _("Llegó con un padrón que citó su base legal. Falta entregarle el aviso o pedirle la autorización.")
                if row.state is ConsentState.PENDING
                else _("Se le entregó el aviso de privacidad. No hay una respuesta registrada.")
            )
            self.detail.add(_padded(Label(said, "body", "text2", wrap=True)))
        for number, event in enumerate(row.events):
            if number:
                self.detail.add(Line())
            facts = Facts(role="s")
            for name, value in words.story(event, desk.texts.get(event.text_id), names):
                facts.put(name, value)
            part = QWidget()
            part.setLayout(facts)
            self.detail.add(_padded(part))

    # --- recording

    def register(self) -> None:
        """Show the form; what was typed and left there comes back."""
        desk = self._desk
        if desk is None:
            self._wished = True
            return
        if not desk.people:
            return
        self.form.show_people(words.subjects(desk.people), desk.text, taken_by=desk.taken_by)
        lacking = [one.person_id for one in desk.people if one.state is ConsentState.PENDING or one.renew]
        for one in desk.people:
            if lacking and one.person_id not in lacking:
                self.form.exception(one.person_id).choose(LATER)
        self._operation = new_id()
        more = opening("family", family_id=desk.family_id, tab="documents", register=True)
        title = _("Autorización de datos · {name}").format(name=desk.people[0].name)
        draft = self.keeper.begin(About(_FORM, str(desk.family_id), title, self._operation, more=more))
        if draft is not None:
            self._operation = draft.operation_id
        self.say(None)
        self.places.setCurrentIndex(1)
        self.form.form.field("channel").box.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Record what the form says."""
        if self._saving or self.places.currentIndex() != 1:
            return
        said = self.form.consents()
        if said is None:
            return
        if not said:
            self.say(InfoBar("warning", _("Nadie respondió: no hay nada que guardar.")))
            return
        self._saving = True
        self.save_button.setEnabled(False)
        run, operation = self._context.services.run, self._operation
        work = partial(run, consent.record_consents, RecordConsents(consents=said), operation_id=operation)
        self._context.runner.write(self, work, lambda outcome: self._saved(outcome.result), self._refused)

    def close_form(self) -> None:
        """Go back to the list; what was typed is kept."""
        if not self._saving:
            self.leave()
            self._to_list()

    def discard(self) -> None:
        """Go back to the list without what was typed."""
        if not self._saving:
            self.keeper.done()
            self._to_list()

    def leave(self) -> None:
        """Keep what is being typed."""
        self.keeper.leave()

    def _saved(self, count: int) -> None:
        self._end_saving()
        self.keeper.done()
        self._context.notify(
            "success",
            _("Se guardaron las respuestas."),
            "",
            actions=[(_("Imprimir constancia"), self.print_household)],
        )
        del count
        self._to_list()
        self.reload()

    def _refused(self, error: Exception) -> None:
        self._end_saving()
        if isinstance(error, ExpectedError) and self.form.show_error(error):
            return
        said = explain(error, self._context.runner)
        self.say(InfoBar("danger", said or _("No se guardó."), _("Lo que escribió sigue aquí.")))

    def _end_saving(self) -> None:
        self._saving = False
        self.save_button.setEnabled(True)

    def _to_list(self) -> None:
        self.say(None)
        self.places.setCurrentIndex(0)
        self.take_keyboard()

    # --- taking back, printing

    def revoke(self) -> None:
        """Show the form that takes back the authorisation of the person under the cursor."""
        row: ConsentOf | None = self.table.current()
        if row is not None and self._desk is not None:
            self.revoke_form.ask(row, self._desk.taken_by)
            self.places.setCurrentIndex(2)

    def print_household(self) -> None:
        """Show the proof of the whole household."""
        if self._family is not None:
            self._context.navigate("print", paper="consent", family_id=self._family)

    def print_one(self) -> None:
        """Show the proof of the person under the cursor."""
        row: ConsentOf | None = self.table.current()
        if self._family is not None and row is not None:
            self._context.navigate("print", paper="consent", family_id=self._family, person_id=row.person_id)

    # --- looks

    def take_keyboard(self) -> None:
        """Give the keyboard to the list, or leave it in the form."""
        if self.places.currentIndex() == 0:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, bar: InfoBar | None) -> None:
        """Show a notice above, in place of an earlier one."""
        if self._bar is not None:
            self._bars.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
        self._bar = bar
        if bar is not None:
            self._bars.addWidget(bar)

    def _connect(self) -> None:
        self.table.current_row.connect(self._show_detail)
        self.table.activated_row.connect(lambda _row: self.register())
        self.revoke_form.done.connect(self._revoked)
        self.revoke_form.left.connect(self._to_list)
        for keys, slot in (("Esc", self.close_form), ("Ctrl+S", self.save)):
            QShortcut(QKeySequence(keys), self._editing, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _revoked(self) -> None:
        self._context.notify("success", _("Se guardó la revocación."), "")
        self._to_list()
        self.reload()

    def _lay_out(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._card.body.addWidget(self.table, 3)
        self._card.add_line()
        self._card.body.addWidget(self.detail, 4)
        self._card.add_line()
        self._card.body.addLayout(_foot(
            self.register_button, self.print_button, self.print_one_button, None, self.revoke_button
        ))  # fmt: skip
        column.addWidget(self._card)
        self._editing = Card(_("Registrar respuestas"), padded=False)
        self._editing.header.addWidget(self.keeper.badge)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(pad, px(4), pad, pad)
        inner.addWidget(self.form)
        inner.addStretch(1)
        self._editing.body.addWidget(scrolling(inside), 1)
        self._editing.add_line()
        self._editing.body.addLayout(_foot(self.save_button, self.later_button, None, self.discard_button))
        taking = Card()
        taking.body.addWidget(self.revoke_form)
        taking.body.addStretch(1)
        for place in (listing, self._editing, taking):
            self.places.addWidget(place)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(8))
        outer.addLayout(self._bars)
        outer.addWidget(self.places, 1)


def _foot(*buttons: Button | None) -> QHBoxLayout:
    """Return buttons in a row; None leaves free what is left."""
    px = theme().px
    pad = px(size("spacing.m"))
    row = QHBoxLayout()
    row.setContentsMargins(pad, px(10), pad, px(10))
    row.setSpacing(px(8))
    for button in buttons:
        if button is None:
            row.addStretch(1)
        else:
            row.addWidget(button)
    if None not in buttons:
        row.addStretch(1)
    return row


def _padded(inside: QWidget) -> QWidget:
    part = QWidget()
    pad = theme().px(size("spacing.m"))
    column = QVBoxLayout(part)
    column.setContentsMargins(pad, theme().px(8), pad, theme().px(8))
    column.addWidget(inside)
    return part
