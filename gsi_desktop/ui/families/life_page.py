"""Registrar novedad: one page for every life event of a household, with what it changes told before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import EventKind
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.drafts import opening
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import event_wording
from gsi_desktop.services.families.wording import by_hand
from gsi_desktop.services.life import commands
from gsi_desktop.services.life.data import Act, Home, OpenPromise, Preview
from gsi_desktop.services.life.homes import home
from gsi_desktop.services.life.queries import candidates
from gsi_desktop.ui.families.life_effects import EffectsCard
from gsi_desktop.ui.families.life_follow import FollowForm, make_follow, shape_of
from gsi_desktop.ui.families.life_forms import FORMS, EntryForm, JoinForm, KindForm, kinds_for
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.drafts import About, DraftKeeper
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.fields import ChoiceField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.pieces import Places, scrolling
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_PAUSE_MS: Final = 200
_LEAST_TO_FIND: Final = 3
_HEADS = ("head_id", "new_head_id", "other_head_id")


class Typed(QObject):
    """All that is typed on the page, as a draft keeps it."""

    changed = Signal()

    def __init__(self, page: LifePage) -> None:
        super().__init__(page)
        self._page = page

    def typed(self) -> dict[str, Any]:
        """Return the fields of the kind and what follows."""
        form, follow = self._page.form, self._page.follow
        fields = form.typed() if form is not None else {}
        answers = follow.typed() if follow is not None else {}
        answered = {key: value for key, value in answers.items() if value}
        return {**fields, **answered}

    def retype(self, shown: Mapping[str, Any]) -> None:
        """Show it again."""
        self._page.retype(shown)


class LifePage(Page):
    """The page. Arguments: ``family_id``, and optionally ``event``, the kind, and ``person_id``, whom it is about."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Registrar novedad"), dense=True)
        self._context = context
        self._home: Home | None = None
        self._family: UUID | None = None
        self._wanted: tuple[str, UUID | None] = ("", None)
        self._promises: tuple[OpenPromise, ...] = ()
        self._pending: dict[str, Any] = {}
        self._operation = new_id()
        self._bar: InfoBar | None = None
        self.form: KindForm | None = None
        self.follow: FollowForm | None = None
        self.head = Form(reserved="gdv")
        self.kind = ChoiceField("kind", _("Novedad"), required=True)
        self.other_button = Button(_("Buscar la otra &familia…"), "search", self._look_for_other)
        self.effects = EffectsCard()
        self.save_button = Button(_("&Guardar novedad"), "check", self.save, kind="primary")
        self.discard_button = Button(_("&Descartar"), None, self.discard)
        self.back_button = Button(_("&Volver a la ficha"), None, self._back)
        self._typed = Typed(self)
        self.keeper = DraftKeeper(context.drafts, self._typed, self)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._finding = QTimer(self, singleShot=True, interval=_PAUSE_MS)
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
        """Give the keyboard to the kind, then to the first field of the form."""
        target = self.kind if self.kind.value() is None else (self.form or self.kind)
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.form is not None and self.kind.value() is not None:
            self.form.fields()[0].box.setFocus(Qt.FocusReason.OtherFocusReason)

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
        self._promises = ()
        self._pending = {}
        self._say(None)
        who = found.head.name if found.head is not None else found.folio
        self.set_title(_("Registrar novedad"), f"{who} · {found.folio} · {found.municipality}")
        self.kind.set_options(kinds_for(found))
        kind, person = self._wanted
        self.kind.set_value(EventKind(kind) if kind else None)
        self._show_kind()
        if person is not None and self.form is not None:
            self.form.set_values({"person_id": person, "head_id": person})
        self._follow()
        self._watch()
        self._places.setCurrentIndex(0)
        self.refresh()
        if self.isVisible():
            self.page_shown()

    def _watch(self) -> None:
        """Keep what is typed from now on; each kind of event of a family has a draft of its own."""
        found, kind = self._home, self.kind.value()
        if found is None or kind is None:
            return
        self._operation = new_id()
        title = _("{kind}, familia {folio}").format(kind=event_wording.event_kind(kind), folio=found.folio)
        more = opening("life_event", family_id=found.family_id, event=str(kind))
        about = About("life_event", f"{found.family_id}:{kind}", title, self._operation, None, more)
        draft = self.keeper.begin(about)
        if draft is not None:
            self._operation = draft.operation_id

    def _unread(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        back = (_("Ir a Familias"), lambda: self._context.navigate("families"))
        self._places.show_block(EmptyState("alert-circle", said or _("La familia no se pudo leer."), back))

    def _ask_family(self) -> None:
        self.set_title(_("Registrar novedad"), "")
        choose = (_("Elegir la familia"), lambda: self._context.choose_family(self._chosen))
        self._places.show_block(EmptyState("users", _("Elija la familia a la que le pasó algo."), choose))

    def _chosen(self, family: UUID) -> None:
        self._context.navigate("life_event", family_id=family)

    # --- the form

    def retype(self, shown: Mapping[str, Any]) -> None:
        """Show a draft again; what follows from it is put back once it is asked."""
        if self.form is not None:
            self._pending = dict(shown)
            self.form.retype(shown)
            self.form.arrange()
            self._follow()
            self._finding.start()

    def _show_kind(self) -> None:
        """Put up the form of the kind chosen; what was typed in fields both have stays."""
        kind, found = self.kind.value(), self._home
        former = self.form.typed() if self.form is not None else {}
        for widget in (self.form, self.follow):
            if widget is not None:
                self._forms.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self.form, self.follow, self._promises = None, None, ()
        self.other_button.setVisible(kind is EventKind.MERGE)
        if kind is None or found is None:
            return
        self.form = FORMS[kind](found, self._context.services.clock.today)
        self._forms.insertWidget(2, self.form)
        self.form.retype({key: value for key, value in former.items() if key in ("on", "note")})
        self.form.changed.connect(self._changed)
        if isinstance(self.form, EntryForm):
            find = self.form.field("find")
            find.changed.connect(self._finding.start)
        self.form.show()
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Have Tab go as the eye does: kind, fields, what follows, buttons."""
        forms = [form for form in (self.head, self.form, self.follow) if form is not None]
        boxes: list[QWidget] = [field.box for form in forms for field in form.fields()]
        order = [*boxes[:1], self.other_button, *boxes[1:], self.save_button, self.discard_button, self.back_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _changed(self) -> None:
        self._typed.changed.emit()
        self._soon.start()

    def _kind_changed(self) -> None:
        self.keeper.leave()
        self._show_kind()
        self._watch()
        self.refresh()

    # --- what follows

    def _follow(self) -> None:
        """Ask what follows from what is typed, keeping what was answered."""
        form = self.form
        if form is None:
            return
        needs = form.needs()
        chosen = self._heads()
        shape = shape_of(needs, self._promises, chosen)
        if self.follow is not None and self.follow.shape == shape:
            return
        former = {**self._pending, **(self.follow.typed() if self.follow is not None else {})}
        fresh = make_follow(needs, self._promises, chosen, form.why_closed())
        same_heads = self.follow is None or self.follow.shape[2] == fresh.shape[2]
        # another head makes other kinships; they are proposed anew
        kept = {name: value for name, value in former.items() if same_heads or not _is_kinship(name)}
        self._replace_follow(fresh, kept)

    def _replace_follow(self, fresh: FollowForm, kept: dict[str, Any]) -> None:
        heads_before = self._heads()
        had = self.follow.focusWidget() if self.follow is not None else None
        key = next((one.key for one in self.follow.fields() if had is one.box), "") if self.follow is not None else ""
        if self.follow is not None:
            self._forms.removeWidget(self.follow)
            self.follow.hide()
            self.follow.deleteLater()
        self.follow = fresh
        fresh.retype(kept)
        self._forms.insertWidget(3, fresh)
        fresh.changed.connect(self._changed)
        fresh.setVisible(bool(fresh.fields()))
        self._order_tabs()
        if key and any(one.key == key for one in fresh.fields()):
            fresh.field(key).box.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._heads() != heads_before:
            self._follow()

    def _heads(self) -> dict[str, Any]:
        """Return the heads chosen so far, by key."""
        if self.follow is None:
            return {}
        found: dict[str, Any] = {}
        for field in self.follow.fields():
            if field.key in _HEADS and not field.is_empty():
                found[field.key] = field.value()
        return found

    def _follow_values(self) -> dict[str, Any]:
        return self.follow.values() if self.follow is not None else {}

    # --- what changes

    def refresh(self) -> None:
        """Show what would change with what is typed so far."""
        if self.form is not None:
            self.form.arrange()
        self._follow()
        self._read_other()
        try:
            act = self._act()
        except ExpectedError:
            self.effects.show_missing(
                _("Elija qué pasó.") if self.form is None else _("Complete los datos para ver qué cambia.")
            )
            return
        today = self._context.services.clock.today()
        work = partial(self._context.services.read, commands.preview, act, today)
        self._context.runner.read(self, work, self._previewed, self._not_previewed, key="preview")

    def _act(self) -> Act:
        if self.form is None:
            raise ExpectedError("field_missing", field="kind")
        return self.form.act(self._follow_values())

    def _previewed(self, found: Preview) -> None:
        if found.promises != self._promises:
            self._promises = found.promises
            self._follow()
            self._soon.start()  # what is proposed for them counts
        self.effects.show_preview(found)

    def _not_previewed(self, error: Exception) -> None:
        self.effects.show_missing(explain(error, self._context.runner) or _("No se pudo leer."))

    # --- other families

    def _read_other(self) -> None:
        """Read the family somebody comes from, whose head may go."""
        form = self.form
        one = form.chosen() if isinstance(form, EntryForm) else None
        if not isinstance(form, EntryForm) or one is None or one.family_id is None:
            return
        family = one.family_id
        if form.other is None or form.other.family_id != family:
            read = self._context.services.read
            self._context.runner.read(self, lambda: read(home, family), self._other_read, self._failed, key="other")

    def _other_read(self, found: Home) -> None:
        if isinstance(self.form, EntryForm | JoinForm):
            self.form.other = found
            if isinstance(self.form, JoinForm):
                self.other_button.setText(_("Otra &familia: {folio}").format(folio=found.folio))
            self.refresh()

    def _look_for_other(self) -> None:
        def chosen(family: UUID) -> None:
            read = self._context.services.read
            self._context.runner.read(self, lambda: read(home, family), self._other_read, self._failed, key="other")

        self._context.choose_family(chosen)

    def look_up(self) -> None:
        """Look for whom the words typed name."""
        form = self.form
        if not isinstance(form, EntryForm):
            return
        typed = str(form.field("find").typed() or "")
        if len(typed.strip()) >= _LEAST_TO_FIND:
            read = self._context.services.read
            self._context.runner.read(self, lambda: read(candidates, typed), self._found, self._failed, key="find")

    def _found(self, people: Any) -> None:
        if isinstance(self.form, EntryForm):
            self.form.show_candidates(people)
            if self._pending:
                self.form.retype({"person_id": self._pending.get("person_id", "")})
            self._changed()

    def _failed(self, error: Exception) -> None:
        self._say(explain(error, self._context.runner) or _("No se pudo leer."))

    # --- saving

    def save(self) -> None:
        """Record the event, or say what is missing."""
        self._say(None)
        forms = [form for form in (self.head, self.form, self.follow) if form is not None]
        wrong = [field for form in forms for field in form.fields() if field.isVisibleTo(form) and not field.check()]
        if wrong:
            wrong[0].box.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            act = self._act()
        except ExpectedError as error:
            self._refused(error)
            return
        self._busy(True)
        command: Any = commands.COMMANDS[type(act)]
        work = partial(self._context.services.run, command, act, operation_id=self._operation)
        self._context.runner.write(self, work, self._saved, self._refused)

    def _saved(self, _outcome: object) -> None:
        self._busy(False)
        kind = event_wording.event_kind(self.kind.value())
        self.keeper.done()
        family = self._family
        see = (_("Ver historial"), lambda: self._context.navigate("family", family_id=family, tab="history"))
        self._forget()
        self._context.navigate("family", family_id=family, tab="members")
        self._context.notify("success", _("Se registró la novedad: {kind}.").format(kind=kind), "", [see])

    def _refused(self, error: Exception) -> None:
        self._busy(False)
        self._operation = new_id()
        if isinstance(error, ExpectedError) and error.code != "unexpected":
            text = by_hand(error.code, **error.params)
            for form in (self.form, self.follow):
                field = error.field
                if form is not None and field is not None and any(one.key == field for one in form.fields()):
                    form.field(field).set_error(text)
                    form.field(field).box.setFocus(Qt.FocusReason.OtherFocusReason)
                    return
            if error.code in messages.known_codes():
                self._say(text)
                return
        self._say(explain(error, self._context.runner) or _("No se pudo guardar."))

    def discard(self) -> None:
        """Throw away what was typed and go back to the dossier."""
        self.keeper.done()
        self._forget()
        self._context.navigate("family", family_id=self._family, tab="members")

    def _back(self) -> None:
        self.keeper.leave()
        if self._family is not None:
            self._context.navigate("family", family_id=self._family, tab="members")

    def _forget(self) -> None:
        self.kind.set_value(None)
        self._pending = {}
        self._show_kind()
        self.effects.show_missing(_("Elija qué pasó."))

    def _busy(self, busy: bool) -> None:
        for widget in (self.head, self.form, self.follow, self.save_button, self.discard_button):
            if widget is not None:
                widget.setEnabled(not busy)

    def _say(self, text: str | None) -> None:
        if self._bar is not None:
            self.remove_bar(self._bar)
            self._bar = None
        if text:
            self._bar = self.show_bar(InfoBar("danger", text, _("No se guardó nada.")))

    # --- inside

    def _lay_out(self) -> None:
        px = theme().px
        self.title_row.addWidget(self.keeper.badge)
        self.head.add(self.kind)
        inside = QWidget()
        self._forms = QVBoxLayout(inside)
        pad = px(size("spacing.m"))
        self._forms.setContentsMargins(pad, pad, pad, pad)
        self._forms.setSpacing(px(size("spacing.m")))
        self._forms.addWidget(self.head)
        self._forms.addWidget(self.other_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._forms.addStretch(1)
        left = Card("", padded=False)
        left.body.addWidget(scrolling(inside))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(px(size("frame.gap")))
        row.addWidget(left, 3)
        row.addWidget(self.effects, 2)
        column.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.save_button)
        foot.addWidget(self.discard_button)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        column.addLayout(foot)
        self._places.addWidget(whole)
        self.body.addWidget(self._places, 1)
        self.save_button.setToolTip(shown_keys("Ctrl+S"))
        self.other_button.hide()

    def _connect(self) -> None:
        self.head.changed.connect(self._kind_changed)
        self._soon.timeout.connect(self.refresh)
        self._finding.timeout.connect(self.look_up)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Esc"), self, self._back, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)


def _is_kinship(name: str) -> bool:
    return name.split(":", maxsplit=1)[0].endswith("kin")
