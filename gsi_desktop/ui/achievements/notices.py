"""What the tab says about saving: the last hour, what was not saved, who was faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.achievements import words
from gsi_desktop.ui.achievements.answering import Answering
from gsi_desktop.ui.achievements.marking import Clash, Marking
from gsi_desktop.ui.achievements.tools import HeadTools
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.states import state_name

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import NoticeAction, UiContext


class Notices(QObject):
    """One bar at a time in ``column``, and the words beside "Deshacer", about the family shown."""

    def __init__(self, context: UiContext, tools: HeadTools, column: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._tools = tools
        self._column = column
        self._marking: Marking | None = None
        self._answering: Answering | None = None
        self._waiting = False  # whether the bar is about something not saved
        self.bar: InfoBar | None = None

    # --- whom it is about

    def follow_marking(self, marking: Marking) -> None:
        """Hear of a marking for as long as it lives; only the one shown is spoken of."""
        marking.saved.connect(lambda: self._saved(marking is self._marking))
        marking.failed.connect(partial(self._marks_failed, marking))
        marking.clashed.connect(partial(self._clashed, marking))
        marking.steps_changed.connect(partial(self._marks_moved, marking))

    def follow_answering(self, answering: Answering) -> None:
        """Hear of answers likewise."""
        answering.saved.connect(lambda: self._saved(answering is self._answering))
        answering.failed.connect(partial(self._answers_failed, answering))

    def speak_of(self, marking: Marking | None, answering: Answering | None) -> None:
        """Speak of another family, or of its other view."""
        if marking is not self._marking:
            self._tools.say_saved(None)
            self.drop()
        self._marking, self._answering = marking, answering
        if marking is not None and marking.unsaved:
            self._tell_unsaved_marks(marking, "")

    # --- telling

    def tell(self, bar: InfoBar) -> None:
        """Show ``bar`` in place of the former one."""
        self.drop()
        self.bar = bar
        bar.closed.connect(self.drop)
        self._column.addWidget(bar)
        bar.show()

    def refuse(self, title: str, error: Exception) -> None:
        """Tell that something was not done; a fault of the program goes to the shell."""
        said = explain(error, self._context.runner)
        if said is not None:
            self.tell(InfoBar("danger", title, said, closable=True))

    def drop(self) -> None:
        """Take the bar away."""
        bar, self.bar = self.bar, None
        self._waiting = False
        if bar is not None:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()

    # --- marks

    def _saved(self, shown: bool) -> None:
        if not shown:
            return
        self._tools.say_saved(self._context.services.clock.now())
        unsaved = (self._marking is not None and self._marking.unsaved) or (
            self._answering is not None and self._answering.unsaved
        )
        if self._waiting and not unsaved:
            self.drop()

    def _marks_moved(self, marking: Marking) -> None:
        if marking is not self._marking:
            return
        if marking.unsaved:
            self._tools.say_unsaved(_count(marking))
        elif not marking.idle:
            self._tools.say_saving()

    def _marks_failed(self, marking: Marking, error: Exception) -> None:
        if marking is not self._marking or not marking.unsaved:
            self.refuse(_("No se pudo deshacer."), error)
            return
        said = explain(error, self._context.runner)
        self._tell_unsaved_marks(marking, said or "")

    def _tell_unsaved_marks(self, marking: Marking, why: str) -> None:
        count = _count(marking)
        title = ngettext("No se guardó {count} marca.", "No se guardaron {count} marcas.", count).format(count=count)
        self._tools.say_unsaved(count)
        self._tell_unsaved(title, why, marking.retry, marking.discard)

    def _tell_unsaved(self, title: str, why: str, retry: Callable[[], None], discard: Callable[[], None]) -> None:
        def give_up() -> None:
            discard()
            self.drop()
            self._tools.say_saved(None)

        again: NoticeAction = (_("Guardar otra vez"), retry)
        self.tell(InfoBar("danger", title, why, actions=(again, (_("Descartar"), give_up))))
        self._waiting = True

    def _clashed(self, marking: Marking, clashes: Sequence[Clash]) -> None:
        if marking is not self._marking:
            return
        shown, said = marking.state, []
        for clash in clashes:
            key = (clash.mark.achievement, clash.mark.person_id)
            said.append(
                _("{cell}: ahora {theirs}, usted marcó {mine}").format(
                    cell=words.cell_place(shown.achievement(key), shown.member(key)),
                    theirs=state_name(clash.theirs).lower(),
                    mine=state_name(clash.mark.state).lower(),
                )
            )

        def insist() -> None:
            self.drop()
            marking.insist(clashes)

        text = "; ".join(said)
        mine: NoticeAction = (_("Poner lo mío"), insist)
        theirs: NoticeAction = (_("Dejar lo que hay"), self.drop)
        title = _("Otra persona marcó lo mismo antes.")
        self.tell(InfoBar("warning", title, f"{text[0].upper()}{text[1:]}.", actions=(mine, theirs)))

    # --- answers

    def _answers_failed(self, answering: Answering, error: Exception) -> None:
        said = explain(error, self._context.runner)
        if answering is not self._answering:
            return
        count = len(answering.unsaved)
        title = ngettext("No se guardó {count} respuesta.", "No se guardaron {count} respuestas.", count)
        self._tell_unsaved(title.format(count=count), said or "", answering.retry, answering.discard)


def _count(marking: Marking) -> int:
    return sum(len(step.keys) for step in marking.unsaved)
