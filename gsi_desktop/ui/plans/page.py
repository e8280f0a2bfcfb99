"""The page of a plan familiar: the editor, and beside it the paper that would be printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from gsi_desktop.models.enums import PlanState
from gsi_desktop.services.accompaniment.data import PlanContent
from gsi_desktop.services.core.changes import ChangeSet, Joined
from gsi_desktop.services.core.errors import ConflictError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.failures import explain, sentence
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.paper import PaperView
from gsi_desktop.ui.kit.pieces import Places
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness, touches
from gsi_desktop.ui.plans import conflict, words
from gsi_desktop.ui.plans.actions import PlanActions
from gsi_desktop.ui.plans.blocks import SaveRemedies, broken_block, empty_block, reading_card, save_failure
from gsi_desktop.ui.plans.editor import PlanEditor
from gsi_desktop.ui.plans.head import PlanHead
from gsi_desktop.ui.plans.preview import Preview
from gsi_desktop.ui.plans.reading import PlanDesk, plan_desk
from gsi_desktop.ui.plans.reading_list import PlanReading
from gsi_desktop.ui.plans.saver import PlanSaver

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_PAPER_SHARE: Final = 0.405
_KEPT: Final = "plan"


class PlanPage(Page):
    """Arguments: ``family_id``; ``number`` of a version, the newest when left out; ``start`` to make a draft first."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Plan familiar"), _("Priorice cinco logros o más y acuerde quién hace qué y cuándo."))
        self._context = context
        self._family: UUID | None = None
        self._number: int | None = None
        self.desk: PlanDesk | None = None
        self._fresh = Freshness(context.services, self, self._concerns, self.reload)
        self._shared = False
        self._kept: dict[UUID, tuple[PlanContent, PlanContent]] = {}
        self._then: Callable[[], object] | None = None
        self._notice = HeldBar(self)
        today = context.services.clock.today
        self.do = PlanActions(context, self)
        self.head = PlanHead(self)
        self.editor = PlanEditor(today)
        self.reading = PlanReading()
        self.paper = PaperView(_("Así se imprime"), context.runner)
        self.preview = Preview(context, self.paper)
        self.saver = PlanSaver(context, self)
        self.conflict = conflict.PlanConflict(self)
        self.left = QStackedWidget()
        self.split = QSplitter()
        self._places = Places()
        self._lay_out()
        self.head.order_tabs()
        self._connect()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come for a plan; what is being typed into another one is stored first."""
        family, number = kwargs.get("family_id"), kwargs.get("number")
        if not isinstance(family, UUID):
            raise TypeError("family_id")
        self.saver.flush()
        self._family = family
        self._number = number if isinstance(number, int) else None
        if kwargs.get("start"):
            self._number = None
            self.do.start()
        else:
            self.reload()

    def page_shown(self) -> None:
        """Bring the page up to date."""
        self._fresh.catch_up()

    def breadcrumb(self) -> list[str]:
        """Return the family between the list and the plan."""
        return [_("Familias"), self.desk.listed, self.title] if self.desk is not None else [self.title]

    @property
    def family(self) -> UUID | None:
        """The family whose plan shows."""
        return self._family

    def crumb_targets(self) -> dict[str, tuple[str, dict[str, object]]]:
        """Lead from the family's name to its dossier."""
        if self.desk is None:
            return {}
        return {self.desk.listed: ("family", {"family_id": self.desk.family_id, "tab": "plan"})}

    # --- reading

    def reload(self) -> None:
        """Read the plan anew; what is typed and not stored stays."""
        family, number = self._family, self._number
        if family is None:
            return
        self._fresh.stale = False
        read, today = self._context.services.read, self._context.services.clock.today()
        work = partial(read, plan_desk, family, today, number)
        self._context.runner.read(self, work, self._arrived, self._failed, key="desk")

    def _arrived(self, desk: PlanDesk) -> None:
        anew = self._is_another(desk)
        self.desk = desk
        self.head.show_desk(desk)
        plan = desk.plan
        if plan is None:
            self.saver.drop()
            self._notice.drop()
            self._show_block(empty_block(desk, self.do.start, self.do.go_to_achievements))
        elif plan.state is PlanState.DRAFT:
            self._edit(desk, anew=anew)
        else:
            self._read(desk, anew=anew)

    def _is_another(self, desk: PlanDesk) -> bool:
        """Whether it is another plan, or another state of it, than the one on screen."""
        former = self.desk.plan if self.desk is not None else None
        if former is None or desk.plan is None:
            return True
        return (former.plan_id, former.state) != (desk.plan.plan_id, desk.plan.state)

    def _edit(self, desk: PlanDesk, *, anew: bool) -> None:
        plan = desk.plan
        if plan is None:
            return
        content = self.editor.content
        if anew:
            self._notice.drop()
            self.saver.hold(plan)
            self.head.saved.show_saved()
            content = plan.content
            if kept := self._kept.pop(plan.plan_id, None):
                content, base = kept
                self.saver.begin_with(base)
                self.saver.note(content)
        elif self.saver.unsaved is None and plan.version > self.saver.version:
            self.saver.hold(plan)
            content, anew = plan.content, True
        self.editor.show_desk(desk, content, anew=anew)
        self.left.setCurrentWidget(self.editor)
        self._show_split(with_left=True)
        self.head.show_gaps(self.editor.gaps)
        self.preview.show_version(desk.family_id, plan.number, self.editor.content)

    def _read(self, desk: PlanDesk, *, anew: bool) -> None:
        """Show an approved version; of a replaced one only the paper tells what it said."""
        plan = desk.plan
        if plan is None:
            return
        self.saver.hold(None)
        in_force = plan.state is PlanState.APPROVED
        if in_force:
            cogestor = desk.cogestor.name if desk.cogestor is not None else ""
            today = self._context.services.clock.today()
            self.reading.show_plan(plan.content, desk.board, desk.commitments, cogestor, today)
            self.left.setCurrentWidget(self._reading_card)
        self._show_split(with_left=in_force)
        if anew:
            way_on = _("Para cambiarlo haga una nueva versión.") if desk.draft is None else ""
            now = "" if in_force else _("Ya no está en vigor: se reemplazó.")
            self._notice.show(InfoBar("info", words.approval_line(plan), f"{now} {way_on}".strip(), icon="lock"))
            self.preview.show_version(desk.family_id, plan.number, None)

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        if self._places.currentWidget() is self.split and self.desk is not None and self.desk.family_id == self._family:
            again = (_("Volver a leer"), self.reload)
            self._notice.show(InfoBar("warning", said or _("El plan no se pudo leer."), actions=[again]))
        else:
            self._show_block(broken_block(said, self.reload))

    # --- saving

    def _changed(self) -> None:
        self.saver.note(self.editor.content)
        self.preview.follow(self.editor.content)
        self.head.show_gaps(self.editor.gaps)

    def _saved(self) -> None:
        self.head.saved.show_saved(self._context.services.clock.now())
        self._notice.drop()

    def _save_failed(self, error: Exception) -> None:
        self.head.saved.show_unsaved()
        if sentence(error) is None:
            self._context.runner.unhandled.emit(error)
        again = SaveRemedies(self.saver.flush, self._compare, self._take_theirs)
        self._notice.show(save_failure(error, again))

    def _compare(self, error: ConflictError) -> None:
        """Show what somebody else wrote too, side by side with one's own."""
        if self.saver.base is not None and self.desk is not None:
            self.conflict.ask(error, self.desk.listed, self.saver.base, lambda: self.editor.content)

    def _settle_conflict(self, base: PlanContent, content: PlanContent) -> None:
        """Go on with what was chosen, and store it."""
        if self.desk is None:
            return
        self.saver.begin_with(base)
        self.editor.show_desk(self.desk, content, anew=True)
        self.saver.note(content)
        self.saver.flush()

    def _joined(self, joined: Sequence[Joined]) -> None:
        """Tell what somebody else wrote beside one's own, and show it unless one is still typing."""
        title = _("Otra persona también escribe en este plan. Se combinaron los cambios.")
        self._context.notify("info", title, conflict.told(joined))
        if self.saver.unsaved is None:
            self._take_theirs()

    def _take_theirs(self) -> None:
        """Show what is stored in place of what is on screen."""
        self.saver.drop()
        self.desk = None
        self.reload()

    def _stranded(self, plan_id: UUID, content: PlanContent, base: PlanContent) -> None:
        """Keep what could not be stored of a plan one has left, until one comes back."""
        self._kept[plan_id] = (content, base)
        self._context.notify(
            "warning",
            _("Los cambios de un plan familiar no se guardaron."),
            _("Siguen en su página mientras no cierre."),
        )

    def show_number(self, number: int | None) -> None:
        """Show a version, the newest when ``number`` is None."""
        self.saver.flush()
        self._number = number
        self.reload()

    def when_saved(self, then: Callable[[], object]) -> None:
        """Do ``then`` once everything is stored; when that fails it is told and not done."""
        if self.saver.unsaved is None:
            then()
            return
        self._then = then
        self.saver.flush()

    def _settled(self) -> None:
        then, self._then = self._then, None
        if then is not None and self.saver.unsaved is None:
            then()

    # --- inside

    def _concerns(self, changes: ChangeSet) -> bool:
        own = changes.kinds <= {"plan"} and self.saver.busy
        return touches(changes, self._family) and not own

    def _show_split(self, *, with_left: bool) -> None:
        self.left.setVisible(with_left)
        self._places.setCurrentWidget(self.split)

    def _show_block(self, block: QWidget) -> None:
        self._places.show_block(block)

    def _lay_out(self) -> None:
        self._reading_card = reading_card(self.reading)
        self.left.addWidget(self.editor)
        self.left.addWidget(self._reading_card)
        for pane in (self.left, self.paper):
            self.split.addWidget(pane)
            self.split.setCollapsible(self.split.indexOf(pane), False)
        self.split.setStretchFactor(0, 1)
        self.split.splitterMoved.connect(self._keep_split)
        self.split.setChildrenCollapsible(False)
        theme().changed.connect(self._scale)
        self._scale()
        self._places.addWidget(self.split)
        self.body.addWidget(self._places, 1)

    def _share_width(self) -> None:
        """Give the paper the width the person left, else its share of the window."""
        self._shared = True
        whole = self.split.width() - self.split.handleWidth()
        kept = self._context.settings.columns.get(_KEPT)
        paper = theme().px(int(kept["paper"])) if kept else round(whole * _PAPER_SHARE)
        self.split.setSizes([max(1, whole - paper), paper])

    def _keep_split(self) -> None:
        """Remember how wide the paper is, in px at 100 %."""
        self._context.settings.columns.set(_KEPT, {"paper": round(self.split.sizes()[1] / theme().scale)})

    def _scale(self) -> None:
        self.split.setHandleWidth(theme().px(size("frame.gap")))

    def _connect(self) -> None:
        self.editor.changed.connect(self._changed)
        self.editor.taken_out.connect(self.do.tell_taken_out)
        self.editor.signing.approved.connect(self.do.approve)
        self.saver.began.connect(self.head.saved.show_saving)
        self.saver.saved.connect(self._saved)
        self.saver.failed.connect(self._save_failed)
        self.saver.settled.connect(self._settled)
        self.saver.stranded.connect(self._stranded)
        self.saver.joined.connect(self._joined)
        self.conflict.chosen.connect(self._settle_conflict)

    def showEvent(self, event: QShowEvent) -> None:
        """Hear when the window is about to close."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        if not self._shared:
            QTimer.singleShot(0, self, self._share_width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say above the editor what there is room for."""
        super().resizeEvent(event)
        self.head.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Store what was typed before the window goes."""
        if event.type() == QEvent.Type.Close and watched is self.window():
            self.saver.flush()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: object) -> None:
        """Store what was typed when one goes to another page."""
        self.saver.flush()
