"""A visit, step by step, with its timer; kept while it is written and taken up again where it was left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gsi_desktop.models.enums import VisitKind, VisitState
from gsi_desktop.services.accompaniment import visits, wording
from gsi_desktop.services.accompaniment.data import CancelVisit, CloseVisit, SaveVisit, StartVisit, VisitContent
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.changes import ChangeSet, Joined
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import Places
from gsi_desktop.ui.kit.watch import ChangeWatch
from gsi_desktop.ui.kit.writing import read_only, writes
from gsi_desktop.ui.visits import conflicts, reads, words
from gsi_desktop.ui.visits.saving import Saver
from gsi_desktop.ui.visits.timer import VisitTimer
from gsi_desktop.ui.visits.visit_view import VisitView

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_STEP_OF = {"medium": 0, "place": 0, "cogestor_id": 0, "agreement_on": 1, "topic_note": 6}
"""The step where a field is that closing may refuse; all others are in the last one."""


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
        self._failure: InfoBar | None = None
        self.view = VisitView(context)
        self.timer = VisitTimer()
        self.saver = Saver(context, self._draft, self)
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
        self._drop_failure()
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

    # --- keeping and closing

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

    def _close(self, finished: bool) -> None:
        """End the visit once all that was written is kept."""
        self.saver.flush(self._finish if finished else self._give_up)

    def _finish(self) -> None:
        self._write_closing(self.view.content())

    def _give_up(self) -> None:
        room, unfinished = self._room, self.view.unfinished
        if room is None:
            return
        if not unfinished.cancels:
            self._write_closing(self.view.hand_in(unfinished.write(self.view.content())))
            return
        data = CancelVisit(visit_id=room.info.visit_id, version=self.saver.version, reason=unfinished.reason())
        run = self._context.services.run
        self._context.runner.write(
            self, lambda: run(visits.cancel_visit, data).result, lambda _v: self._closed(), self._not_closed
        )

    def _write_closing(self, content: VisitContent) -> None:
        room = self._room
        if room is None:
            return
        data = CloseVisit(
            visit_id=room.info.visit_id,
            version=self.saver.version,
            content=content,
            steps_done=self.view.done,
            elapsed_seconds=self.timer.seconds,
            base=self.saver.base,
        )
        self.view.next_button.setEnabled(False)
        run = self._context.services.run
        self._context.runner.write(
            self, lambda: run(visits.close_visit, data).result, lambda _v: self._closed(), self._not_closed
        )

    def _closed(self) -> None:
        room = self._room
        if room is None:
            return
        self._room = None
        self.timer.pause()
        self._say(EmptyState("circle-check", _("La visita quedó cerrada."), self._to_list()))
        title = wording.visit_title(room.info.content.kind, room.info.number)
        self._context.notify("success", _("Se cerró la visita."), f"{title} · {room.info.head}")
        self._context.navigate("family", family_id=room.info.family_id, tab="visits")

    def _not_closed(self, error: Exception) -> None:
        """Say why the visit was not closed, and lead to the step where that is mended."""
        self.view.tell()
        if isinstance(error, ConflictError):
            self._compare(error)
        if isinstance(error, ExpectedError) and error.field:
            field = error.field
            if error.code == "consent_missing":
                self._show_failure(messages.text(error.code, **error.params), [self._to_consent()])
                return
            number = _STEP_OF.get(field, 8)
            if self.view.present != 9:
                go = (_("Ir al paso {number}").format(number=number), lambda: self._go_to(number, field))
                self._show_failure(messages.text(error.code, **error.params), [go])
            else:
                self._show_failure(messages.text(error.code, **error.params), [])
            return
        self._tell_failure(error)

    def _go_to(self, number: int, field: str) -> None:
        self.view.show_step(number)
        found = next((one for one in self.view.steps[number].fields if one.key == field), None)
        if found is not None:
            found.box.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- failures

    def _tell_failure(self, error: Exception | None) -> None:
        self._drop_failure()
        if error is None:
            return
        said = explain(error, self._context.runner) or _("No se pudo guardar.")
        kept = _("Lo escrito sigue aquí.")
        copy = (_("&Copiar lo escrito").replace("&", ""), self._copy)
        if isinstance(error, ConflictError):
            again: tuple[str, Callable[[], object]] = (_("Comparar y elegir"), partial(self._compare, error))
        elif isinstance(error, ExpectedError) and error.code in ("changed_meanwhile", "visit_closed", "visit_gone"):
            again = (_("Leer de nuevo"), self._start_over)
        else:
            again = (_("Guardar de nuevo"), self._retry)
        self._show_failure(said, [again, copy], kept)

    def _compare(self, error: ConflictError) -> None:
        """Show the fields somebody else wrote too, side by side with one's own."""
        if self._room is not None and self.saver.base is not None:
            self.conflict.ask(error, self._room, self.saver.base, self.view.content)

    def _settle(self, base: VisitContent, content: VisitContent) -> None:
        """Go on with what was chosen, in the step in front, and keep it."""
        room, present = self._room, self.view.present
        if room is None:
            return
        self._drop_failure()
        self.saver.begin(self.saver.version, base)
        self.view.fill(replace(room, info=replace(room.info, content=content, steps_done=self.view.done)))
        self.view.show_step(present)
        self._retry()

    def _tell_joined(self, joined: Sequence[Joined]) -> None:
        again = (_("Leer de nuevo"), lambda: self.saver.flush(self._start_over))
        said = _("Otra persona también escribe en esta visita. Se combinaron los cambios.")
        self._drop_failure()
        self._failure = self.show_bar(InfoBar("info", said, conflicts.told(joined), actions=[again], closable=True))

    def _show_failure(self, said: str, actions: list[tuple[str, Callable[[], object]]], detail: str = "") -> None:
        self._drop_failure()
        self._failure = self.show_bar(InfoBar("danger", said, detail, actions=actions))

    def _drop_failure(self) -> None:
        if self._failure is not None:
            self.remove_bar(self._failure)
            self._failure = None

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(words.content_as_text(self.view.content()))
        self._context.notify("success", _("Quedó copiado."), _("Péguelo donde quiera conservarlo."))

    def _retry(self) -> None:
        self._drop_failure()
        self.saver.touch()
        self.saver.flush()

    def _start_over(self) -> None:
        room = self._room
        if room is not None:
            self._read(room.info.visit_id)

    # --- inside

    def _print(self) -> None:
        if self._room is not None:
            info = self._room.info
            self._context.navigate("print", paper="visit", family_id=info.family_id, visit_id=info.visit_id)

    def _to_consent(self) -> tuple[str, Callable[[], object]]:
        family_id = self._room.info.family_id if self._room is not None else None
        return _("Registrar autorización"), lambda: self._context.navigate(
            "family", family_id=family_id, tab="documents", register=True
        )

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
        self.view.closing.connect(self._close)
        self.view.failed.connect(self._tell_failure)
        self.saver.told.connect(self.view.say_kept)
        self.saver.failed.connect(self._tell_failure)
        self.saver.joined.connect(self._tell_joined)
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
