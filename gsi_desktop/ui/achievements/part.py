"""The tab Logros of the dossier: the board of the family, and its conditions with the IPM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.services.achievements import queries
from gsi_desktop.services.achievements.conditions_data import Conditions
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements.answering import Answering
from gsi_desktop.ui.achievements.baseline import BaselineSteps, open_final
from gsi_desktop.ui.achievements.board_desk import BoardDesk
from gsi_desktop.ui.achievements.conditions_desk import ConditionsDesk
from gsi_desktop.ui.achievements.marking import Marking
from gsi_desktop.ui.achievements.notices import Notices
from gsi_desktop.ui.achievements.state import BoardState
from gsi_desktop.ui.achievements.tools import BOARD, CONDITIONS, HeadTools, TabTools
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.pieces import Places
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.watch import Freshness, touches

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_PATIENCE_MS: Final = 300


class AchievementsPart(QWidget):
    """The logros of the family of the dossier.

    A link may name a ``view`` (``"conditions"``), a ``dimension``, or an ``achievement`` and the ``person_id`` it is
    about.
    """

    count_changed = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._family: UUID | None = None
        self._markings: dict[UUID, Marking] = {}
        self._answerings: dict[UUID, Answering] = {}
        self._fresh = Freshness(context.services, self, lambda changes: touches(changes, self._family), self.reload)
        self._wanted: dict[str, object] = {}
        self.desk = BoardDesk(context)
        self.conditions = ConditionsDesk(context)
        self.head_tools = HeadTools(self.undo)
        self.tab_tools = TabTools()
        self._bars = QVBoxLayout()
        self.notices = Notices(context, self.head_tools, self._bars, self)
        self.baseline = BaselineSteps(context, self.notices, self.head_tools, self)
        self._places = Places(self.desk, self.conditions)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._lay_out()
        self._connect()

    # --- hooks of the dossier

    def show_family(self, family_id: UUID) -> None:
        """Show a family; what was not saved of another one waits."""
        self.leave()
        self._family = family_id
        self._markings = {key: one for key, one in self._markings.items() if not one.idle or key == family_id}
        self._answerings = {key: one for key, one in self._answerings.items() if not one.idle or key == family_id}
        self.tab_tools.choose_view(BOARD)
        marking = self._marking
        self.notices.speak_of(marking, self._answering)
        if marking is not None:
            self._show_marking(marking)
        else:
            self._patience.start()
            self._show_block(QWidget())
            self.count_changed.emit("")
        self.reload()

    def part_shown(self) -> None:
        """Bring the tab up to date and give it the keyboard."""
        self._fresh.catch_up()
        place = self._places.currentWidget()
        if isinstance(place, BoardDesk | ConditionsDesk):
            place.take_keyboard()
        elif place is not None:
            place.setFocus(Qt.FocusReason.OtherFocusReason)

    def part_args(self, **kwargs: object) -> None:
        """Go to a view, a dimension or a cell once the board is there."""
        self._wanted = kwargs
        if self._marking is not None:
            self._go_to_wanted()

    def leave(self) -> None:
        """Put away what was being asked; marks go on being saved."""
        self.desk.leave()

    def tools_room(self, room: int) -> None:
        """Fit the tools beside the tabs into ``room`` px."""
        self.tab_tools.set_room(room)

    @property
    def bar(self) -> InfoBar | None:
        """The notice shown, None when there is none."""
        return self.notices.bar

    # --- reading

    @property
    def _marking(self) -> Marking | None:
        return self._markings.get(self._family) if self._family is not None else None

    @property
    def _answering(self) -> Answering | None:
        return self._answerings.get(self._family) if self._family is not None else None

    def reload(self) -> None:
        """Read what is shown anew."""
        family, services, marking = self._family, self._context.services, self._marking
        self._fresh.stale = False
        if family is None:
            return
        if self._answering is not None:
            self._answering.refresh()
        if marking is not None:
            marking.refresh()
            return
        today = services.clock.today()
        read = self._context.runner.read
        read(self, lambda: services.read(queries.board, family, today), self._arrived, self._not_read, key="board")

    def _arrived(self, board: Board) -> None:
        self._patience.stop()
        if board.family_id != self._family:
            return
        if board.baseline is None:
            self._show_none()
            return
        marking = Marking(self._context.services, self._context.runner, BoardState(board), self)
        self._markings[board.family_id] = marking
        self.notices.follow_marking(marking)
        marking.read.connect(lambda _board: self._offer_step())
        marking.steps_changed.connect(self._offer_undo)
        self._show_marking(marking)

    def _show_marking(self, marking: Marking) -> None:
        self._patience.stop()
        self.desk.show_marking(marking)
        self._places.setCurrentWidget(self.desk)
        self.notices.speak_of(marking, self._answering)
        self._counted()
        self._offer_step()
        self._go_to_wanted()
        if self.isVisible():
            self.part_shown()

    def _not_read(self, error: Exception) -> None:
        self._patience.stop()
        said = explain(error, self._context.runner)
        again = (_("Intentar de nuevo"), self.reload)
        self._show_block(EmptyState("alert-circle", said or _("Los logros no se pudieron leer."), again))

    def _show_none(self) -> None:
        self.count_changed.emit("")
        self.head_tools.state.setText("")
        self._offer_step()
        start = (_("Hacer línea base"), self._start_baseline)
        self._show_block(EmptyState("clipboard-check", _("Aún no hay línea base"), start))

    # --- the other view

    def turn_to(self, view: object) -> None:
        """Show the board or the conditions."""
        self.leave()
        if view != CONDITIONS:
            self._places.setCurrentWidget(self.desk)
        elif self._answering is not None:
            self._show_answering(self._answering)
        else:
            self._read_conditions()
        self._offer_undo()
        self.part_shown()

    def _read_conditions(self) -> None:
        family, services = self._family, self._context.services
        if family is None:
            return
        today = services.clock.today()

        def arrived(conditions: Conditions) -> None:
            if family != self._family or self.tab_tools.views.value != CONDITIONS:
                return
            answering = Answering(services, self._context.runner, conditions, self)
            self._answerings[family] = answering
            self.notices.follow_answering(answering)
            answering.changed.connect(self._offer_undo)
            self._show_answering(answering)

        read = self._context.runner.read
        read(self, lambda: services.read(queries.conditions, family, today), arrived, self._not_read, key="conditions")

    def _show_answering(self, answering: Answering) -> None:
        if self.conditions.answering is not answering:
            self.conditions.show_answering(answering)
        self.notices.speak_of(self._marking, answering)
        self._places.setCurrentWidget(self.conditions)
        self._offer_undo()
        if self.isVisible():
            self.part_shown()

    def undo(self) -> None:
        """Take back the last step of the view shown."""
        desk = self.conditions if self._places.currentWidget() is self.conditions else self.desk
        desk.undo()
        desk.take_keyboard()

    def _offer_undo(self) -> None:
        on_conditions = self._places.currentWidget() is self.conditions
        holder = self._answering if on_conditions else self._marking
        self.head_tools.undo_button.setEnabled(holder is not None and holder.can_undo)

    # --- línea base

    def _start_baseline(self) -> None:
        if self._family is not None:
            self.baseline.start(self._family)

    def _offer_step(self) -> None:
        self.baseline.offer(self._marking)
        self.tab_tools.setEnabled(self._marking is not None)

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
        elif (final := open_final(marking)) is not None:
            said = _("Verificación final en curso desde el {day}").format(day=formats.date(final.assessed_on))
        self.head_tools.state.setText(said)
        self.count_changed.emit(f"{now}/{all_}")
        self._offer_undo()

    # --- inside

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, {}
        dimension, number, person = wanted.get("dimension"), wanted.get("achievement"), wanted.get("person_id")
        if wanted.get("view") == CONDITIONS:
            self.tab_tools.choose_view(CONDITIONS)
            self.turn_to(CONDITIONS)
        elif isinstance(number, int):
            self.desk.go_to((number, person if isinstance(person, UUID) else None))
        elif isinstance(dimension, int):
            self.desk.go_to_dimension(dimension)

    def _say_loading(self) -> None:
        self._show_block(EmptyState("clock", _("Abriendo los logros…")))

    def _show_block(self, block: QWidget) -> None:
        self._places.show_block(block)
        if self.isVisible():
            block.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._bars)
        self._column.addWidget(self._places, 1)
        theme().changed.connect(self._space)
        self._space()

    def _space(self) -> None:
        gap = theme().px(8)
        self._column.setContentsMargins(0, gap, 0, 0)
        self._column.setSpacing(gap)

    def _connect(self) -> None:
        self._patience.timeout.connect(self._say_loading)
        self.baseline.done.connect(self.reload)
        self.desk.answered.connect(self._counted)
        self.conditions.refused.connect(lambda error: self.notices.refuse(_("No se registró el ICV."), error))
        self.tab_tools.view_chosen.connect(self.turn_to)
        self.tab_tools.option_changed.connect(lambda name, on: self.desk.set_options(**{name: on}))
