"""The visit step by step as widgets: steps at the left, the present one in the middle, what is at hand at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import STEPS, VisitContent
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import plain, set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.visits.hand import HandPanel
from gsi_desktop.ui.visits.step import Frame, Step
from gsi_desktop.ui.visits.step_closing import ClosingStep
from gsi_desktop.ui.visits.step_commitments import CommitmentsStep
from gsi_desktop.ui.visits.step_list import StepList, StepRow
from gsi_desktop.ui.visits.step_logros import LogrosStep
from gsi_desktop.ui.visits.steps_talk import DataStep, GreetingStep, PlaceStep, TextStep, TopicStep
from gsi_desktop.ui.visits.unfinished import UnfinishedStep

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.visits.reads import Room

UNFINISHED: Final = STEPS
"""The place after the last step, where a visit ends without finishing."""

_WIDE_FROM: Final = 1100
_STEPS, _HAND = 256, 284
_STEPS_FOLDED, _HAND_NARROW = 56, 232
_SHORT_BELOW: Final = 480


def helps() -> tuple[str, ...]:
    """Return the line of help of each step."""
    return (
        _("Diga dónde o por qué medio es la visita y quién la hace."),
        _("Pregunte quiénes están y cuente para qué es la sesión."),
        _("Lea los datos con la familia. Lo que cambió se corrige en la ficha y se vuelve aquí."),
        _("Marque cómo va cada uno. Teclas: C cumplió, E en curso, N no cumplió, ↓ siguiente."),
        _("Marque lo que se movió. Teclas: A alcanzado, P por alcanzar, B causa objetiva, D desinterés; 1 a 4 cómo."),
        _("Cuente qué ofertas hay y anote las que le interesan a la familia."),
        _("Elija el tema que se trabajó con la familia."),
        _("Anote lo que la familia cuenta de sí misma: cambios, orgullos, preocupaciones."),
        _("Pregunte, acuerde la próxima visita y haga firmar el formato."),
    )


class VisitView(QWidget):
    """Shows a `Room`. ``changed`` when there is something to keep, ``stepped`` after another step came to the front.

    ``closing`` when the person ends the visit: True finished, False before its end. ``failed`` as of the steps.
    """

    changed = Signal()
    stepped = Signal()
    closing = Signal(bool)
    failed = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._base = VisitContent()
        self._done = 0
        self._present = 0
        self._back = 0
        self._short = self._folded = False
        history = _("Lo que se escribe aquí lo lee quien haga la próxima visita.")
        self.steps: list[Step] = [
            PlaceStep(context),
            GreetingStep(context),
            DataStep(context),
            CommitmentsStep(context),
            LogrosStep(context),
            TextStep(context, "opportunities", _("Oportunidades que le &interesan"), "", _("Sin anotar")),
            TopicStep(context),
            TextStep(context, "history", _("&Historia del hogar"), history, _("Sin anotar")),
            ClosingStep(context),
        ]
        self.unfinished = UnfinishedStep(context)
        self.list = StepList()
        self.kept = Label("", "s", "text3", wrap=True)
        self.summary = Label("", "s", "text3")
        self.frame = Frame()
        self.hand = HandPanel(context.services.clock.today)
        self.leave_button = Button(_("&Cerrar sin terminar"), None, self._leave, kind="danger")
        self.lacks = ElidedLabel("", "s", "text2")
        self.back_button = Button(_("&Anterior"), "chevron-left", self.go_back)
        self.next_button = Button("", "chevron-right", self.go_on, kind="primary")
        self.next_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the words
        self.splitter = QSplitter()
        self._lay_out()
        self._connect()

    # --- what it shows

    @property
    def present(self) -> int:
        """The step in front."""
        return self._present

    @property
    def done(self) -> int:
        """How many steps are done."""
        return self._done

    def fill(self, room: Room) -> None:
        """Show a visit at the step where it was left."""
        self._base = room.info.content
        self._done = room.info.steps_done
        for step in (*self.steps, self.unfinished):
            step.set_silent(True)
            step.fill(room)
            step.set_silent(False)
        self.hand.fill(room.home.dossier, room.info.content.present, room.info.content.notes)
        self.show_step(min(self._done, STEPS - 1))

    def refresh(self, room: Room) -> None:
        """Take in what changed elsewhere; nothing that is being written is touched."""
        for step in self.steps:
            step.refresh(room)
        self.hand.refresh(room.home.dossier)

    def content(self) -> VisitContent:
        """Return what is written, what will not do left as it was."""
        content = self._base
        for step in self.steps:
            content = step.write(content)
        return self.hand_in(content)

    def hand_in(self, content: VisitContent) -> VisitContent:
        """Return ``content`` with who is here and the notes."""
        return replace(content, present=self.hand.present(), notes=self.hand.text())

    # --- going through

    def show_step(self, number: int) -> None:
        """Bring a step to the front and give it the keyboard."""
        self._present = number
        if number == UNFINISHED:
            help_ = _("Lo escrito se guarda. La visita queda cerrada con lo que pasó.")
            self.frame.show_step(number, _("Cerrar sin terminar"), help_)
            self.unfinished.begin()
        else:
            self.frame.show_step(number, f"{number}. {wording.step(number)}", helps()[number])
            self.steps[number].begin()
        self.tell()
        self.stepped.emit()

    def go_on(self) -> None:
        """End the step in front and open the next one; from the last, ask for the visit to be ended."""
        if self._present == UNFINISHED:
            if self.unfinished.check():
                self.closing.emit(False)
            return
        step = self.steps[self._present]
        for field in step.fields:
            if field.isVisible():
                field.check()
        if step.missing():
            self.tell()
            step.begin()
            return
        step.finish(self._finished)

    def go_back(self) -> None:
        """Bring the step before to the front; from the end before time, the step one came from."""
        if self._present == UNFINISHED:
            self.show_step(self._back)
        elif self._present > 0:
            self.show_step(self._present - 1)

    def _finished(self) -> None:
        self._done = max(self._done, self._present + 1)
        self.changed.emit()
        if self._present == STEPS - 1:
            self.tell()
            self.closing.emit(True)
        else:
            self.show_step(self._present + 1)

    def _leave(self) -> None:
        self._back = self._present
        self.show_step(UNFINISHED)

    def _choose(self, number: int) -> None:
        if number <= min(self._done, STEPS - 1):
            self.show_step(number)

    # --- looks

    def tell(self) -> None:
        """Show how each step stands and what the one in front lacks."""
        self.list.show_rows([self._row(number) for number in range(STEPS)])
        self.summary.setText(_("{done} de {all} listos").format(done=min(self._done, STEPS), all=STEPS))
        ending = self._present == UNFINISHED
        missing = "" if ending else self.steps[self._present].missing()
        self.lacks.setText("" if self._folded else missing)
        self.frame.say(missing if self._folded else "")
        self.leave_button.setVisible(not ending)
        self.back_button.setEnabled(ending or self._present > 0)
        back = _("&Volver a la visita") if ending else _("&Anterior")
        self.back_button.setText("" if self._short and not ending else back)
        self.back_button.setToolTip(plain(back) if self._short else "")
        set_name(self.back_button, back)
        self.next_button.setText(self._next_words())
        self.next_button.setEnabled(not missing)
        self.next_button.setToolTip(_("Ctrl+Intro"))

    def _next_words(self) -> str:
        if self._present == UNFINISHED:
            return _("Cerrar la visita")
        if self._present == STEPS - 1:
            return _("&Terminar visita")
        return _("Continuar") if self._short else _("Continuar al paso {number}").format(number=self._present + 1)

    def _row(self, number: int) -> StepRow:
        return StepRow(
            number,
            wording.step(number),
            self.steps[number].result(),
            done=number < self._done,
            present=number == self._present,
            locked=number > self._done,
        )

    def _lay_out(self) -> None:
        left = self._left = QFrame()
        left.setProperty("card", True)
        set_name(left, _("Pasos"))
        column = QVBoxLayout(left)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._title, self._low = QHBoxLayout(), QVBoxLayout()
        self._heading = Label(_("Pasos"), "card_title")
        self._title.addWidget(self._heading)
        self._title.addWidget(self.summary)
        self._title.addStretch(1)
        self._low.addWidget(self.kept)
        column.addLayout(self._title)
        column.addWidget(self.list, 1)
        column.addWidget(Line())
        column.addLayout(self._low)
        for step in (*self.steps, self.unfinished):
            self.frame.add(step)
        foot = self.frame.foot
        foot.addWidget(self.leave_button)
        self.lacks.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.lacks, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        self.splitter.setChildrenCollapsible(False)
        for pane in (left, self.frame, self.hand):
            self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(1, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self.say_kept("")
        self._space()

    def say_kept(self, text: str) -> None:
        """Say below the steps whether what was written is kept."""
        always = _("Lo escrito se guarda solo.")
        self.kept.setText(f"{always} {text}." if text and not text.endswith("…") else f"{always} {text}".strip())

    def _connect(self) -> None:
        for step in (*self.steps, self.unfinished):
            step.changed.connect(self.changed)
            step.moved.connect(self.tell)
            step.failed.connect(self.failed)
        self.hand.changed.connect(self.changed)
        self.list.chosen.connect(self._choose)
        theme().changed.connect(self._space)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isVisible():
            self.frame.reveal(now)

    def _space(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        self._title.setContentsMargins(pad, px(10), pad, px(8))
        self._title.setSpacing(px(8))
        self._low.setContentsMargins(pad, px(7), pad, px(7))
        self.splitter.setHandleWidth(px(size("frame.gap")))
        self._share()

    def _share(self) -> None:
        px = theme().px
        wide = self.width() >= px(_WIDE_FROM)
        steps, hand = (px(_STEPS), px(_HAND)) if wide else (px(_STEPS_FOLDED), px(_HAND_NARROW))
        for widget in (self._heading, self.summary, self.kept):
            widget.setVisible(wide)
        self._left.setMaximumWidth(px(360) if wide else steps)
        middle = self.width() - steps - hand - 2 * self.splitter.handleWidth()
        self._folded = not wide
        self._short = middle < px(_SHORT_BELOW)
        self.splitter.setSizes([steps, max(middle, px(300)), hand])
        self.tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share()
