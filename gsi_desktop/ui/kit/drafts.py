"""Drafts in the window: what is typed is kept while it is typed, without ever holding the window up.

`DraftDesk` is what pages have as ``context.drafts``; `DraftKeeper` watches one form for them and shows the badge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from gsi_desktop.services.core.clock import Clock, SystemClock
from gsi_desktop.services.core.drafts import Draft, DraftStore
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.chips import Chip, ChipLabel

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from gsi_desktop.ui.kit.tasks import TaskRunner

Key = tuple[str, str]


class DraftDesk(QObject):
    """The drafts of the person at the window; `keep`, `get`, `drop` and `all` answer at once and write behind.

    While a write is under way later ones wait and are joined: one keystroke after the other never queues up.
    ``changed`` fires when a draft came, changed or went. ``lost`` carries the error of a write that failed, once
    until one succeeds again; what it held is tried again with the next change. Without a store drafts live as long as
    the program. ``keep_asked`` has every open form keep what it shows now.
    """

    changed = Signal()
    lost = Signal(object)
    keep_asked = Signal()

    def __init__(
        self,
        store: DraftStore | None = None,
        runner: TaskRunner | None = None,
        clock: Clock | None = None,
        kept: Sequence[Draft] = (),
    ) -> None:
        """Begin with the drafts ``kept`` in ``store``, the newest first."""
        super().__init__()
        self._store = store
        self._runner = runner
        self._clock: Clock = clock or SystemClock()
        self._kept: dict[Key, Draft] = {draft.key: draft for draft in reversed(kept)}
        self._waiting: dict[Key, Draft | None] = {}
        self._writing: dict[Key, Draft | None] = {}
        self._failing = False
        self._then: list[Callable[[], object]] = []
        self._open: list[Key] = []

    def now(self) -> Any:
        """Return the instant a draft is kept at."""
        return self._clock.now()

    def keep(self, draft: Draft) -> None:
        """Keep ``draft`` in place of an earlier one of the same form and subject."""
        self._kept.pop(draft.key, None)
        self._kept[draft.key] = draft
        self._write(draft.key, draft)

    def get(self, form: str, subject: str) -> Draft | None:
        """Return the draft of a form about a subject."""
        return self._kept.get((form, subject))

    def drop(self, form: str, subject: str) -> None:
        """Forget a draft, if there is one."""
        if self._kept.pop((form, subject), None) is not None:
            self._write((form, subject), None)

    def all(self) -> tuple[Draft, ...]:
        """Return every draft, the newest first."""
        return tuple(reversed(self._kept.values()))

    def about(self, form: str, subjects: Iterable[str]) -> list[Draft]:
        """Return the drafts of a form about any of ``subjects``, in their order."""
        return [self._kept[form, subject] for subject in subjects if (form, subject) in self._kept]

    def set_open(self, form: str, subject: str, is_open: bool) -> None:
        """Be told that a form is on screen, or not any more."""
        key = form, subject
        if key in self._open:
            self._open.remove(key)
        if is_open:
            self._open.append(key)

    def being_typed(self) -> Draft | None:
        """Return the draft of the form opened last that is still on screen."""
        return next((self._kept[key] for key in reversed(self._open) if key in self._kept), None)

    def when_kept(self, then: Callable[[], object]) -> None:
        """Call ``then`` once everything kept so far is in the file, or could not be written."""
        if self._writing or (self._waiting and self._start()):
            self._then.append(then)
        else:
            then()

    def unwritten(self) -> tuple[Draft, ...]:
        """Return the drafts that are in memory only, because the file could not be written."""
        waiting = self._writing | self._waiting
        kept = self._kept.values() if self._store is None else waiting.values()
        return tuple(draft for draft in kept if draft is not None)

    def close(self) -> None:
        """Write what waits and close the file; the drafts are gone from memory. Call when nothing writes any more.

        Raises what the last write raises.
        """
        if self._store is not None:
            try:
                self._store.write(*_sorted(self._writing | self._waiting))
            finally:
                self._store.close()
                self._store = None
                for held in (self._kept, self._waiting, self._writing):
                    held.clear()

    # --- inside

    def _write(self, key: Key, draft: Draft | None) -> None:
        if self._store is not None:
            self._waiting.pop(key, None)
            self._waiting[key] = draft
            if not self._writing:
                self._start()
        self.changed.emit()

    def _start(self) -> bool:
        store, runner = self._store, self._runner
        if store is None or runner is None or runner.closed:
            return False
        self._writing, self._waiting = self._waiting, {}
        kept, dropped = _sorted(self._writing)
        runner.keep(self, lambda: store.write(kept, dropped), self._written, self._failed)
        return True

    def _written(self, _nothing: object) -> None:
        self._writing = {}
        self._failing = False
        if not (self._waiting and self._start()):
            self._settled()

    def _failed(self, error: Exception) -> None:
        self._waiting = self._writing | self._waiting
        self._writing = {}
        if not self._failing:
            self._failing = True
            self.lost.emit(error)
        self._settled()

    def _settled(self) -> None:
        then, self._then = self._then, []
        for call in then:
            call()


def _sorted(changes: Mapping[Key, Draft | None]) -> tuple[list[Draft], list[Key]]:
    kept = [draft for draft in changes.values() if draft is not None]
    return kept, [key for key, draft in changes.items() if draft is None]


class Typing(Protocol):
    """A form, or anything else people type in: plain values of what it shows, and the way back."""

    changed: SignalInstance

    def typed(self) -> dict[str, Any]:
        """Return what the inputs show, as plain values."""
        ...

    def retype(self, shown: Mapping[str, Any]) -> None:
        """Show again what `typed` returned."""
        ...


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about while it is open; ``more`` joins the payload (see `services.core.drafts.opening`)."""

    form: str
    subject: str
    title: str
    operation_id: UUID
    base_version: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


