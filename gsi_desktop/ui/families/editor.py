"""The way a save goes: once, checked, never over somebody else's work; what was typed is kept until it is saved.

One operation id belongs to a loaded form, so that pressing "Guardar" again asks for the same save and not for another
(trust.md §A2). A conflict is settled field by field and saved as a new operation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gsi_desktop.services.core import formats, messages
from gsi_desktop.services.core.changes import Joined
from gsi_desktop.services.core.drafts import plain
from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import Outcome
from gsi_desktop.ui.families.editor_panel import EditorPanel
from gsi_desktop.ui.kit.conflict import difference, settled
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_BASE = "base"

Save = Callable[[UUID], Outcome[int]]
"""Runs the command under an operation id, in the writing thread."""


STILL_THERE: Final = frozenset({"family_left"})
GONE: Final = STILL_THERE | {"family_gone", "person_gone", "family_merged", "person_merged"}
"""Codes that say the row is no longer what was opened; of `STILL_THERE` it can be saved all the same."""


class Editor(EditorPanel):
    """Base of the two forms. ``saved`` fires after a save; ``closed`` when the panel went, saved or not.

    ``draft_form`` is what its drafts are kept under, ``base_type`` the data class of its values.
    """

    saved = Signal()
    closed = Signal()
    draft_form: ClassVar[str]
    base_type: ClassVar[type]

    def __init__(self, context: UiContext, title: str) -> None:
        super().__init__(title)
        self._context = context
        self._subject: UUID | None = None
        self._base: Any = None
        self._opens: dict[str, Any] = {}
        self._operation = new_id()
        self._saving = False
        self._accepted: dict[str, str] = {}
        self._doubtful: dict[str, str] = {}
        self._conflict: ConflictError | None = None
        self._focus: QWidget = self.save_button
        self.keeper = DraftKeeper(context.drafts, self.form, self)
        self.add_badge(self.keeper.badge)
        self.make_fields()
        self.order_tabs()
        self.form.submitted.connect(self._submitted)
        self.form.changed.connect(self._doubt)
        self.conflict.chosen.connect(self._settle)
        self.conflict.left.connect(self.close_panel)

    # --- what each form gives

    def make_fields(self) -> None:
        """Add the fields to ``form``."""
        raise NotImplementedError

    def to_fields(self, data: Any) -> dict[str, Any]:
        """Return what the fields show of ``data``."""
        raise NotImplementedError

    def from_fields(self, values: dict[str, Any]) -> Any:
        """Return the data of the fields' values; raises `ExpectedError` naming a field."""
        raise NotImplementedError

    def saving(self, subject: UUID, base: Any, mine: Any, accepted: dict[str, str]) -> Save:
        """Return what runs the command; ``accepted`` are the doubts passed, each with its reason."""
        raise NotImplementedError

    def warnings(self, data: Any) -> dict[str, str]:
        """Return the texts of what is doubtful about ``data``, by code."""
        raise NotImplementedError

    def shown(self, key: str, value: Any) -> str:
        """Return a value of the field ``key`` as people read it."""
        raise NotImplementedError

    def at_field(self, error: ExpectedError) -> ExpectedError:
        """Return ``error`` naming the field it is about, where the command cannot know."""
        return error

    # --- opening and leaving

    @property
    def subject(self) -> UUID | None:
        """Whom the open form is about, None while it is closed."""
        return self._subject

    def open_for(self, subject: UUID, base: Any, about: str, opens: dict[str, Any]) -> None:
        """Show the form for ``subject`` with the values ``base``, or with what was typed and left there before.

        ``opens`` says where the form is found again (see `services.core.drafts.opening`).
        """
        draft = self._context.drafts.get(self.draft_form, str(subject))
        self._subject = subject
        self._base = self._based(draft.payload) if draft is not None else base
        self._operation = draft.operation_id if draft is not None else new_id()
        self._opens = opens
        self._accepted = {}
        self._conflict = None
        self.about.setText(about)
        self._show(self._base)
        self.keeper.begin(self._about())
        self._doubtful = {}
        self.say(None)
        self._doubt()
        self.show()
        self.form.fields()[0].box.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Close, keeping what was typed."""
        if self._subject is not None and not self._saving:
            self.keeper.leave()
            self._go()

    def discard(self) -> None:
        """Close and throw away what was typed."""
        if self._subject is not None and not self._saving:
            self.keeper.done()
            self._go()

    def _about(self) -> About:
        """Return what is kept of the open form beside what its inputs show."""
        title = f"{self.title.text()} · {self.about.text()}"
        more = {**self._opens, _BASE: plain(self._base)}
        return About(self.draft_form, str(self._subject), title, self._operation, more=more)

    def _based(self, payload: dict[str, Any]) -> Any:
        """Return the values a draft was begun with."""
        import msgspec

        return msgspec.convert(payload[_BASE], self.base_type)

    def _show(self, data: Any) -> None:
        """Show ``data``, long texts from their start."""
        self.form.set_values(self.to_fields(data))
        for field in self.form.fields():
            if isinstance(field.box, QLineEdit):
                field.box.setCursorPosition(0)

    def _go(self) -> None:
        self._subject = None
        self._conflict = None
        self.say(None)
        self.hide()
        self.closed.emit()

    # --- saving

    def save(self) -> None:
        """Check and save. Asked again while it saves, nothing happens."""
        if not self._saving and self._subject is not None:
            self.form.submit()

    def _submitted(self, values: dict[str, Any]) -> None:
        if self._saving or self._subject is None:
            return
        try:
            mine = self.from_fields(values)
        except ExpectedError as wrong:
            self.form.show_error(wrong)
            return
        doubts = self._doubts(mine)
        if doubts.keys() - self._accepted.keys():
            self._ask(mine, doubts)
        else:
            self._write(self._subject, mine)

    def _write(self, subject: UUID, mine: Any) -> None:
        if mine == self._base:
            self._finish(subject)
            return
        self.say(None)
        self._saving = True
        focus = QApplication.focusWidget()
        self._focus = focus if focus is not None and self.form.isAncestorOf(focus) else self.save_button
        self.set_busy(True)
        save, operation = self.saving(subject, self._base, mine, self._accepted), self._operation
        self._context.runner.write(self, lambda: save(operation), partial(self._saved, subject), self._failed)

    def _saved(self, subject: UUID, outcome: Outcome[int]) -> None:
        self._stop_saving()
        joined = outcome.changes.joined
        names = ", ".join(_told(self.form.field(one.field).name, one) for one in joined)
        if joined:
            told = _("{about}. También quedó lo que guardaron otras personas: {fields}.")
            about = told.format(about=self.about.text(), fields=names)
            self._context.notify("success", _("Se guardó y se combinaron cambios."), about)
        else:
            self._context.notify("success", _("Se guardó."), self.about.text())
        self._finish(subject)

    def _finish(self, subject: UUID) -> None:
        self.keeper.done()
        self._go()
        self.saved.emit()

    def _failed(self, error: Exception) -> None:
        self._stop_saving()
        if isinstance(error, ConflictError):
            self._compare(error)
            return
        if isinstance(error, ExpectedError) and error.code in GONE:
            self._tell_gone(error)
            return
        if isinstance(error, ExpectedError) and self.form.show_error(self.at_field(error)):
            return
        said = explain(error, self._context.runner)
        again = (_("Guardar de nuevo"), self.save)
        self.say(InfoBar("danger", said or _("No se guardó."), _("Lo que escribió sigue aquí."), actions=[again]))

    def _stop_saving(self) -> None:
        self._saving = False
        self.set_busy(False)
        self._focus.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- doubts

    def _doubts(self, mine: Any) -> dict[str, str]:
        """Return the warnings this edit causes: what was doubtful before stops nobody."""
        before = self.warnings(self._base)
        return {code: text for code, text in self.warnings(mine).items() if before.get(code) != text}

    def _doubt(self) -> None:
        """Show what is doubtful about what is typed so far; a form with errors has no doubts yet."""
        try:
            doubts = self._doubts(self.from_fields(self.form.values()))
        except ExpectedError:
            doubts = {}
        if doubts != self._doubtful or (self.bar is not None and not doubts):
            self._doubtful = doubts
            self.say(InfoBar("warning", _("Revise."), " ".join(doubts.values())) if doubts else None)

    def _ask(self, mine: Any, doubts: dict[str, str]) -> None:
        """Show what is doubtful with the way to save it all the same."""
        subject = self._subject

        def accept(reason: str) -> None:
            self._accepted |= dict.fromkeys(doubts, reason)
            if subject is not None:
                self._write(subject, mine)

        self._doubtful = {}
        self.say(InfoBar("warning", _("Revise antes de guardar."), " ".join(doubts.values())))
        self.ask_why().passed.connect(accept)

    # --- what somebody else did meanwhile

    def save_anyway(self) -> None:
        """Save what is still there although it is no longer what was opened."""
        self.save()

    def _tell_gone(self, error: ExpectedError) -> None:
        """Tell that the row is no longer what was opened; what was typed can be copied, nothing is made again."""
        copy = (_("Copiar lo que escribí"), self.copy_typed)
        actions = [(_("Guardar de todos modos"), self.save_anyway), copy] if error.code in STILL_THERE else [copy]
        self.say(InfoBar("danger", messages.text(error.code, **error.params), actions=actions))

    def copy_typed(self) -> None:
        """Put what was typed into the clipboard, a field a line."""
        typed = self.form.typed()
        lines = [f"{field.name}: {typed[field.key]}" for field in self.form.fields() if typed.get(field.key)]
        QApplication.clipboard().setText("\n".join(lines))
        self._context.notify("success", _("Quedó copiado."), _("Péguelo donde quiera conservarlo."))

    def _compare(self, error: ConflictError) -> None:
        self._conflict = error
        self.keeper.keep_now()
        found = {
            key: difference(error, key, self.form.field(key).name, partial(self.shown, key)) for key in error.fields
        }
        self.conflict.ask(self.about.text(), found, len(error.joined))

    def _settle(self, chosen: dict[str, bool]) -> None:
        """Save with the choices: theirs becomes the base of each field, mine is written over it where chosen."""
        error = self._conflict
        if error is None:
            return
        self._base, mine = settled(error, chosen, self._base, self.from_fields(self.form.values()))
        self._operation = new_id()
        self._conflict = None
        self._show(self._base)
        self.keeper.go_on(self._about())
        self._show(mine)
        self.keeper.keep_now()
        if self._subject is not None:
            self._write(self._subject, mine)


def _told(name: str, one: Joined) -> str:
    """Return a field of somebody else with who wrote it and when."""
    if not one.actor or one.at is None:
        return name
    return f"{name} ({one.actor}, {formats.moment(one.at)})"
