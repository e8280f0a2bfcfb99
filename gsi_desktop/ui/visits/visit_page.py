"""A visit, step by step, with its timer; kept while it is written and taken up again where it was left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gsi_desktop.models.enums import VisitKind, VisitState
from gsi_desktop.services.accompaniment import visits, wording
from gsi_desktop.services.accompaniment.data import SaveVisit, StartVisit, VisitContent
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.errors import ConflictError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import Places
from gsi_desktop.ui.kit.watch import ChangeWatch
from gsi_desktop.ui.kit.writing import read_only, writes
from gsi_desktop.ui.visits import conflicts, reads, words
from gsi_desktop.ui.visits.ending import Ending
from gsi_desktop.ui.visits.notices import VisitNotices
from gsi_desktop.ui.visits.saving import Saver
from gsi_desktop.ui.visits.timer import VisitTimer
from gsi_desktop.ui.visits.visit_view import VisitView

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class VisitPage(Page):
    """One open visit.

    Arguments: ``visit_id``; or ``family_id``, to take up the family's open visit or, unless ``start`` is False, open
    one now, of ``kind`` when it is given.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Visita"))
        self._context = context
        self._room: reads.Room | None = None
        self._stale = False
        self.view = VisitView(context)
        self.timer = VisitTimer()
        self.saver = Saver(context, self._draft, self)
        self.ending = Ending(context, self.view, self.saver, self._draft, self)
        self.notices = VisitNotices(context, self, self.view)
        self.conflict = conflicts.VisitConflict(self)
        self.pause_button = self.add_action(_("&Pausar"), "player-pause", self.pause)
        writes(self.view, self.pause_button)
        self.print_button = self.add_action(_("&Formato en papel"), "printer", self._print)
        self._places = Places()
        self._places.addWidget(self.view)
        self.header.insertWidget(1, self.timer)
        self.body.addWidget(self._places, 1)
        self._connect()
        self._say(EmptyState("map-pin-check", _("Elija una visita para seguirla."), self._to_list()))

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come for a visit; what was written in another one is kept first."""
        visit_id, family_id = kwargs.get("visit_id"), kwargs.get("family_id")
        if isinstance(visit_id, UUID):
            if self._room is None or self._room.info.visit_id != visit_id:
                self.saver.flush(lambda: self._read(visit_id))
        elif isinstance(family_id, UUID):
            kind = kwargs.get("kind")
            start = bool(kwargs.get("start", True)) and not read_only()
            wanted = kind if isinstance(kind, VisitKind) else None
            self.saver.flush(lambda: self._take_up(family_id, wanted, start=start))
        else:
            raise TypeError("visit_id")

    def page_shown(self) -> None:
        """Bring what others changed up to date."""
        if self._stale:
            self._reread()
        if self._room is not None and not self.view.isAncestorOf(self.focusWidget() or self):
            self.view.show_step(self.view.present)

    @property
    def family(self) -> UUID | None:
        """The family that is visited."""
        return self._room.info.family_id if self._room is not None else None

    def breadcrumb(self) -> list[str]:
        """Return the family after the list."""
        return [_("Visitas"), *([self._room.info.head, self._room.info.folio] if self._room is not None else [])]

    # --- reading

    def _read(self, visit_id: UUID) -> None:
        read, today = self._context.services.read, self._context.services.clock.today()
        self._context.runner.read(
            self, lambda: read(reads.room, visit_id, today), self._arrived, self._unread, key="visit"
        )

    def _take_up(self, family_id: UUID, kind: VisitKind | None, *, start: bool) -> None:
        """Read the open visit of a family, opening one first when there is none and one is wanted."""
        services = self._context.services
        today = services.clock.today()

        def work() -> reads.Room | None:
            row = services.read(reads.open_visit, family_id)
            visit_id = row.visit_id if row is not None else None
            if visit_id is None and start:
                found = services.read(reads.timeline, family_id)
                chosen = kind or (found.agreed.kind if found.agreed is not None else found.next_kind)
                visit_id = services.run(visits.start_visit, StartVisit(family_id=family_id, kind=chosen)).result
            return services.read(reads.room, visit_id, today) if visit_id is not None else None

        def done(room: reads.Room | None) -> None:
            if room is not None:
                self._arrived(room)
            else:
                self._say(EmptyState("map-pin-check", _("Esta familia no tiene una visita abierta."), self._to_list()))

        self._context.runner.write(self, work, done, self._unread)

    def _arrived(self, room: reads.Room) -> None:
        self._stale = False
        self.notices.drop()
        if room.info.state is not VisitState.OPEN:
            self._show_closed(room)
            return
        self._room = room
        self.saver.begin(room.info.version, room.info.content)
        self._places.setCurrentIndex(0)
        self._show_tools(True)
        self.timer.begin(room.info.elapsed_seconds or 0, room.info.content.started_time)
        self._show_pause()
        self.view.fill(room)
        self._entitle()
        self.room_changed.emit()

    def _show_closed(self, room: reads.Room) -> None:
        self._room = None
        family_id = room.info.family_id
        go = (
            _("Ver las visitas de la familia"),
            lambda: self._context.navigate("family", family_id=family_id, tab="visits"),
        )
        self._say(EmptyState("circle-check", _("Esta visita ya está cerrada."), go))

    def _unread(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        self._room = None
        self._say(EmptyState("alert-circle", said or _("La visita no se pudo abrir."), self._to_list()))

    def _reread(self) -> None:
        """Read what others, or another page, changed of the family."""
        room = self._room
        self._stale = False
        if room is None:
            return
        read, today = self._context.services.read, self._context.services.clock.today()

        def came(fresh: reads.Room) -> None:
            if self._room is None or fresh.info.visit_id != self._room.info.visit_id:
                return
            if fresh.info.state is not VisitState.OPEN:
                self._show_closed(fresh)
                return
            self.view.refresh(fresh)

        self._context.runner.read(
            self, lambda: read(reads.room, room.info.visit_id, today), came, self._unread, key="again"
        )

    # --- keeping and ending

    def _draft(self, version: int) -> SaveVisit | None:
        if self._room is None:
            return None
        return SaveVisit(
            visit_id=self._room.info.visit_id,
            version=version,
            content=self.view.content(),
            steps_done=self.view.done,
            elapsed_seconds=self.timer.seconds,
            base=self.saver.base,
        )

    def pause(self) -> None:
        """Stop the timer or let it go on."""
        if self.timer.running:
            self.timer.pause()
        else:
            self.timer.go_on()
        self._show_pause()
        self.saver.touch()

    def _ended(self) -> None:
        room = self._room
        if room is None:
            return
        self._room = None
        self.timer.pause()
        self._say(EmptyState("circle-check", _("La visita quedó cerrada."), self._to_list()))
        title = wording.visit_title(room.info.content.kind, room.info.number)
        self._context.notify("success", _("Se cerró la visita."), f"{title} · {room.info.head}")
        self._context.navigate("family", family_id=room.info.family_id, tab="visits")

    def _not_ended(self, error: Exception) -> None:
        self.view.tell()
        if isinstance(error, ConflictError):
            self._compare(error)
        self.notices.tell_unended(error, self._room.info.family_id if self._room is not None else None)

    # --- what two people wrote

    def _compare(self, error: ConflictError) -> None:
        """Show the fields somebody else wrote too, side by side with one's own."""
        if self._room is not None and self.saver.base is not None:
            self.conflict.ask(error, self._room, self.saver.base, self.view.content)

    def _settle(self, base: VisitContent, content: VisitContent) -> None:
        """Go on with what was chosen, in the step in front, and keep it."""
        room, present = self._room, self.view.present
        if room is None:
            return
        self.notices.drop()
        self.saver.begin(self.saver.version, base)
        self.view.fill(replace(room, info=replace(room.info, content=content, steps_done=self.view.done)))
        self.view.show_step(present)
        self._retry()

    def _retry(self) -> None:
        self.notices.drop()
        self.saver.touch()
        self.saver.flush()

    def _start_over(self, keep_first: bool = False) -> None:
        """Read the visit again, and before that keep what is written when ``keep_first``."""
        if keep_first:
            self.saver.flush(self._start_over)
        elif self._room is not None:
            self._read(self._room.info.visit_id)

    # --- inside

    def _print(self) -> None:
        if self._room is not None:
            info = self._room.info
            self._context.navigate("print", paper="visit", family_id=info.family_id, visit_id=info.visit_id)

    def _to_list(self) -> tuple[str, Callable[[], object]]:
        return _("Ver las visitas"), lambda: self._context.navigate("visits")

    def _entitle(self) -> None:
        room = self._room
        if room is None:
            return
        content = self.view.content()
        day = content.occurred_on or self._context.services.clock.today()
        where = wording.medium(content.medium) if content.medium is not None else ""
        facts = (where, room.info.place_name, words.long_day(day))
        self.set_title(wording.visit_title(content.kind, room.info.number), " · ".join(fact for fact in facts if fact))

    def _show_pause(self) -> None:
        running = self.timer.running
        self.pause_button.setText(_("&Pausar") if running else _("&Seguir"))
        self.pause_button.set_icon("player-pause" if running else "player-play")  # type: ignore[attr-defined]

    def _show_tools(self, shown: bool) -> None:
        for widget in (self.timer, self.pause_button, self.print_button):
            widget.setVisible(shown)

    def _say(self, block: QWidget) -> None:
        """Show ``block`` in place of the visit."""
        self._places.show_block(block)
        self._show_tools(False)
        self.set_title(_("Visita"), "")

    def _changed_elsewhere(self, changes: ChangeSet) -> None:
        room = self._room
        if room is None or changes.kinds == {"visit"}:
            return
        if changes.many or room.info.family_id in changes.families:
            if self.isVisible():
                self._reread()
            else:
                self._stale = True

    def _connect(self) -> None:
        self.view.changed.connect(self.saver.touch)
        self.view.stepped.connect(self._entitle)
        self.view.closing.connect(self.ending.begin)
        self.view.failed.connect(self.notices.tell_unkept)
        self.saver.told.connect(self.view.say_kept)
        self.saver.failed.connect(self.notices.tell_unkept)
        self.saver.joined.connect(self.notices.tell_joined)
        self.ending.ended.connect(self._ended)
        self.ending.refused.connect(self._not_ended)
        self.notices.retry_asked.connect(self._retry)
        self.notices.compare_asked.connect(self._compare)
        self.notices.reread_asked.connect(self._start_over)
        self.conflict.chosen.connect(self._settle)
        ChangeWatch(self._context.services, self).changed.connect(self._changed_elsewhere)
        for keys, slot in (
            ("Ctrl+Return", self.view.go_on),
            ("Ctrl+Enter", self.view.go_on),
            ("Ctrl+M", self.view.hand.to_notes),
            ("Ctrl+S", self.saver.flush),
        ):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was written, and how long it took, when the person goes elsewhere."""
        super().hideEvent(event)
        if self._room is not None and not self._context.runner.closed:
            self.saver.touch()
            self.saver.flush()
