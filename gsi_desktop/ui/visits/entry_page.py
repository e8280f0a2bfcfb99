"""Digitar visita: a visit from its paper on one page, by keyboard alone; and attention at the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment import commands, visits
from gsi_desktop.services.accompaniment.data import AddCommitment, RecordVisit
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.toggles import SegmentedControl
from gsi_desktop.ui.visits import reads, words
from gsi_desktop.ui.visits.entry_form import EntryForm, PaperForm, WindowForm
from gsi_desktop.ui.visits.finder import FamilyFinder

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

VISIT, WINDOW = "visit", "window"


class EntryPage(Page):
    """Types a visit. Arguments: ``family_id``, and ``window=True`` for attention at the office; both optional."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Digitar visita"), _("En el orden del papel, sin soltar el teclado."), dense=True)
        self._context = context
        self._home: reads.Household | None = None
        self._operation = new_id()
        self._again = False
        self._carried: tuple[Any, Any, Any] = (None, None, None)
        self._failure: InfoBar | None = None
        self.form: PaperForm | None = None
        self.keeper: DraftKeeper | None = None
        self.mode = SegmentedControl([(VISIT, _("Visita")), (WINDOW, _("Ventanilla"))], _("Qué se digita"))
        self.finder = FamilyFinder(context)
        self._notices = QVBoxLayout()
        self._area = scrolling()
        self.save_button = self.add_action(_("&Guardar"), "device-floppy", self.save, primary=True)
        self.more_button = self.add_action(_("Guardar y digitar &otra"), "plus", self.save_and_more)
        self._lay_out()
        self._connect()
        self._show_empty()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come for a family; what is being typed for another one stays."""
        family, window = kwargs.get("family_id"), kwargs.get("window")
        mode = self.mode.value if window is None and family is None else WINDOW if window else VISIT
        if isinstance(family, UUID):
            self._come(family, str(mode))
        elif mode != self.mode.value:
            self._change_mode(str(mode))

    def page_shown(self) -> None:
        """Give the keyboard to the form, or to the search while there is no family."""
        focus = self.focusWidget()
        if self.form is None:
            self.finder.begin()
        elif focus is None or not self.form.isAncestorOf(focus):
            self._begin()

    def breadcrumb(self) -> list[str]:
        """Return the page and whose paper it is."""
        return [_("Visitas"), self.title, *([words.family_name(self._home.dossier)] if self._home is not None else [])]

    # --- the family

    def _come(self, family: UUID, mode: str) -> None:
        same = self._home is not None and self._home.dossier.family_id == family and self.mode.value == mode
        if same and self.form is not None:
            return
        if self.form is not None and self.form.begun():
            self._offer_to_leave(family, mode)
            return
        self.mode.choose(mode)
        self._read(family)

    def _offer_to_leave(self, family: UUID, mode: str) -> None:
        """Ask what to do with what is typed and not saved."""

        def leave() -> None:
            self._forget_draft()
            self._drop_form()
            self._come(family, mode)

        said = _("Hay una visita sin guardar de {name}.").format(
            name=words.family_name(self._home.dossier) if self._home is not None else ""
        )
        self._tell(InfoBar("warning", said, actions=[(_("Seguir con ella"), self._stay), (_("Descartar"), leave)]))

    def _stay(self) -> None:
        self._untell()
        if self._home is not None:
            self._entitle(self._home)
        self._begin()

    def _read(self, family: UUID) -> None:
        read, today = self._context.services.read, self._context.services.clock.today()
        self._context.runner.read(
            self, lambda: read(reads.paper, family, today), self._arrived, self._unread, key="paper"
        )

    def _arrived(self, home: reads.Household) -> None:
        self._home = home
        self._operation = new_id()
        self._untell()
        self._entitle(home)
        kind = WindowForm if self.mode.value == WINDOW else EntryForm
        form = kind(home, self._context.services.clock, self._notices)
        self._drop_form()
        self.form = form
        form.saved_asked.connect(self.save)
        if isinstance(form, EntryForm):
            form.carry(*self._carried)
        self._area.setWidget(self._framed(form))
        self._allow(True)
        self._keep_drafts(form, home)
        self._begin()
        self.room_changed.emit()

    def _keep_drafts(self, form: PaperForm, home: reads.Household) -> None:
        """Keep what is typed of this paper from now on, and show again what was typed of it before."""
        family, window = home.dossier.family_id, isinstance(form, WindowForm)
        kind = _("Atención en ventanilla") if window else _("Visita digitada")
        title = f"{kind} · {words.family_name(home.dossier)}"
        opens = opening("visit_entry", family_id=family, window=window)
        self.keeper = DraftKeeper(self._context.drafts, form, form)
        self.title_row.addWidget(self.keeper.badge)
        about = About("window_entry" if window else "visit_entry", str(family), title, self._operation, more=opens)
        draft = self.keeper.begin(about)
        if draft is not None:
            self._operation = draft.operation_id

    def _framed(self, form: PaperForm) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme().px(6), 0)
        column.addWidget(form)
        column.addStretch(1)
        inside.setAutoFillBackground(False)
        return inside

    def _entitle(self, home: reads.Household) -> None:
        dossier = home.dossier
        facts = (words.family_name(dossier), words.address(dossier), home.cogestor.name if home.cogestor else "")
        self.finder.show_family(dossier.folio, " · ".join(fact for fact in facts if fact))

    def _unread(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        self._tell(InfoBar("danger", said or _("La familia no se pudo leer.")))

    def _change_mode(self, mode: str) -> None:
        """Type the other kind of paper of the same family."""
        former = WINDOW if isinstance(self.form, WindowForm) else VISIT
        if self._home is None:
            self.mode.choose(mode)
        elif self.form is not None and self.form.begun() and mode != former:
            self.mode.choose(former)
            self._offer_to_leave(self._home.dossier.family_id, mode)
        else:
            self.mode.choose(mode)
            self._arrived(self._home)

    def _begin(self) -> None:
        if self.form is not None:
            self.form.fields()[0].box.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- saving

    def save(self) -> None:
        """Write the visit and go back to the dossier."""
        self._save(again=False)

    def save_and_more(self) -> None:
        """Write the visit and be ready for the next paper."""
        self._save(again=True)

    def _save(self, *, again: bool) -> None:
        form = self.form
        if form is None or not self.save_button.isEnabled():
            return
        self._untell()
        if not form.check_all():
            return
        self._again = again
        self._allow(False)
        data = form.record()
        follow = form.commitment() if isinstance(form, WindowForm) else None
        self._context.runner.write(self, lambda: self._written_both(data, follow), self._saved, self._refused)

    def _written_both(self, data: RecordVisit, follow: AddCommitment | None) -> UUID:
        """Write the visit, then what was agreed in it; in the writing thread."""
        run = self._context.services.run
        visit_id = run(visits.record_visit, data, operation_id=self._operation).result
        if follow is not None:
            run(commands.add_commitment, replace(follow, visit_id=visit_id))
        return visit_id

    def _saved(self, _visit_id: UUID) -> None:
        home, form = self._home, self.form
        if home is None:
            return
        said = _("Se guardó la atención.") if isinstance(form, WindowForm) else _("Se guardó la visita.")
        if isinstance(form, EntryForm):
            self._carried = (form.of("occurred_on"), form.of("cogestor_id"), form.of("medium"))
        name = words.family_name(home.dossier)
        self._home = None
        self._forget_draft()
        self._drop_form()
        self._show_empty()
        self.finder.clear()
        self._context.notify("success", said, name)
        if self._again:
            self.finder.begin()
        else:
            self._context.navigate("family", family_id=home.dossier.family_id, tab="visits")

    def _refused(self, error: Exception) -> None:
        self._allow(True)
        self._operation = new_id()
        if isinstance(error, ExpectedError):
            if self.form is not None and error.code != "consent_missing" and self.form.show_error(error):
                return
            why = messages.text(error.code, **error.params)
            self._tell(InfoBar("danger", why, _("No se guardó nada."), actions=self._ways_on(error)))
            return
        said = explain(error, self._context.runner)
        again = (_("Guardar de nuevo"), self.save)
        kept = _("Lo escrito sigue aquí.")
        self._tell(InfoBar("danger", said or _("No se pudo guardar."), kept, actions=[again]))

    # --- inside

    def _ways_on(self, error: ExpectedError) -> list[tuple[str, Callable[[], object]]]:
        if error.code != "consent_missing" or self.form is None:
            return []
        go = {"family_id": self.form.home.dossier.family_id, "tab": "documents", "register": True}
        return [(_("Registrar autorización"), lambda: self._context.navigate("family", **go))]

    def _allow(self, on: bool) -> None:
        self.save_button.setEnabled(on)
        self.more_button.setEnabled(on)
        if self.form is not None:
            self.form.setEnabled(on)

    def _forget_draft(self) -> None:
        if self.keeper is not None:
            self.keeper.done()

    def _drop_form(self) -> None:
        if self.keeper is not None:
            self.keeper.leave()
            self.keeper.badge.deleteLater()
            self.keeper = None
        self.form = None
        former = self._area.takeWidget()
        if former is not None:
            former.hide()
            former.deleteLater()
        while (item := self._notices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_empty(self) -> None:
        why = _("Escriba el folio o el documento que trae el papel y pulse Intro.")
        self._area.setWidget(EmptyState("keyboard", why))
        self._allow(False)

    def _tell(self, bar: InfoBar) -> None:
        self._untell()
        self._failure = self.show_bar(bar)

    def _untell(self) -> None:
        if self._failure is not None:
            self.remove_bar(self._failure)
            self._failure = None

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme().px(16))
        top.addWidget(self.finder, 1)
        top.addWidget(self.mode)
        self.mode.choose(VISIT)
        self.body.addLayout(top)
        self.body.addLayout(self._notices)
        self.body.addWidget(self._area, 1)
        self.save_button.setToolTip(shown_keys("Ctrl+S"))

    def _connect(self) -> None:
        self.finder.chosen.connect(self._found)
        self.mode.chosen.connect(lambda mode: self._change_mode(str(mode)))
        QShortcut(QKeySequence("Ctrl+S"), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(
            QKeySequence("Ctrl+F"), self, self.finder.begin, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _found(self, family: object) -> None:
        if isinstance(family, UUID):
            self._come(family, str(self.mode.value))

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what has the keyboard."""
        if now is not None and self.isVisible() and self._area.isAncestorOf(now):
            self._area.ensureWidgetVisible(now, 0, theme().px(48))
            self._area.horizontalScrollBar().setValue(0)
