"""Digitar visita: a visit from its paper on one page, by keyboard alone; and attention at the office."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout

from gsi_desktop.services.accompaniment import commands, visits
from gsi_desktop.services.accompaniment.data import AddCommitment, RecordVisit
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.toggles import SegmentedControl
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.visits import reads, words
from gsi_desktop.ui.visits.entry_form import EntryForm, PaperForm, WindowForm
from gsi_desktop.ui.visits.finder import FamilyFinder
from gsi_desktop.ui.visits.paper_desk import PaperDesk
from gsi_desktop.ui.visits.refusals import not_to_key, refusal

if TYPE_CHECKING:
    from gsi_desktop.services.paperwork.data import PaperRow
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
        self._notice = HeldBar(self)
        self.desk = PaperDesk(context.drafts, self.title_row)
        self.mode = SegmentedControl([(VISIT, _("Visita")), (WINDOW, _("Ventanilla"))], _("Qué se digita"))
        self.finder = FamilyFinder(context)
        self.save_button = self.add_action(_("&Guardar"), "device-floppy", self.save, primary=True)
        self.more_button = self.add_action(_("Guardar y digitar &otra"), "plus", self.save_and_more)
        self._lay_out()
        self._connect()
        self._show_empty()
        writes(self)

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
        if self.form is None:
            self.finder.begin()
        elif not self.desk.holds_keyboard(self.focusWidget()):
            self.desk.begin()

    @property
    def form(self) -> PaperForm | None:
        """The form that is being typed."""
        return self.desk.form

    @property
    def keeper(self) -> DraftKeeper | None:
        """What keeps it as a draft."""
        return self.desk.keeper

    @property
    def family(self) -> UUID | None:
        """The family whose visit is typed."""
        return self._home.dossier.family_id if self._home is not None else None

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
            self.desk.finish()
            self._come(family, mode)

        said = _("Hay una visita sin guardar de {name}.").format(
            name=words.family_name(self._home.dossier) if self._home is not None else ""
        )
        self._notice.show(
            InfoBar("warning", said, actions=[(_("Seguir con ella"), self._stay), (_("Descartar"), leave)])
        )

    def _stay(self) -> None:
        self._notice.drop()
        if self._home is not None:
            self._entitle(self._home)
        self.desk.begin()

    def _read(self, family: UUID) -> None:
        read, today = self._context.services.read, self._context.services.clock.today()
        self._context.runner.read(
            self, lambda: read(reads.paper, family, today), self._arrived, self._unread, key="paper"
        )

    def _arrived(self, home: reads.Household) -> None:
        self._home = home
        self._operation = new_id()
        self._notice.drop()
        self._entitle(home)
        kind = WindowForm if self.mode.value == WINDOW else EntryForm
        form = kind(home, self._context.services.clock, self.desk.notices)
        form.saved_asked.connect(self.save)
        if isinstance(form, EntryForm):
            form.carry(*self._carried)
        if (draft := self.desk.show_form(form, self._about(home))) is not None:
            self._operation = draft.operation_id
        self._allow(True)
        self.desk.begin()
        self.room_changed.emit()

    def _about(self, home: reads.Household) -> About:
        """Return what is kept of the form beside what its inputs show."""
        family, window = home.dossier.family_id, self.mode.value == WINDOW
        title = (_("Atención de {name}") if window else _("Visita de {name}")).format(
            name=words.family_name(home.dossier)
        )
        opens = opening("visit_entry", family_id=family, window=window)
        return About(f"{self.mode.value}_entry", str(family), title, self._operation, more=opens)

    def _entitle(self, home: reads.Household) -> None:
        dossier = home.dossier
        facts = (words.family_name(dossier), words.address(dossier), home.cogestor.name if home.cogestor else "")
        self.finder.show_family(dossier.folio, " · ".join(fact for fact in facts if fact))

    def _tell_of_paper(self, paper: PaperRow) -> None:
        """Lead from the code of a paper of a batch to where it is keyed, or say why it is not."""
        wrong = not_to_key(paper)
        if wrong is not None:
            self._notice.show(InfoBar("warning", messages.text(wrong.code, **wrong.params)))
            return
        said = _("El papel {code} es de un lote impreso.").format(code=paper.code)
        go = (_("Abrir Digitar lote"), partial(self._key, paper.code))
        bar = InfoBar("info", said, _("Se digita en Digitar lote, que lo deja como digitado."), actions=[go])
        self._notice.show(bar)
        bar.to_action()

    def _key(self, code: str) -> None:
        self._notice.drop()
        if self._home is not None:
            self._entitle(self._home)
        else:
            self.finder.clear()
        self._context.navigate("keying", code=code)

    def _unread(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        self._notice.show(InfoBar("danger", said or _("La familia no se pudo leer.")))

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
        self._notice.drop()
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
            self._carried = form.carried()
        name = words.family_name(home.dossier)
        self._home = None
        self.desk.finish()
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
        bar = refusal(self._context, self.form, error, self.save)
        if bar is not None:
            self._notice.show(bar)

    # --- inside

    def _allow(self, on: bool) -> None:
        self.save_button.setEnabled(on)
        self.more_button.setEnabled(on)
        if self.form is not None:
            self.form.setEnabled(on)

    def _show_empty(self) -> None:
        why = _("Escriba el folio o el documento que trae el papel y pulse Intro.")
        self.desk.show_block(EmptyState("keyboard", why))
        self._allow(False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme().px(16))
        top.addWidget(self.finder, 1)
        top.addWidget(self.mode)
        self.mode.choose(VISIT)
        self.body.addLayout(top)
        self.body.addWidget(self.desk, 1)
        self.save_button.setToolTip(shown_keys("Ctrl+S"))

    def _connect(self) -> None:
        self.finder.chosen.connect(self._found)
        self.finder.paper_read.connect(self._tell_of_paper)
        self.mode.chosen.connect(lambda mode: self._change_mode(str(mode)))
        QShortcut(QKeySequence("Ctrl+S"), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(
            QKeySequence("Ctrl+F"), self, self.finder.begin, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )

    def _found(self, family: object) -> None:
        if isinstance(family, UUID):
            self._come(family, str(self.mode.value))
