"""People who may be one: decide, merge side by side, and take merges back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from gsi_desktop.models.enums import CandidateState, MergeKind
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import CancelledError, GsiError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families.merges.data import (
    Asked,
    Merged,
    MergePersons,
    MergeRow,
    Since,
    UndoMerge,
    Undone,
)
from gsi_desktop.services.families.merges.queries import Comparison, PairFilter, PairRow
from gsi_desktop.ui.duplicates import reads, words
from gsi_desktop.ui.duplicates.merge_list import MergeList
from gsi_desktop.ui.duplicates.pair_list import PairList
from gsi_desktop.ui.duplicates.side_by_side import SideBySide
from gsi_desktop.ui.duplicates.sweep import Sweep
from gsi_desktop.ui.duplicates.which_pairs import DISMISSED, MERGES, OPEN, SIDES, WhichPairs
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.exporting import offer_export

if TYPE_CHECKING:
    from gsi_desktop.services.families.candidates import Kept
    from gsi_desktop.ui.shell.context import UiContext


class DuplicatesPage(Page):
    """``page_args(family_id=…)`` tells of the merges of a family; ``page_args(merges=True)`` shows those made."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            _("Posibles duplicados"),
            _("Personas que pueden ser una sola: únalas, o diga que no. Una unión se puede deshacer cuando sea."),
        )
        self._context = context
        state = context.settings.columns
        self.pairs = PairList(state, context.runner, dismissed=False)
        self.dismissed = PairList(state, context.runner, dismissed=True)
        self.merges = MergeList(state)
        self.sides = SideBySide()
        self.which = WhichPairs()
        self.tabs = self.which.tabs
        self.sweep = Sweep(context)
        self.stack = QStackedWidget()
        self._pair: PairRow | None = None
        self._row = 0
        self._fill()
        self._connect()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Show what the link asked for."""
        if kwargs.get("merges"):
            self.tabs.setCurrentIndex(MERGES)

    def page_shown(self) -> None:
        """Bring the lists up to date."""
        if self.stack.currentIndex() != SIDES:
            self.reload()
            self._list().table.setFocus(Qt.FocusReason.OtherFocusReason)

    def breadcrumb(self) -> list[str]:
        """Return the page after the list it belongs to."""
        return [_("Familias"), self.title]

    # --- reading

    def reload(self) -> None:
        """Read pairs, counts and merges again."""
        self._row = max(0, self._list().table.currentIndex().row())
        for view, state in ((self.pairs, CandidateState.OPEN), (self.dismissed, CandidateState.DISMISSED)):
            view.model.reset(partial(self._page, self.which.chosen(state)))
        chosen = (self.which.chosen(CandidateState.OPEN), self.which.chosen(CandidateState.DISMISSED))
        read = partial(reads.lists, self._context.services, *chosen)
        self._context.runner.read(self, read, self._counted, self._say, key="lists")

    def _page(self, chosen: PairFilter, cursor: Any) -> Any:
        from gsi_desktop.services.families.merges import queries

        return self._context.services.read(queries.pair_page, chosen, cursor=cursor)

    def _list(self) -> Any:
        return {OPEN: self.pairs, DISMISSED: self.dismissed}.get(self.stack.currentIndex(), self.pairs)

    def _counted(self, told: reads.Lists) -> None:
        self.which.show_counts(told.waiting, told.dismissed)
        self.merges.show_merges(told.merges)
        self.which.show_places(told.places)

    # --- deciding

    def _dismiss(self, row: PairRow, reason: str) -> None:
        def work() -> None:
            from gsi_desktop.services.families import candidates

            self._context.services.run(candidates.dismiss, candidates.Dismiss(row.candidate_id, reason))

        self._write(work, lambda _done: self._dismissed(row))

    def _dismissed(self, row: PairRow) -> None:
        said = _("{one} y {other} no son la misma persona.").format(one=row.one.name, other=row.other.name)
        self._undoable(said, "", lambda: self._reopen(row))

    def _reopen(self, row: PairRow) -> None:
        def work() -> None:
            from gsi_desktop.services.families import candidates

            self._context.services.run(candidates.reopen, candidates.Reopen(row.candidate_id))

        self._write(work, lambda _done: None)

    def _undoable(self, said: str, detail: str, undo: Any) -> None:
        self.clear_bars()
        self.show_bar(InfoBar("success", said, detail, actions=((_("Deshacer"), undo),), closable=True))

    # --- merging

    def _open_pair(self, row: PairRow) -> None:
        self._pair = row
        homes = (row.one.family_id, row.other.family_id)
        families = None not in homes and homes[0] != homes[1]
        self._compare(MergeKind.FAMILY if families else MergeKind.PERSON)

    def _compare(self, kind: MergeKind, *, swapped: bool = False) -> None:
        row = self._pair
        if row is None:
            return
        if kind is MergeKind.FAMILY:
            one, other = row.one.family_id, row.other.family_id
        else:
            one, other = row.one.person_id, row.other.person_id
        shown = self.sides.comparison if swapped else None
        if shown is not None:
            one, other = shown.gone.id, shown.kept.id
        if one is None or other is None:
            return
        read = partial(reads.comparison, self._context.services, kind, one, other, as_given=swapped)
        self._context.runner.read(self, read, self._show_sides, self._say, key="sides")

    def _show_sides(self, comparison: Comparison) -> None:
        row = self._pair
        homes = (row.one.family_id, row.other.family_id) if row is not None else (None, None)
        self.sides.show_comparison(comparison, both_kinds=None not in homes and homes[0] != homes[1])
        self.sides.set_busy(False)
        self._show(SIDES)
        self.sides.focus_first()

    def _merge(self, asked: Asked) -> None:
        def work() -> Merged:
            from gsi_desktop.services.families.merges.households import merge_families
            from gsi_desktop.services.families.merges.people import merge_persons

            run = self._context.services.run
            if isinstance(asked, MergePersons):
                return run(merge_persons, asked).result
            return run(merge_families, asked).result

        self.sides.set_busy(True)
        self._write(work, self._merged)

    def _merged(self, merged: Merged) -> None:
        self._show(OPEN)
        passed = words.rows(merged.passed)
        detail = _("Pasó a la que queda: {rows}.").format(rows=passed) if passed else ""
        self._undoable(_("Las fichas se unieron."), detail, partial(self._undo, merged.merge_id))
        self.pairs.table.setFocus()

    def _back(self) -> None:
        self._show(OPEN)
        self.pairs.table.setFocus()

    # --- what was merged

    def _undo(self, merge_id: UUID) -> None:
        def work() -> Undone:
            from gsi_desktop.services.families.merges.undo import undo_merge

            return self._context.services.run(undo_merge, UndoMerge(merge_id)).result

        self._write(work, self._undone)

    def _undone(self, undone: Undone) -> None:
        said = words.since(undone.since)
        if undone.also:
            count = len(undone.also)
            said.append(
                ngettext(
                    "También se deshizo {n} unión posterior.", "También se deshicieron {n} uniones posteriores.", count
                ).format(n=count)
            )
        self.clear_bars()
        self.show_bar(InfoBar("success", _("Se deshizo la unión."), " ".join(said), closable=True))
        self._list().table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read_since(self, row: MergeRow) -> None:
        def read() -> tuple[Since, ...]:
            from gsi_desktop.services.families.merges.undo import changed_since

            return self._context.services.read(changed_since, row.merge_id)

        self._context.runner.read(self, read, self.merges.show_since, self._say, key="since")

    # --- the sweep

    def _sweeps(self, running: bool) -> None:
        self.sweep_button.setEnabled(not running)
        if running:
            self.clear_bars()

    def _swept(self, kept: Kept) -> None:
        said = ngettext(
            "Se compararon {people} personas. Hay {open} par por decidir (nuevos: {new}).",
            "Se compararon {people} personas. Hay {open} pares por decidir (nuevos: {new}).",
            kept.open,
        ).format(people=thousands(kept.people), open=thousands(kept.open), new=thousands(kept.new))
        self.show_bar(InfoBar("success", said, closable=True))
        self.reload()

    # --- inside

    def _fill(self) -> None:
        self.sweep_button = self.add_action(_("&Buscar duplicados"), "search", self.sweep.begin, saves=True)
        self.exports = offer_export(self._context, self, lambda: self._list().table, "duplicados")
        self.pairs.table.set_placeholder(
            EmptyState(
                "circle-check", _("No hay pares por decidir. Busque duplicados para comparar a todas las personas.")
            )
        )
        self.dismissed.table.set_placeholder(EmptyState("info-circle", _("Nadie ha marcado pares como distintos.")))
        self.merges.table.set_placeholder(EmptyState("history", _("Todavía no se ha unido ninguna ficha.")))
        for view in (self.pairs, self.dismissed, self.merges, self.sides):
            self.stack.addWidget(view)
        column = QVBoxLayout()
        column.setSpacing(theme().px(8))
        column.addWidget(self.which)
        column.addWidget(self.sweep)
        column.addWidget(self.stack, 1)
        self.body.addLayout(column, 1)

    def _connect(self) -> None:
        self.which.turned.connect(self._show)
        self.which.picked.connect(self.reload)
        self.sweep.running.connect(self._sweeps)
        self.sweep.swept.connect(self._swept)
        self.sweep.failed.connect(self._say)
        self.pairs.merge_asked.connect(self._open_pair)
        self.pairs.dismiss_asked.connect(self._dismiss)
        self.dismissed.reopen_asked.connect(self._reopen)
        for view in (self.pairs, self.dismissed):
            view.model.first_page.connect(partial(self._first, view))
            view.model.failed.connect(self._say)
            view.family_asked.connect(self._open_family)
        self.merges.undo_asked.connect(lambda row: self._undo(row.merge_id))
        self.merges.family_asked.connect(self._open_family)
        self.merges.chosen_changed.connect(self._read_since)
        self.sides.merge_asked.connect(self._merge)
        self.sides.swap_asked.connect(self._swap)
        self.sides.kind_asked.connect(self._compare)
        self.sides.left.connect(self._back)

    def _swap(self) -> None:
        if self.sides.comparison is not None:
            self._compare(self.sides.comparison.kind, swapped=True)

    def _first(self, view: PairList) -> None:
        view.go_first(self._row)

    def _show(self, view: int) -> None:
        self.stack.setCurrentIndex(view)
        self.which.show_view(view)

    def _write(self, work: Any, done: Any) -> None:
        for view in (self.pairs, self.dismissed):
            view.set_busy(True)

        def finished(result: Any) -> None:
            self._free()
            done(result)
            self.reload()

        self._context.runner.write(self, work, finished, self._write_failed)

    def _write_failed(self, error: Exception) -> None:
        self._free()
        self._say(error)

    def _free(self) -> None:
        self.sides.set_busy(False)
        for view in (self.pairs, self.dismissed):
            view.set_busy(False)

    def _open_family(self, family_id: UUID) -> None:
        self._context.navigate("family", family_id=family_id)

    def _say(self, error: Exception) -> None:
        if isinstance(error, CancelledError):
            return
        if isinstance(error, GsiError):
            self.clear_bars()
            self.show_bar(InfoBar("danger", messages.text(error.code, **error.params), closable=True))
        else:
            self._context.runner.unhandled.emit(error)
