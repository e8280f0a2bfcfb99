"""Registrar novedad: one page for every life event of a household, with what it changes told before it is saved."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import EventKind
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import Outcome
from gsi_desktop.services.families import event_wording
from gsi_desktop.services.families.wording import by_hand
from gsi_desktop.services.life import commands
from gsi_desktop.services.life.data import Home, Preview
from gsi_desktop.services.life.homes import home
from gsi_desktop.ui.families.life_desk import LifeDesk
from gsi_desktop.ui.families.life_effects import EffectsCard
from gsi_desktop.ui.families.life_forms import BirthForm, EntryForm
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import Places, scrolling
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.services.core.drafts import Draft
    from gsi_desktop.ui.shell.context import UiContext

_FORM: Final = "life_event"
"""Name of the form among the drafts, and of its page."""
_PAUSE_MS: Final = 200


class LifePage(Page):
    """The page. Arguments: ``family_id``, and optionally ``event``, the kind, and ``person_id``, whom it is about."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Registrar novedad"), dense=True)
        self._context = context
        self._home: Home | None = None
        self._family: UUID | None = None
        self._wanted: tuple[str, UUID | None] = ("", None)
        self._operation = new_id()
        self._failure = HeldBar(self)
        self._subject = ""
        self.desk = LifeDesk(context)
        self.effects = EffectsCard()
        self.save_button = Button(_("&Guardar novedad"), "check", self.save, kind="primary")
        self.discard_button = Button(_("&Descartar"), None, self.discard)
        self.back_button = Button(_("&Volver a la ficha"), None, self._back)
        writes(self.desk, self.save_button, self.discard_button)
        self.keeper = DraftKeeper(context.drafts, self.desk, self)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._places = Places()
        self._lay_out()
        self._connect()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come for a family; what was typed about another one is kept."""
        family, kind, person = kwargs.get("family_id"), kwargs.get("event"), kwargs.get("person_id")
        self._wanted = (str(kind or ""), person if isinstance(person, UUID) else None)
        self.keeper.leave()
        self._family = family if isinstance(family, UUID) else None
        self._home = None
        if self._family is None:
            self._ask_family()
        else:
            self._read()

    def page_shown(self) -> None:
        """Give the keyboard to what is asked first."""
        if self._home is not None:
            self.desk.focus_first()

    @property
    def family(self) -> UUID | None:
        """The family it happens to."""
        return self._family

    def breadcrumb(self) -> list[str]:
        """Return the page after its family."""
        return [_("Familias"), *([self._home.folio] if self._home is not None else []), _("Registrar novedad")]

    def crumb_targets(self) -> dict[str, tuple[str, dict[str, object]]]:
        """Have the folio lead to the dossier."""
        return {self._home.folio: ("family", {"family_id": self._home.family_id})} if self._home is not None else {}

    # --- the household

    def _read(self) -> None:
        family = self._family
        if family is not None:
            read = self._context.services.read
            self._context.runner.read(self, lambda: read(home, family), self._arrived, self._unread, key="home")

    def _arrived(self, found: Home) -> None:
        self._home = found
        self._say(None)
        who = found.head.name if found.head is not None else found.folio
        self.set_title(_("Registrar novedad"), f"{who} · {found.folio} · {found.municipality}")
        kind, person = self._wanted
        self.desk.show_home(found, EventKind(kind) if kind else None, person)
        self._watch()
        self._places.setCurrentIndex(0)
        self.refresh()
        if self.isVisible():
            self.page_shown()

    def _watch(self) -> bool:
        """Keep what is typed from now on; each kind of event of a family has a draft of its own. Whether it has one."""
        found, kind = self._home, self.desk.kind.value()
        if found is None or kind is None:
            return False
        self._operation = new_id()
        title = _("{kind}, familia {folio}").format(kind=event_wording.event_kind(kind), folio=found.folio)
        more = opening(_FORM, family_id=found.family_id, event=str(kind))
        self._subject = f"{found.family_id}:{kind}"
        about = About(_FORM, self._subject, title, self._operation, None, more)
        draft = self.keeper.begin(about)
        if draft is not None:
            self._operation = draft.operation_id
        return draft is not None

    def _unread(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        back = (_("Ir a Familias"), lambda: self._context.navigate("families"))
        self._places.show_block(EmptyState("alert-circle", said or _("La familia no se pudo leer."), back))

    def _ask_family(self) -> None:
        self.set_title(_("Registrar novedad"), "")
        choose = (_("Elegir la familia"), lambda: self._context.choose_family(self._chosen))
        self._places.show_block(EmptyState("users", _("Elija la familia a la que le pasó algo."), choose))

    def _chosen(self, family: UUID) -> None:
        self._context.navigate(_FORM, family_id=family)

    def _kind_changed(self) -> None:
        former = self._subject
        self.keeper.leave()
        self.desk.show_kind()
        if not self._watch():
            if self.desk.take_newcomer():
                self._context.drafts.drop(_FORM, former)
            self.keeper.keep_now()
        self.refresh()

    # --- what changes

    def refresh(self) -> None:
        """Show what would change with what is typed so far."""
        self.desk.arrange()
        try:
            act = self.desk.act()
        except ExpectedError:
            nothing = self.desk.form is None
            self.effects.show_missing(_("Elija qué pasó.") if nothing else _("Complete los datos para ver qué cambia."))
            return
        today = self._context.services.clock.today()
        work = partial(self._context.services.read, commands.preview, act, today)
        self._context.runner.read(self, work, self._previewed, self._not_previewed, key="preview")

    def _previewed(self, found: Preview) -> None:
        if self.desk.show_promises(found.promises):
            self._soon.start()  # what is proposed for them counts
        self.effects.show_preview(found)

    def _not_previewed(self, error: Exception) -> None:
        self.effects.show_missing(explain(error, self._context.runner) or _("No se pudo leer."))

    # --- saving

    def save(self) -> None:
        """Record the event, or say what is missing."""
        self._say(None)
        if not self.desk.check():
            return
        try:
            act = self.desk.act()
        except ExpectedError as error:
            self._refused(error)
            return
        self._busy(True)
        command: Any = commands.COMMANDS[type(act)]
        work = partial(self._context.services.run, command, act, operation_id=self._operation)
        self._context.runner.write(self, work, self._saved, self._refused)

    def _saved(self, outcome: Outcome[UUID]) -> None:
        self._busy(False)
        said = _("Se registró la novedad: {kind}.").format(kind=event_wording.event_kind(self.desk.kind.value()))
        detail, family = "", self._family
        actions = [(_("Ver historial"), partial(self._context.navigate, "family", family_id=family, tab="history"))]
        if self._brings_somebody_new():
            detail = _("A la persona nueva le falta la autorización.")
            go = partial(self._context.navigate, "family", family_id=family, tab="documents")
            actions.insert(0, (_("Registrar autorización"), go))
        if self.desk.kind.value() is EventKind.SPLIT:
            for made in outcome.changes.families - {family}:
                go = partial(self._context.navigate, "family", family_id=made)
                actions.insert(0, (_("Abrir la familia nueva"), go))
        self.keeper.done()
        self._forget()
        self._context.navigate("family", family_id=family, tab="members")
        self._context.notify("success", said, detail, actions)

    def _brings_somebody_new(self) -> bool:
        """Whether the event writes down a person for the first time."""
        form = self.desk.form
        known = isinstance(form, EntryForm) and form.chosen() is not None
        return isinstance(form, BirthForm | EntryForm) and not known

    def _refused(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, ExpectedError) and error.code in messages.known_codes():
            self._operation = new_id()
            text = by_hand(error.code, **error.params)
            if not self.desk.show_error(error.field, text):
                self._say(text)
            return
        self._say(explain(error, self._context.runner) or _("No se pudo guardar."))

    def discard(self) -> None:
        """Throw away what was typed, with a way back, and go back to the dossier."""
        kept = self.keeper.throw_away()
        self._forget()
        self._context.navigate("family", family_id=self._family, tab="members")
        if kept is not None:
            self._tell_discarded("info", _("Se descartó lo escrito."), kept.title, kept)

    def _tell_discarded(self, severity: str, said: str, detail: str, kept: Draft) -> None:
        self._context.notify(severity, said, detail, [(_("Deshacer"), partial(self._take_back, kept))])

    def _take_back(self, kept: Draft) -> None:
        """Show again what was thrown away, unless the same was begun anew meanwhile."""
        self.keeper.leave()
        drafts, place = self._context.drafts, kept.opens
        begun = drafts.get(*kept.key) is not None
        if not begun:
            drafts.keep(kept)
        if place is not None:
            self._context.navigate(place[0], **place[1])
        if begun:
            said = _("Ya hay otra novedad como esa sin guardar.")
            self._tell_discarded("warning", said, _("Guárdela o descártela primero."), kept)

    def _back(self) -> None:
        self.keeper.leave()
        if self._family is not None:
            self._context.navigate("family", family_id=self._family, tab="members")

    def _forget(self) -> None:
        self.desk.clear()
        self.effects.show_missing(_("Elija qué pasó."))

    def _busy(self, busy: bool) -> None:
        for widget in (self.desk, self.save_button, self.discard_button):
            widget.setEnabled(not busy)

    def _say(self, text: str | None) -> None:
        self._failure.drop()
        if text:
            self._failure.show(InfoBar("danger", text, _("No se guardó nada.")))

    # --- inside

    def _order_tabs(self) -> None:
        """Have Tab go on from what is asked to the buttons."""
        order = [self.desk.last_box, self.save_button, self.discard_button, self.back_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _lay_out(self) -> None:
        px = theme().px
        self.title_row.addWidget(self.keeper.badge)
        left = Card("", padded=False)
        left.body.addWidget(scrolling(self.desk))
        row = QHBoxLayout()
        row.setSpacing(px(size("frame.gap")))
        row.addWidget(left, 3)
        row.addWidget(self.effects, 2)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.save_button)
        foot.addWidget(self.discard_button)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row, 1)
        column.addLayout(foot)
        self._places.addWidget(whole)
        self.body.addWidget(self._places, 1)
        self.save_button.setToolTip(shown_keys("Ctrl+S"))

    def _connect(self) -> None:
        self.desk.changed.connect(self._soon.start)
        self.desk.kind_chosen.connect(self._kind_changed)
        self.desk.other_read.connect(self.refresh)
        self.desk.asked.connect(self._order_tabs)
        self.desk.failed.connect(lambda error: self._say(explain(error, self._context.runner)))
        self._soon.timeout.connect(self.refresh)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Esc"), self, self._back, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
