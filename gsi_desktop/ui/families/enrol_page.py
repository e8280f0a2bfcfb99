"""Nueva familia: a household and its people written down by keyboard, what they authorised, and one save."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from gsi_desktop.services.core import drafts
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import consent_texts
from gsi_desktop.services.families.consent_data import ConsentText
from gsi_desktop.services.families.enrol_data import EnrolFamily, Enrolled
from gsi_desktop.services.families.wording import by_hand
from gsi_desktop.ui.families.enrol_form import CONSENT, SHEET, EnrolForm, Wrong
from gsi_desktop.ui.families.enrol_hints import HintStrip
from gsi_desktop.ui.families.enrol_notices import EnrolNotices
from gsi_desktop.ui.families.enrol_places import EnrolPlaces
from gsi_desktop.ui.families.enrol_reasons import Doubt, ReasonsPanel
from gsi_desktop.ui.families.enrol_saver import EnrolSaver
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.stepper import Stepper
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

FORM: Final = "enrol"
"""Name of the form among the drafts."""


class EnrolPage(Page):
    """Writes down a new family. Argument: ``draft``, the subject of a draft to go on with."""

    def __init__(self, context: UiContext) -> None:
        purpose = _("Primero el hogar, luego una fila por persona.")
        super().__init__(_("Nueva familia"), purpose, dense=True, notices_below=True)
        self._context = context
        self._subject = ""
        self._operation = new_id()
        self._text: ConsentText | None = None
        self._saving = False
        self._form_notices = QVBoxLayout()
        self.form = EnrolForm(context.services.clock.today, self._form_notices)
        self.steps = Stepper([_("Hogar y personas"), _("Autorización")])
        self.reasons = ReasonsPanel()
        self.hints = HintStrip(context)
        self.keeper = DraftKeeper(context.drafts, self.form, self)
        self._notices = EnrolNotices(self, self.form)
        self._saver = EnrolSaver(context, self._notices, self)
        self._places = EnrolPlaces(context, self.form.household, self)
        self.save_button = self.add_action(_("&Continuar"), "arrow-right", self.advance, primary=True)
        self.back_button = self.add_action(_("&Hogar y personas"), "arrow-left", self._back)
        self.add_overflow(_("Descartar lo escrito"), "trash", self.discard)
        self._lay_out()
        self._connect()
        self._places.propose()
        self._begin_new()
        self._offer_drafts()
        writes(self)

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Go on with a draft; what is being typed is kept as another one."""
        subject = kwargs.get("draft")
        if isinstance(subject, str) and subject != self._subject:
            kept = self._context.drafts.get(FORM, subject)
            if kept is not None:
                self.keeper.leave()
                self._begin(subject, kept.operation_id)

    def page_shown(self) -> None:
        """Give the keyboard to the form."""
        focus = self.focusWidget()
        if focus is None or not self.form.isAncestorOf(focus):
            self._focus_first()

    def breadcrumb(self) -> list[str]:
        """Return the page after Familias."""
        return [_("Familias"), self.title]

    # --- beginning

    def _begin_new(self) -> None:
        self._begin(str(new_id()), new_id())

    def _begin(self, subject: str, operation: UUID) -> None:
        self._subject, self._operation = subject, operation
        self.form.begin(*self._places.usual())
        self.keeper.begin(self._about())
        self._notices.untell()
        self.reasons.hide()
        self._show_step()

    def _about(self) -> About:
        more = drafts.opening(FORM, draft=self._subject)
        return About(FORM, self._subject, self.form.title(), self._operation, more=more)

    def _offer_drafts(self) -> None:
        """Tell of families that were begun and not saved, with the way to go on."""
        waiting = [draft for draft in self._context.drafts.all() if draft.form == FORM]
        if waiting:
            go_on = partial(self.page_args, draft=waiting[0].subject)
            self._notices.offer(waiting, go_on, partial(self._context.navigate, "drafts"))

    def discard(self) -> None:
        """Throw away what is typed, with a way back."""
        if not self.keeper.dirty:
            return
        typed, subject, operation = self.form.typed(), self._subject, self._operation
        self.keeper.done()
        self._begin_new()
        self._focus_first()

        def take_back() -> None:
            self.keeper.leave()
            self._begin(subject, operation)
            self.form.retype(typed)
            self.keeper.keep_now()

        self._context.notify("info", _("Se descartó lo escrito."), actions=[(_("Deshacer"), take_back)])

    # --- steps

    def advance(self) -> None:
        """Go on to what they authorise, and from there save."""
        if self._saving:
            return
        wrong = self.form.wrong()
        if wrong:
            self._summarise(wrong)
            return
        doubts = self.form.doubts()
        if doubts:
            self._ask(doubts)
        elif self.form.currentIndex() == SHEET:
            self._open_consent()
        else:
            self._save()

    def _open_consent(self) -> None:
        self._notices.untell()
        text = self._text
        if text is None:
            read, today = self._context.services.read, self._context.services.clock.today()
            self._context.runner.read(self, lambda: read(consent_texts.in_force, today), self._text_read, self._failed)
            return
        self.form.open_consent(text, self._context.services.who)
        self._show_step()

    def _text_read(self, text: ConsentText) -> None:
        self._text = text
        self._open_consent()

    def _back(self) -> None:
        self.form.open_sheet()
        self._show_step()

    def _ask(self, doubts: list[Doubt]) -> None:
        """Ask why what is doubtful is right."""
        self._notices.untell()
        self.form.setCurrentIndex(SHEET)
        self._show_step()
        first = doubts[0].key
        self.reasons.ask(doubts, lambda: self.form.to_mark(first))

    def _passed(self, reasons: dict[Any, str]) -> None:
        self.form.reasons |= reasons
        self.form.changed.emit()
        self.advance()

    def _summarise(self, wrong: list[Wrong]) -> None:
        """List what is wrong with ways to get there; the first has the keyboard and nothing was saved."""
        self._notices.list_wrong(wrong)
        self.reasons.hide()
        wrong[0].go()
        self._show_step()

    # --- saving

    def _save(self) -> None:
        consents = self.form.consent.consents()
        if consents is None:
            return
        wrong = self.form.wrong(consents)
        if wrong:
            self._summarise(wrong)
            return
        data = replace(self.form.data(), consents=consents)
        self._notices.untell()
        self._allow(False)
        self._saver.save(self._subject, data, self._operation, self.form.typed())

    def _saved(self, data: EnrolFamily, subject: str) -> None:
        self._allow(True)
        self._places.remember(data)
        if subject != self._subject:  # another draft was opened meanwhile
            self._context.drafts.drop(FORM, subject)
            return
        self.keeper.done()
        self._begin_new()
        self._focus_first()

    def _failed(self, error: Exception, subject: str = "") -> None:
        self._allow(True)
        if subject not in ("", self._subject):
            said = explain(error, self._context.runner)
            self._notices.tell_unsaved(said or _("No se guardó."), lambda: self.page_args(draft=subject))
            return
        if isinstance(error, ExpectedError) and self._refused(error):
            return
        self._operation = new_id() if isinstance(error, ExpectedError) else self._operation
        said = explain(error, self._context.runner)
        again = (_("Guardar de nuevo"), self.advance)
        self._notices.tell(
            InfoBar("danger", said or _("No se guardó."), _("Lo que escribió sigue aquí."), actions=[again])
        )

    def _refused(self, error: ExpectedError) -> bool:
        """Show what the registry refused at its place; False when it names none."""
        field, text = error.field or "", by_hand(error.code, **error.params)
        family = error.params.get("family_id")
        if error.code == "household_known":
            about = self.form.household.field("household_key").name
            self._ask([Doubt((None, "household_key", error.code), about, text)])
            return True
        if field in {one.key for one in self.form.household.fields()}:
            self._back()
            return self.form.household.show_error(ExpectedError(error.code, field=field, **error.params))
        parts = field.split(".", 2)
        if parts[0] != "members" or len(parts) < 3:
            return False
        place, rest = int(parts[1]), parts[2]
        if rest.startswith("consent"):
            wrong = ExpectedError(error.code, field=rest.partition(".")[2], **error.params)
            return self.form.consent.show_error(wrong)
        if not self.form.refuse(place, rest, text):
            return False
        self._show_step()
        actions = [(_("Abrir ficha"), lambda: self._context.navigate("family", family_id=family))] if family else []
        self._notices.tell(InfoBar("danger", text, _("No se guardó nada."), actions=actions))
        return True

    def _undone(self, made: Enrolled, typed: dict[str, Any]) -> None:
        """Give back what was typed of the family taken back, unless another one was begun."""
        if self.form.is_blank():
            self._begin_new()
            self.form.retype(typed)
            self.form.changed.emit()
            detail = _("Lo escrito volvió a la hoja. El folio no se usa otra vez.")
        else:
            detail = _("El folio no se usa otra vez.")
        said = _("Se deshizo la inscripción de {folio}.").format(folio=made.folio)
        self._notices.tell(InfoBar("info", said, detail, closable=True))
        self._focus_first()

    # --- inside

    def _propose(self, municipality: str) -> None:
        field = self.form.household.field("municipality")
        if field.is_empty():
            clean = not self.keeper.dirty
            field.set_value(municipality)
            self.form.household.changed.emit()
            if clean:
                self.keeper.go_on(self._about())
                self._focus_first()

    def _row_typed(self, row: int) -> None:
        members = self.form.members
        people = {members.mark(one): (one, self.form.query(one)) for one in members.filled()}
        self.hints.look_for(people, members.mark(row) if row < len(members.model.rows()) else 0)

    def _not_same(self, mark: int, person: UUID) -> None:
        self.form.not_same.setdefault(mark, set()).add(person)
        row = self.form.members.model.row_of(mark)
        if row is not None:
            self._row_typed(row)
        self.form.changed.emit()
        self.form.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        self.keeper.entitle(self.form.title())

    def _show_step(self) -> None:
        consent = self.form.currentIndex() == CONSENT
        self.steps.set_current(CONSENT if consent else SHEET)
        self.save_button.setText(_("&Inscribir familia") if consent else _("&Continuar"))
        self.save_button.setToolTip(shown_keys("Ctrl+S"))
        self.back_button.setVisible(consent)
        self.hints.setVisible(not consent and self.hints.bar is not None)

    def _focus_first(self) -> None:
        empty = self.form.household.field("municipality").is_empty()
        field = self.form.household.field("municipality" if empty else "settlement")
        field.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _allow(self, on: bool) -> None:
        self._saving = not on
        self.save_button.setEnabled(on)
        self.form.setEnabled(on)

    def _lay_out(self) -> None:
        self.title_row.addWidget(self.keeper.badge)
        self.header.insertWidget(1, self.steps)
        self.body.addWidget(self.reasons)
        self.body.addWidget(self.form, 1)
        self.body.addWidget(self.hints)
        self.body.addLayout(self._form_notices)

    def _connect(self) -> None:
        self.form.changed.connect(self._typed)
        self.form.row_typed.connect(self._row_typed)
        self.form.save_asked.connect(self.advance)
        self.reasons.passed.connect(self._passed)
        self._saver.saved.connect(self._saved)
        self._saver.failed.connect(self._failed)
        self._saver.undone.connect(self._undone)
        self._places.proposed.connect(self._propose)
        self.hints.not_same.connect(self._not_same)
        self.hints.open_asked.connect(lambda family: self._context.navigate("family", family_id=family))
        QShortcut(QKeySequence("Ctrl+S"), self, self.advance, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
