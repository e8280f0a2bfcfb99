"""Digitar lote: forms of a batch come back, one after the other in the printed order, found by their code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget

from gsi_desktop.models.enums import PaperKind, PaperSkip, PaperState
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.paperwork import commands, queries, wording
from gsi_desktop.services.paperwork.data import BatchRow, KeyVisit, PaperRow, SettlePaper
from gsi_desktop.ui.kit.buttons import secondary
from gsi_desktop.ui.kit.drafts import About
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain, sentence
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.visits import reads, words
from gsi_desktop.ui.visits.baseline_desk import BaselineDesk
from gsi_desktop.ui.visits.code_field import CodeField
from gsi_desktop.ui.visits.entry_form import EntryForm
from gsi_desktop.ui.visits.paper_desk import PaperDesk
from gsi_desktop.ui.visits.pile_list import PileList
from gsi_desktop.ui.visits.pile_panel import PilePanel
from gsi_desktop.ui.visits.refusals import not_to_key, refusal

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class KeyingPage(Page):
    """Keys a batch. Arguments, all optional: ``batch_id``, ``item_id`` of a paper, or its ``code``."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Digitar lote"), _("Lea el código, digite, guarde: sigue el próximo del lote."), dense=True)
        self._context = context
        self._batch: BatchRow | None = None
        self._item: PaperRow | None = None
        self._operation = new_id()
        self._carried: tuple[Any, Any, Any] = (None, None, None)
        self._notice = HeldBar(self)
        self._to_form = False
        self.code = CodeField()
        self.desk = PaperDesk(context.drafts, self.title_row)
        self.baseline = BaselineDesk(context)
        self.piles = PileList(context)
        self.panel = PilePanel(context)
        self.save_button = self.add_action(_("&Guardar y seguir"), "device-floppy", self.save, primary=True)
        self.skip_button = secondary(_("&Omitir"), "ban")
        self._lay_out()
        self._connect()
        self._allow(False)
        writes(self)

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come for a batch, or for a paper."""
        batch, item, code = kwargs.get("batch_id"), kwargs.get("item_id"), kwargs.get("code")
        if isinstance(code, str) and code:
            self._look_for(code)
        elif isinstance(item, UUID):
            self._read(partial(self._context.services.read, queries.paper, item), self._found)
        elif isinstance(batch, UUID):
            self._read(partial(self._context.services.read, queries.batch, batch), self._take_batch)

    def page_shown(self) -> None:
        """Give the keyboard to the code, unless somebody was typing."""
        if self._item is None and self._batch is None:
            self._show_piles()
        if self.desk.form is None or not self.desk.holds_keyboard(self.focusWidget()):
            self.code.begin()

    @property
    def family(self) -> UUID | None:
        """The family whose paper is keyed."""
        return self._item.family_id if self._item is not None else None

    def breadcrumb(self) -> list[str]:
        """Return the page and the batch."""
        return [_("Visitas"), self.title, *([self._batch.code] if self._batch is not None else [])]

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Have Tab go through the form before the list beside it: what a form shows is made after the list."""
        self.panel.come_after(self.places)
        return super().focusNextPrevChild(forward)

    # --- the code

    def _entered(self, typed: str) -> None:
        item = self._item
        if not typed or (item is not None and typed == item.code):
            self._begin()
        else:
            self._look_for(typed)

    def _look_for(self, typed: str) -> None:
        batch = self._batch.batch_id if self._batch is not None else None
        read = self._context.services.read
        self._read(partial(read, queries.paper_by_code, typed, batch), self._found)

    def _read(self, work: Any, found: Any) -> None:
        self._context.runner.read(self, work, found, self._not_found, key="paper")

    def _not_found(self, error: Exception) -> None:
        self.code.say(sentence(error) or explain(error, self._context.runner) or "", "danger")
        self.code.begin()

    def _found(self, row: PaperRow) -> None:
        """Open the form of a code, or say why it is not to be keyed."""
        wrong = not_to_key(row)
        if wrong is not None:
            self._not_found(wrong)
        else:
            self._open(row, to_form=True)

    # --- the batch

    def _show_piles(self) -> None:
        self.panel.show_batch(None)
        self.places.setCurrentWidget(self.piles)
        self.piles.reload()
        self._allow(False)

    def _take_batch(self, batch: BatchRow) -> None:
        self._batch = batch
        self._next(after=0)

    def _next(self, *, after: int) -> None:
        """Show the next form of the batch; the keyboard waits at the code for the paper to be read."""
        batch = self._batch
        if batch is not None:
            work = partial(self._context.services.read, queries.next_paper, batch.batch_id, after)
            self._context.runner.read(self, work, self._came, self._not_found, key="paper")

    def _came(self, row: PaperRow | None) -> None:
        if row is not None:
            self._open(row, to_form=False)
            return
        self._item = None
        self._refresh()
        self.code.expect("")
        self.code.say("")
        done = EmptyState("circle-check", _("El lote está completo."), (_("Otro lote"), self._other_batch))
        self.desk.show_block(done)
        self.places.setCurrentWidget(self.desk)
        self._allow(False)
        self.code.begin()

    def _other_batch(self) -> None:
        self._batch = None
        self._show_piles()
        self.code.begin()

    def _refresh(self) -> None:
        """Read how the batch of the open paper stands."""
        batch_id = self._item.batch_id if self._item is not None else self._batch.batch_id if self._batch else None
        if batch_id is None:
            return
        at = self._item.position if self._item is not None else None

        def show(batch: BatchRow) -> None:
            self._batch = batch
            self.panel.show_batch(batch, at)
            self.room_changed.emit()

        work = partial(self._context.services.read, queries.batch, batch_id)
        self._context.runner.read(self, work, show, self._not_found, key="batch")

    # --- the form

    def _open(self, row: PaperRow, *, to_form: bool) -> None:
        """Show the form of a paper; what was typed in another stays as its draft."""
        same = self._item is not None and self._item.item_id == row.item_id
        self._item, self._to_form = row, to_form
        self._notice.drop()
        if same and (self.desk.form is not None or row.kind is PaperKind.BASELINE):
            self._ready()
            return
        self._refresh()
        if row.kind is PaperKind.BASELINE:
            self.desk.leave()
            self.baseline.show_paper(row.family_id)
            self.places.setCurrentWidget(self.baseline)
            self._ready()
            return
        read, today = self._context.services.read, self._context.services.clock.today()
        self._context.runner.read(
            self, partial(read, reads.paper, row.family_id, today), self._arrived, self._not_found, key="home"
        )

    def _arrived(self, home: reads.Household) -> None:
        item = self._item
        if item is None or item.family_id != home.dossier.family_id:
            return
        self._operation = new_id()
        form = EntryForm(home, self._context.services.clock, self.desk.notices)
        form.saved_asked.connect(self.save)
        form.carry(*self._carried)
        title = _("Visita de {name}, papel {code}").format(name=words.family_name(home.dossier), code=item.code)
        opens = opening("keying", item_id=item.item_id)
        draft = self.desk.show_form(form, About("keyed_visit", str(item.item_id), title, self._operation, more=opens))
        if draft is not None:
            self._operation = draft.operation_id
        self.places.setCurrentWidget(self.desk)
        self._ready()

    def _ready(self) -> None:
        item = self._item
        if item is None:
            return
        facts = [item.head, item.settlement, item.folio]
        if item.state is PaperState.SKIPPED and item.skip is not None:
            facts.append(_("estaba omitido: {why}").format(why=wording.skip(item.skip)))
        self.code.say(" · ".join(fact for fact in facts if fact))
        self._allow(True)
        self.save_button.setText(_("&Digitada y seguir") if item.kind is PaperKind.BASELINE else _("&Guardar y seguir"))
        if self._to_form:
            self.code.show_code(item.code)
            self._begin()
        else:
            self.code.expect(item.code)
            self.code.begin()
        self.room_changed.emit()

    def _begin(self) -> None:
        """Go from the code to the form."""
        item = self._item
        if item is None:
            return
        self.code.show_code(item.code)
        if item.kind is PaperKind.BASELINE:
            self.baseline.begin()
        else:
            self.desk.begin()

    # --- saving and leaving out

    def save(self) -> None:
        """Write the visit with what became of its form, and go on with the next."""
        item, form = self._item, self.desk.form
        if item is None or not self.save_button.isEnabled():
            return
        self._notice.drop()
        run = self._context.services.run
        if item.kind is PaperKind.BASELINE:
            data = SettlePaper(item_id=item.item_id, state=PaperState.KEYED)
            self._write(partial(run, commands.settle_paper, data))
        elif form is not None and form.check_all():
            keyed = KeyVisit(item_id=item.item_id, record=form.record())
            self._write(partial(run, commands.key_visit, keyed, operation_id=self._operation))

    def _write(self, work: Any) -> None:
        self._allow(False)
        self._context.runner.write(self, work, self._saved, self._refused)

    def _saved(self, _outcome: object) -> None:
        item, form = self._item, self.desk.form
        if item is None:
            return
        if isinstance(form, EntryForm):
            self._carried = form.carried()
        self.desk.finish()
        self._item = None
        self._next(after=item.position)

    def _refused(self, error: Exception) -> None:
        self._allow(True)
        self._operation = new_id()
        bar = refusal(self._context, self.desk.form, error, self.save)
        if bar is not None:
            self._notice.show(bar)

    def skip(self, reason: PaperSkip) -> None:
        """Leave the paper out with its reason, and go on with the next; it can be taken up again."""
        item = self._item
        if item is None:
            return
        run = self._context.services.run
        left = SettlePaper(item_id=item.item_id, state=PaperState.SKIPPED, skip=reason)
        back = SettlePaper(item_id=item.item_id, state=PaperState.PENDING)

        def undo() -> None:
            self._context.runner.write(
                self, partial(run, commands.settle_paper, back), lambda _o: self._reopen(item), self._refused
            )

        def skipped(_outcome: object) -> None:
            told = _("Se omitió el papel {code}: {why}.").format(code=item.code, why=wording.skip(reason).lower())
            self._context.notify("info", told, item.head, [(_("Deshacer"), undo)])
            self._saved(_outcome)

        self._allow(False)
        self._context.runner.write(self, partial(run, commands.settle_paper, left), skipped, self._refused)

    def _reopen(self, item: PaperRow) -> None:
        work = partial(self._context.services.read, queries.paper, item.item_id)
        self._read(work, partial(self._open, to_form=False))

    # --- inside

    def _allow(self, on: bool) -> None:
        self.save_button.setEnabled(on)
        self.skip_button.setEnabled(on)
        if self.desk.form is not None:
            self.desk.form.setEnabled(on)

    def _lay_out(self) -> None:
        self.places = QStackedWidget()
        for place in (self.piles, self.desk, self.baseline):
            self.places.addWidget(place)
        menu = QMenu(self.skip_button)
        for number, reason in enumerate(PaperSkip, 1):
            menu.addAction(f"&{number}  {wording.skip(reason)}").triggered.connect(
                lambda _on, why=reason: self.skip(why)
            )
        self.skip_button.setMenu(menu)
        self._actions.addWidget(self.skip_button)
        self.body.addWidget(self.code)
        self._row = QHBoxLayout()
        self._row.addWidget(self.places, 1)
        self._row.addWidget(self.panel)
        self.body.addLayout(self._row, 1)
        self.save_button.setToolTip(shown_keys("Ctrl+S"))
        theme().changed.connect(self._scale)
        self._scale()

    def _connect(self) -> None:
        self.code.entered.connect(self._entered)
        self.panel.opened.connect(self._found)
        self.piles.activated_row.connect(self._take_batch)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+S"), self, self.save, context=inside)
        QShortcut(QKeySequence("Ctrl+F"), self, self.code.begin, context=inside)
        QShortcut(QKeySequence("Ctrl+Shift+O"), self, self.skip_button.showMenu, context=inside)

    def _scale(self) -> None:
        self._row.setSpacing(theme().px(size("frame.gap")))
