"""Logros y dimensiones: the catalogue read version by version, and a new version made, looked over and published."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from gsi_desktop.services.achievements.data import Catalogue
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.catalogue import notices
from gsi_desktop.ui.catalogue.draft import Draft
from gsi_desktop.ui.catalogue.files import FileDesk
from gsi_desktop.ui.catalogue.listing import ListCard
from gsi_desktop.ui.catalogue.logro_form import LogroForm
from gsi_desktop.ui.catalogue.publisher import Publisher, Shown, read_shown, read_version
from gsi_desktop.ui.catalogue.publishing import PublishPanel
from gsi_desktop.ui.catalogue.reading import LogroPanel
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.failures import sentence
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.watch import ChangeWatch
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.catalogue_files import ReadCatalogue
    from gsi_desktop.ui.shell.context import UiContext

_PANEL: Final = 440
_PANEL_SHARE: Final = 0.48
_RESERVED: Final = "hraj"
"""Access keys of the buttons of the page."""


class Mode(Enum):
    """What the page is for at the moment."""

    READ = auto()
    EDIT = auto()
    PUBLISH = auto()


class CataloguePage(Page):
    """``page_args(achievement=12, version=1)`` opens a logro, of the version in force when none is named."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Logros y dimensiones"), _purpose())
        self._context = context
        self._shown: Shown | None = None
        self._mode = Mode.READ
        self._version: int | None = None
        self.draft: Draft | None = None
        self.list = ListCard(self)
        self.panel = LogroPanel()
        self.form = LogroForm(_RESERVED)
        self.publishing = PublishPanel(context.services.clock.today)
        self.publisher = Publisher(context, self.publishing)
        self.stack = QStackedWidget()
        self.card = Card(padded=False)
        self.main = self.add_action("", "edit", self._go_on, primary=True)
        self.adding = self.add_action(_("&Agregar logro"), "plus", self._add)
        self.leaving = self.add_action(_("De&jar para después"), "bookmark", self._leave)
        writes(self.main, self.adding)
        self.rules = self.add_action(
            _("&Reglas del programa"), "adjustments", partial(context.navigate, "programme_rules")
        )
        self.files = FileDesk(context, self)
        self.add_overflow(_("Traer de un archivo…"), "file-import", self.files.take, saves=True)
        self.add_overflow(_("Sacar a un archivo…"), "file-export", self._give)
        self._fill()
        self._connect()
        self._enter(Mode.READ)

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Open the logro asked for; an edit under way stays as it is."""
        number, version = kwargs.get("achievement"), kwargs.get("version")
        if isinstance(number, int):
            self.list.number = number
            if self._mode is not Mode.READ:
                self.list.go_to(number)
        self._version = version if isinstance(version, int) else None

    def page_shown(self) -> None:
        """Read the catalogue; what is being edited stays."""
        if self._mode is Mode.READ:
            self._load()
            self.list.view.setFocus()

    def breadcrumb(self) -> list[str]:
        """Return the way here."""
        return [_("Catálogos"), self.title]

    # --- reading

    def _load(self) -> None:
        services, day = self._context.services, self._context.services.clock.today()
        work = partial(services.read, read_shown, self._version, day)
        self._context.runner.read(self, work, self._loaded, key="catalogue")

    def _loaded(self, shown: Shown) -> None:
        self._shown = shown
        if self._mode is Mode.READ:
            self._show_version()

    def _show_version(self) -> None:
        if self._shown is not None:
            self.list.show_version(self._shown.book, self._shown.versions)
            self._enter(Mode.READ)

    def _ask_version(self, number: int) -> None:
        self._version = number
        self._load()

    def _heard(self, changes: ChangeSet) -> None:
        if "catalogue" in changes.kinds and self._mode is Mode.READ and self.isVisible():
            self._load()

    # --- editing

    def _go_on(self) -> None:
        if self._mode is Mode.EDIT:
            self._review()
        elif self.draft is not None:
            self._edit()
        else:
            self._begin()

    def _begin(self) -> None:
        """Start from the newest version, whichever is shown."""
        if self._shown is None:
            return
        newest = self._shown.versions[0].number
        if newest == self._shown.book.number:
            self._edit_from(self._shown.book)
            return
        self._fetch(newest, self._edit_from)

    def _edit_from(self, book: Catalogue) -> None:
        self.draft = Draft(book)
        self._edit()

    def _edit(self) -> None:
        if self.draft is not None:
            self.clear_bars()
            self._mode = Mode.EDIT
            self.list.show_draft(self.draft)
            self._enter(Mode.EDIT)
            self.form.form.field("short").box.setFocus()

    def _give(self) -> None:
        if self._shown is not None:
            self.files.give(self._shown.book)

    def _came(self, base: Catalogue, read: ReadCatalogue) -> None:
        """Show what a file brought as a draft; one that was there may be taken back."""
        former, self.draft = self.draft, Draft.filled(base, read.achievements)
        self._edit()
        self.list.go_to((*read.differences.added, *read.differences.changed, *read.differences.retired, 1)[0])
        if former:
            self.show_bar(notices.draft_discarded(partial(self._recover, former)))

    def _leave(self) -> None:
        """Go back to the published versions; the draft is kept."""
        if self.draft is not None and not self.draft:
            self.draft = None
        self.clear_bars()
        self._mode = Mode.READ
        self._show_version()
        self._load()
        self.list.view.setFocus()

    def _discard(self) -> None:
        dropped, self.draft = self.draft, None
        self._leave()
        if dropped:
            self.show_bar(notices.draft_discarded(partial(self._recover, dropped)))

    def _recover(self, draft: Draft) -> None:
        self.draft = draft
        self._edit()

    def _add(self) -> None:
        if self.draft is not None:
            known = self.list.number
            dimension = self.draft.logro(known).dimension if known is not None else 1
            self._relist(self.draft.add(dimension))
            self.form.form.field("short").box.setFocus()

    def _drop(self, number: int) -> None:
        if self.draft is not None:
            self.draft.drop(number)
            self._relist(number - 1)
            self.list.view.setFocus()

    def _relist(self, number: int) -> None:
        if self.draft is not None:
            self.list.number = number
            self.list.filter.clear()
            self.list.show_draft(self.draft)

    # --- publishing

    def _review(self) -> None:
        """Go over what publishing does, once nothing stands in its way."""
        if self.draft is None:
            return
        self.clear_bars()
        problems = self.draft.problems()
        if problems:
            self._say_problems(problems)
        elif not self.draft:
            self.show_bar(InfoBar("info", messages.text("catalogue_unchanged"), closable=True))
        else:
            self.publishing.show_draft(self.draft)
            self._enter(Mode.PUBLISH)
            self.publishing.form.field("reason").box.setFocus()

    def _say_problems(self, problems: tuple[ExpectedError, ...]) -> None:
        self.show_bar(notices.problems(problems, self._correct))
        placed = next((one for one in problems if one.field), None)
        if placed is not None:
            self._correct(placed)

    def _correct(self, error: ExpectedError) -> None:
        """Go to the field of ``error`` and say there what is wrong."""
        number, _dot, column = (error.field or "").partition(".")
        self._enter(Mode.EDIT)
        self.list.go_to(int(number))
        self.form.focus_column(column, error)

    def _published(self, number: int) -> None:
        self.draft = None
        self._version = None
        self._leave()
        self._context.notify(
            "success",
            _("Se publicó la versión {number}.").format(number=number),
            _("Los logros de todas las familias quedaron al día. Lo valorado antes conserva su versión."),
        )

    def _refused(self, error: ExpectedError) -> None:
        if error.code == "catalogue_changed":
            number = int(str(error.params["number"]))
            self.show_bar(notices.somebody_was_faster(number, partial(self._fetch, number, self._rebase)))
        elif error.field and "." in error.field:
            self._say_problems((error,))
        else:
            self.show_bar(InfoBar("danger", sentence(error) or "", closable=True))

    def _rebase(self, book: Catalogue) -> None:
        if self.draft is not None:
            self.draft = self.draft.rebased(book)
            self._edit()
            self.show_bar(notices.rebased(book.number))

    def _fetch(self, number: int, done: Callable[[Catalogue], None]) -> None:
        work = partial(self._context.services.read, read_version, number)
        self._context.runner.read(self, work, done, key="catalogue")

    # --- what is on screen

    def _enter(self, mode: Mode) -> None:
        """Show the side and the buttons of a mode."""
        self._mode = mode
        side = {Mode.READ: self.panel, Mode.EDIT: self.form, Mode.PUBLISH: self.publishing}[mode]
        self.stack.setCurrentWidget(side)
        reading, editing = mode is Mode.READ, mode is Mode.EDIT
        self.main.setVisible(mode is not Mode.PUBLISH)
        begin = _("&Hacer versión nueva") if self.draft is None else _("Seguir con el &borrador")
        self.main.setText(begin if reading else _("&Revisar y publicar"))
        if isinstance(self.main, Button):
            self.main.set_icon("edit" if reading else "send")
        self.rules.setVisible(reading)
        self.adding.setVisible(editing)
        self.leaving.setVisible(not reading)
        if reading and self.draft is not None and not self.bars():
            self.show_bar(notices.draft_kept(self.draft, self._edit, self._discard))

    def _choose(self, number: int) -> None:
        """Show the logro the cursor is on; looking at another one while publishing goes back to the draft."""
        if self._mode is Mode.READ and self._shown is not None:
            self.panel.show_logro(self._shown.book.by_number[number], self._shown.book, self._shown.former)
        elif self.draft is not None:
            self.form.show_logro(self.draft, number)
            if self._mode is Mode.PUBLISH:
                self._enter(Mode.EDIT)

    def _moved(self, number: int) -> None:
        """List a logro that went to another dimension; the keyboard stays where it is."""
        self.list.number = number
        self.list.relist()

    def _allow(self, busy: bool) -> None:
        if busy:
            self.clear_bars()
        for part in (self.list, self.leaving):
            part.setEnabled(not busy)

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.list.version_asked.connect(self._ask_version)
        self.list.discard_asked.connect(self._discard)
        self.list.view.activated_row.connect(lambda _row: self._into())
        self.form.edited.connect(self.list.renew)
        self.form.moved.connect(self._moved)
        self.form.drop_asked.connect(self._drop)
        self.publisher.busy_changed.connect(self._allow)
        self.publisher.published.connect(self._published)
        self.publisher.cancelled.connect(lambda: self.show_bar(notices.not_published()))
        self.publisher.refused.connect(self._refused)
        self.publishing.back.connect(self._edit)
        self.publishing.logro_asked.connect(self._go_to)
        self.files.came.connect(self._came)
        self.files.said.connect(self.show_bar)
        watch = ChangeWatch(self._context.services, self)
        watch.changed.connect(self._heard)
        theme().changed.connect(self._fit)

    def _into(self) -> None:
        """Enter on a logro goes into it."""
        (self.form.form.field("short").box if self._mode is Mode.EDIT else self.panel).setFocus()

    def _go_to(self, number: int) -> None:
        self._enter(Mode.EDIT)
        self.list.go_to(number)
        self.form.form.field("short").box.setFocus()

    def _fill(self) -> None:
        for side in (self.panel, self.form, self.publishing):
            self.stack.addWidget(side)
        self.card.body.addWidget(self.stack)
        work = QWidget()
        across = QHBoxLayout(work)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme().px(12))
        across.addWidget(self.list, 1)
        across.addWidget(self.card)
        self.body.addWidget(work, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between list and panel."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.card.setFixedWidth(min(theme().px(_PANEL), int(self.width() * _PANEL_SHARE)))


def _purpose() -> str:
    return _("Los logros básicos, a quién aplica cada uno y cómo se decide. Cambiarlos hace una versión nueva.")
