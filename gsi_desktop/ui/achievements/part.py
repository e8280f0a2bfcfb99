"""The tab Logros of the dossier: the board of the family, and its conditions with the IPM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.models.enums import AssessmentKind
from gsi_desktop.services.achievements import commands, queries
from gsi_desktop.services.achievements.data import Board, CloseAssessment, ReopenBaseline, StartAssessment
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.achievements import words
from gsi_desktop.ui.achievements.board_desk import BoardDesk
from gsi_desktop.ui.achievements.marking import Clash, Marking
from gsi_desktop.ui.achievements.reason_dialog import ask_reason
from gsi_desktop.ui.achievements.state import BoardState
from gsi_desktop.ui.achievements.tools import BOARD, CONDITIONS, HeadTools, TabTools
from gsi_desktop.ui.kit.buttons import primary, secondary
from gsi_desktop.ui.kit.dialogs import confirm
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import sentence
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.states import state_name
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.watch import ChangeWatch

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import NoticeAction, UiContext

_PATIENCE_MS: Final = 300


class AchievementsPart(QWidget):
    """The logros of the family of the dossier.

    A link may name a ``dimension``, or an ``achievement`` and the ``person_id`` it is about.
    """

    count_changed = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._family: UUID | None = None
        self._markings: dict[UUID, Marking] = {}
        self._stale = False
        self._wanted: dict[str, object] = {}
        self._bar: InfoBar | None = None
        self._waiting = False  # whether the notice is about marks not saved
        self.desk = BoardDesk(context)
        self.head_tools = HeadTools(self.desk.undo)
        self.tab_tools = TabTools()
        self._bars = QVBoxLayout()
        self._places = QStackedWidget()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._lay_out()
        self._connect()

    # --- hooks of the dossier

    def show_family(self, family_id: UUID) -> None:
        """Show a family; what was not saved of another one waits."""
        self.leave()
        self._family = family_id
        self._drop_bar()
        self._markings = {key: one for key, one in self._markings.items() if not one.idle or key == family_id}
        known = self._markings.get(family_id)
        if known is not None:
            self._show_marking(known)
        else:
            self._patience.start()
            self._show_block(QWidget())
            self.count_changed.emit("")
        self.reload()

    def part_shown(self) -> None:
        """Bring the board up to date and give it the keyboard."""
        if self._stale:
            self.reload()
        if self._places.currentWidget() is self.desk:
            self.desk.take_keyboard()

    def part_args(self, **kwargs: object) -> None:
        """Go to a dimension or a cell once the board is there."""
        self._wanted = kwargs
        if self._marking is not None:
            self._go_to_wanted()

    def leave(self) -> None:
        """Put away what was being asked; marks go on being saved."""
        self.desk.leave()

    def tools_room(self, room: int) -> None:
        """Fit the tools beside the tabs into ``room`` px."""
        self.tab_tools.set_room(room)

    # --- reading

    @property
    def _marking(self) -> Marking | None:
        return self._markings.get(self._family) if self._family is not None else None

    def reload(self) -> None:
        """Read the board anew."""
        family, services = self._family, self._context.services
        self._stale = False
        if family is None:
            return
        marking = self._marking
        if marking is not None:
            marking.refresh()
            return
        today = services.clock.today()
        self._context.runner.read(
            self, lambda: services.read(queries.board, family, today), self._arrived, self._not_read, key="board"
        )

    def _arrived(self, board: Board) -> None:
        self._patience.stop()
        if board.family_id != self._family:
            return
        if board.baseline is None:
            self._show_none()
            return
        marking = Marking(self._context.services, self._context.runner, BoardState(board), self)
        self._markings[board.family_id] = marking
        self._follow(marking)
        self._show_marking(marking)

    def _show_marking(self, marking: Marking) -> None:
        self._patience.stop()
        self.desk.show_marking(marking)
        self._places.setCurrentWidget(self.desk)
        self.head_tools.say_saved(None)
        self._counted()
        self._offer_step()
        if marking.unsaved:
            self._tell_unsaved(marking, "")
        self._go_to_wanted()
        if self.isVisible():
            self.part_shown()

    def _not_read(self, error: Exception) -> None:
        self._patience.stop()
        said = sentence(error)
        if said is None:
            self._context.runner.unhandled.emit(error)
        again = (_("Intentar de nuevo"), self.reload)
        self._show_block(EmptyState("alert-circle", said or _("Los logros no se pudieron leer."), again))

    def _show_none(self) -> None:
        self.count_changed.emit("")
        self.head_tools.set_action(None)
        self.head_tools.undo_button.hide()
        self.head_tools.state.setText("")
        start = (_("Hacer línea base"), self.start_baseline)
        self._show_block(EmptyState("clipboard-check", _("Aún no hay línea base"), start))

    # --- línea base

    def start_baseline(self) -> None:
        """Open the línea base of today."""
        if self._family is not None:
            today = self._context.services.clock.today()
            self._run(
                commands.start_assessment,
                StartAssessment(family_id=self._family, kind=AssessmentKind.BASELINE, on=today),
            )

    def close_baseline(self) -> None:
        """Close the línea base; asks only when something is not known yet."""
        marking = self._marking
        baseline = marking.state.board.baseline if marking is not None else None
        if marking is None or baseline is None:
            return
        missing = len(marking.state.markable()) - marking.state.answered()
        if missing:
            question = ngettext(
                "Queda {count} celda sin información. ¿Cerrar la línea base así?",
                "Quedan {count} celdas sin información. ¿Cerrar la línea base así?",
                missing,
            ).format(count=missing)
            detail = _("Se pueden marcar después, pero ya no como línea base.")
            if not confirm(self, question, _("Cerrar línea base"), detail=detail):
                return
        today = self._context.services.clock.today()
        self._run(commands.close_assessment, CloseAssessment(assessment_id=baseline.assessment_id, on=today))

    def correct_baseline(self) -> None:
        """Open a closed línea base again, with a reason."""
        marking = self._marking
        baseline = marking.state.board.baseline if marking is not None else None
        if baseline is None:
            return
        reason = ask_reason(
            self,
            _("¿Por qué se corrige la línea base?"),
            _("Se abre otra vez y el motivo queda en la historia. Al terminar, ciérrela de nuevo."),
            _("Corregir línea base"),
        )
        if reason:
            self._run(commands.reopen_baseline, ReopenBaseline(assessment_id=baseline.assessment_id, reason=reason))

    def _run(self, command: Callable[..., object], data: object) -> None:
        services = self._context.services

        def done(_result: object) -> None:
            self._drop_bar()
            self.reload()

        self._context.runner.write(self, lambda: services.run(command, data), done, self._not_done)

    def _not_done(self, error: Exception) -> None:
        said = sentence(error)
        if said is None:
            self._context.runner.unhandled.emit(error)
        else:
            self._tell(InfoBar("danger", _("No se hizo."), said, closable=True))
        self.reload()

    def _offer_step(self) -> None:
        """Offer what the línea base waits for."""
        marking = self._marking
        baseline = marking.state.board.baseline if marking is not None else None
        tools = self.head_tools
        tools.undo_button.setVisible(baseline is not None)
        if marking is None or baseline is None:
            return
        if not marking.state.board.baseline_closed:
            tools.set_action(primary(_("Cerrar línea base"), "lock", self.close_baseline))
        elif len(marking.state.board.assessments) == 1:
            tools.set_action(secondary(_("Corregir línea base"), "lock-open", self.correct_baseline))
        else:
            tools.set_action(None)

    # --- following the marks

    def _follow(self, marking: Marking) -> None:
        marking.saved.connect(partial(self._saved, marking))
        marking.failed.connect(partial(self._failed, marking))
        marking.clashed.connect(partial(self._clashed, marking))
        marking.read.connect(lambda _board: self._offer_step() if marking is self._marking else None)
        marking.steps_changed.connect(partial(self._steps_changed, marking))

    def _steps_changed(self, marking: Marking) -> None:
        if marking is not self._marking:
            return
        self.head_tools.undo_button.setEnabled(marking.can_undo)
        if marking.unsaved:
            self.head_tools.say_unsaved(_count(marking))
        elif not marking.idle:
            self.head_tools.say_saving()

    def _saved(self, marking: Marking) -> None:
        if marking is self._marking:
            self.head_tools.say_saved(self._context.services.clock.now())
            if self._waiting and not marking.unsaved:
                self._drop_bar()

    def _failed(self, marking: Marking, error: Exception) -> None:
        said = sentence(error)
        if said is None:
            self._context.runner.unhandled.emit(error)
        if marking is not self._marking:
            return
        if marking.unsaved:
            self._tell_unsaved(marking, said or "")
        else:
            self._tell(InfoBar("warning", _("No se pudo deshacer."), said or "", closable=True))

    def _tell_unsaved(self, marking: Marking, why: str) -> None:
        count = _count(marking)
        title = ngettext("No se guardó {count} marca.", "No se guardaron {count} marcas.", count).format(count=count)
        again: NoticeAction = (_("Guardar otra vez"), marking.retry)
        drop: NoticeAction = (_("Descartar"), partial(self._discard, marking))
        self.head_tools.say_unsaved(count)
        self._tell(InfoBar("danger", title, why, actions=(again, drop)))
        self._waiting = True

    def _discard(self, marking: Marking) -> None:
        marking.discard()
        self._drop_bar()
        self.head_tools.say_saved(None)

    def _clashed(self, marking: Marking, clashes: Sequence[Clash]) -> None:
        if marking is not self._marking:
            return
        shown = marking.state
        said = []
        for clash in clashes:
            key = (clash.mark.achievement, clash.mark.person_id)
            said.append(
                _("{cell}: ahora {theirs}, usted marcó {mine}").format(
                    cell=words.cell_place(shown.achievement(key), shown.member(key)),
                    theirs=state_name(clash.theirs).lower(),
                    mine=state_name(clash.mark.state).lower(),
                )
            )
        title = _("Otra persona marcó lo mismo antes.")
        text = "; ".join(said)
        mine: NoticeAction = (_("Poner lo mío"), partial(self._insist, marking, clashes))
        theirs: NoticeAction = (_("Dejar lo que hay"), self._drop_bar)
        self._tell(InfoBar("warning", title, f"{text[0].upper()}{text[1:]}.", actions=(mine, theirs)))

    def _insist(self, marking: Marking, clashes: Sequence[Clash]) -> None:
        self._drop_bar()
        marking.insist(clashes)

    def _counted(self) -> None:
        marking = self._marking
        if marking is None:
            return
        shown = marking.state
        total = shown.board.progress.total
        now, all_ = total.now, total.applicable
        said = ""
        if not shown.board.baseline_closed:
            now, all_ = shown.answered(), len(shown.markable())
            said = _("Línea base en curso, {answered} de {all}").format(answered=now, all=all_)
        self.head_tools.state.setText(said)
        self.count_changed.emit(f"{now}/{all_}")
        self.head_tools.undo_button.setEnabled(marking.can_undo)

    # --- notices

    def _tell(self, bar: InfoBar) -> None:
        self._drop_bar()
        self._bar = bar
        bar.closed.connect(self._drop_bar)
        self._bars.addWidget(bar)
        bar.show()

    def _drop_bar(self) -> None:
        bar, self._bar = self._bar, None
        self._waiting = False
        if bar is not None:
            self._bars.removeWidget(bar)
            bar.hide()
            bar.deleteLater()

    @property
    def bar(self) -> InfoBar | None:
        """The notice shown, None when there is none."""
        return self._bar

    # --- inside

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, {}
        dimension, number, person = wanted.get("dimension"), wanted.get("achievement"), wanted.get("person_id")
        if isinstance(number, int):
            self.desk.go_to((number, person if isinstance(person, UUID) else None))
        elif isinstance(dimension, int):
            self.desk.go_to_dimension(dimension)

    def _turn(self, view: object) -> None:
        del view

    def _changed_elsewhere(self, changes: ChangeSet) -> None:
        if self._family is None or not (changes.many or self._family in changes.families):
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def _say_loading(self) -> None:
        self._show_block(EmptyState("clock", _("Abriendo los logros…")))

    def _show_block(self, block: QWidget) -> None:
        while self._places.count() > 1:
            former = self._places.widget(1)
            if former is not None:
                self._places.removeWidget(former)
                former.deleteLater()
        self._places.addWidget(block)
        self._places.setCurrentWidget(block)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.addLayout(self._bars)
        column.addWidget(self._places, 1)
        self._places.addWidget(self.desk)
        self._column = column
        theme().changed.connect(self._space)
        self._space()

    def _space(self) -> None:
        gap = theme().px(8)
        self._column.setContentsMargins(0, gap, 0, 0)
        self._column.setSpacing(gap)

    def _connect(self) -> None:
        self._patience.timeout.connect(self._say_loading)
        self.desk.answered.connect(self._counted)
        self.tab_tools.view_chosen.connect(self._turn)
        self.tab_tools.option_changed.connect(lambda name, on: self.desk.set_options(**{name: on}))
        ChangeWatch(self._context.services, self).changed.connect(self._changed_elsewhere)


def _count(marking: Marking) -> int:
    return sum(len(step.keys) for step in marking.unsaved)


__all__ = ["BOARD", "CONDITIONS", "AchievementsPart"]
