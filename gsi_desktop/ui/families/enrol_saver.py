"""Enrols the family that was typed, tells what became of it, and takes it back when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families import enrolling
from gsi_desktop.services.families.enrol_data import EnrolFamily, Enrolled, UndoEnrolment
from gsi_desktop.ui.families.enrol_notices import EnrolNotices
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar

if TYPE_CHECKING:
    from gsi_desktop.services.core.work import Outcome
    from gsi_desktop.ui.shell.context import UiContext


class EnrolSaver(QObject):
    """Writes one family at a time and tells of it in ``notices``.

    ``saved`` carries the data written and the subject of their draft, ``failed`` the error of what was not and its
    subject: another draft may be on screen by then. ``undone`` carries what was `Enrolled` and is not any more, and
    what had been typed of it.
    """

    saved = Signal(object, str)
    failed = Signal(object, str)
    undone = Signal(object, object)

    def __init__(self, context: UiContext, notices: EnrolNotices, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._notices = notices

    def save(self, subject: str, data: EnrolFamily, operation: UUID, typed: dict[str, Any]) -> None:
        """Enrol the family of the draft ``subject`` as ``operation``; ``typed`` comes back when it is undone."""
        run = self._context.services.run

        def written(outcome: Outcome[Enrolled]) -> None:
            self._tell(outcome.result, partial(self._undo, outcome.result, operation, typed))
            self.saved.emit(data, subject)

        self._context.runner.write(
            self,
            lambda: run(enrolling.enrol_family, data, operation_id=operation),
            written,
            lambda error: self.failed.emit(error, subject),
        )

    def _tell(self, made: Enrolled, undo: Callable[[], None]) -> None:
        title = _("Se inscribió la familia {folio}.").format(folio=made.folio)
        people = ngettext("{count} persona.", "{count} personas.", len(made.people)).format(count=len(made.people))
        self._notices.tell_done(
            InfoBar(
                "success",
                title,
                _("{people} Puede escribir la siguiente.").format(people=people),
                actions=[
                    (_("Abrir ficha"), lambda: self._context.navigate("family", family_id=made.family_id)),
                    (_("Deshacer"), undo),
                ],
                links=[(_("Imprimir constancia"), lambda: self._print(made.family_id))],
                closable=True,
            )
        )
        self._context.runner.read(self, partial(self._alike, made.people), self._tell_alike, key="alike")

    def _alike(self, people: Sequence[UUID]) -> int:
        from gsi_desktop.services.families.merges import queries

        return self._context.services.read(queries.open_pairs_of, people)

    def _tell_alike(self, pairs: int) -> None:
        """Say afterwards who looks like somebody registered: a fast typist never sees the hints."""
        if pairs:
            words = ngettext(
                "Una persona de esta familia se parece a otra ya registrada.",
                "{count} parecidos entre esta familia y personas ya registradas.",
                pairs,
            )
            see = (_("Ver los parecidos"), partial(self._context.navigate, "duplicates"))
            detail = _("Diga si son la misma persona cuando pueda.")
            self._context.notify("warning", words.format(count=pairs), detail, [see])

    def _print(self, family: UUID) -> None:
        self._context.navigate("print", paper="consent", family_id=family)

    def _undo(self, made: Enrolled, operation: UUID, typed: dict[str, Any]) -> None:
        run, data = self._context.services.run, UndoEnrolment(made.family_id, operation)
        self._context.runner.write(
            self,
            lambda: run(enrolling.undo_enrolment, data),
            lambda _outcome: self._undone(made, typed),
            self._not_undone,
        )

    def _undone(self, made: Enrolled, typed: dict[str, Any]) -> None:
        self._notices.clear_done()
        self.undone.emit(made, typed)

    def _not_undone(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        self._notices.clear_done()
        told = InfoBar("warning", said or _("No se deshizo."), _("La familia sigue inscrita."), closable=True)
        self._notices.tell(told)