TYPED = "typed"
"""Where a payload holds what `Typing.typed` returned."""


class DraftKeeper(QObject):
    """Keeps what is typed in one form as it is typed: with each change, and when the keyboard leaves an input.

    A form that shows again what it began with has no draft. ``badge`` says "Borrador" while there is one.
    """

    def __init__(self, desk: DraftDesk, typing: Typing, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._typing = typing
        self._parent = parent
        self._about: About | None = None
        self._clean: dict[str, Any] = {}
        self.badge = DraftBadge()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.keep_now)
        typing.changed.connect(self._soon.start)
        desk.keep_asked.connect(self.keep_now)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._focus_moved)

    def keeps(self, widget: QWidget) -> bool:
        """Whether ``widget`` is, or is in, what it watches."""
        return self._parent is widget or self._parent.isAncestorOf(widget)

    @property
    def dirty(self) -> bool:
        """Whether something was typed that differs from what the form began with."""
        return self._about is not None and self._typing.typed() != self._clean

    def begin(self, about: About) -> Draft | None:
        """Watch the form, which shows now what it begins with; return the draft it had, already shown again."""
        self._stop()
        self._about = about
        self._clean = self._typing.typed()
        self._desk.set_open(about.form, about.subject, True)
        draft = self._desk.get(about.form, about.subject)
        if draft is not None:
            self._typing.retype(draft.payload.get(TYPED, {}))
        self._show_badge()
        return draft

    def go_on(self, about: About) -> None:
        """Go on with another base or operation; the form shows now what is stored."""
        self._about = about
        self._clean = self._typing.typed()

    def entitle(self, title: str) -> None:
        """Keep the next draft under another title, as what it is about gets a name."""
        if self._about is not None:
            self._about = replace(self._about, title=title)

    def keep_now(self) -> None:
        """Keep what is typed, or forget the draft when nothing differs any more."""
        self._soon.stop()
        about = self._about
        if about is None:
            return
        typed = self._typing.typed()
        kept = self._desk.get(about.form, about.subject)
        if typed == self._clean:
            self._desk.drop(about.form, about.subject)
        elif kept is None or kept.payload.get(TYPED) != typed or kept.operation_id != about.operation_id:
            payload = {**about.more, TYPED: typed}
            self._desk.keep(
                Draft(
                    about.form,
                    about.subject,
                    about.title,
                    about.base_version,
                    about.operation_id,
                    payload,
                    self._desk.now(),
                )
            )
        self._show_badge()

    def leave(self) -> None:
        """Keep what is typed and stop watching: the form is closed or shows something else."""
        self.keep_now()
        self._stop()

    def done(self) -> None:
        """Forget the draft and stop watching: what was typed is saved, or thrown away."""
        if self._about is not None:
            self._desk.drop(self._about.form, self._about.subject)
        self._stop()

    def throw_away(self) -> Draft | None:
        """Forget what is typed and stop watching; return the draft it was, to be kept again by who wants it back."""
        self.keep_now()
        kept = self._desk.get(self._about.form, self._about.subject) if self._about is not None else None
        self.done()
        return kept

    def _stop(self) -> None:
        self._soon.stop()
        if self._about is not None:
            self._desk.set_open(self._about.form, self._about.subject, False)
        self._about = None
        self._show_badge()

    def _show_badge(self) -> None:
        about = self._about
        self.badge.setVisible(about is not None and self._desk.get(about.form, about.subject) is not None)

    def _focus_moved(self, before: QWidget | None, _now: QWidget | None) -> None:
        if self._about is None or before is None or not shiboken6.isValid(self._parent):
            return  # the focus also moves while a page is being deleted
        if self._parent.isAncestorOf(before):
            self.keep_now()


class DraftBadge(ChipLabel):
    """Says that what is typed is kept and not saved yet; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(Chip(_("Borrador"), "warning", "edit"))
        self.setToolTip(_("Lo escrito está a salvo en este equipo y todavía no se ha guardado."))
        set_name(self, _("Borrador: lo escrito está a salvo y todavía no se ha guardado"))
        self.hide()
