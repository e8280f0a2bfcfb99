"""What a life event asks: its kind, the form of the kind, and what follows from it. Also what a draft keeps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.models.enums import EventKind
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.life.data import Act, Home, OpenPromise
from gsi_desktop.services.life.homes import home
from gsi_desktop.services.life.queries import Candidate, candidates
from gsi_desktop.ui.families.life_follow import FollowForm, make_follow, shape_of
from gsi_desktop.ui.families.life_forms import FORMS, EntryForm, JoinForm, KindForm, kinds_for
from gsi_desktop.ui.families.life_newcomer import all_goes_along, newcomer
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.fields import ChoiceField, Field
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_PAUSE_MS: Final = 200
_LEAST_TO_FIND: Final = 3
_HEADS = ("head_id", "new_head_id", "other_head_id")


class LifeDesk(QWidget):
    """The forms one below the other. ``changed`` fires with each input, ``kind_chosen`` when another kind was chosen.

    ``asked`` fires after other fields are there, the last of them ``last_box``; ``other_read`` when what was read of
    another family may change what is asked. ``failed`` carries the error of such a reading.
    """

    changed = Signal()
    kind_chosen = Signal()
    asked = Signal()
    other_read = Signal()
    failed = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._home: Home | None = None
        self._promises: tuple[OpenPromise, ...] = ()
        self._pending: dict[str, Any] = {}
        self._newcomer: dict[str, Any] = {}
        self._all_goes_along = False
        self.form: KindForm | None = None
        self.follow: FollowForm | None = None
        self.head = Form(reserved="gdv")
        self.kind = ChoiceField("kind", _("Novedad"), required=True)
        self.last_box: QWidget = self.kind.box
        self.other_button = Button(_("Buscar la otra &familia…"), "search", self._look_for_other)
        self._finding = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self.head.changed.connect(self.kind_chosen)
        self._finding.timeout.connect(self.look_up)

    # --- the household and the kind

    def show_home(self, found: Home, kind: EventKind | None, person: UUID | None) -> None:
        """Offer what can have happened to a household, ``kind`` chosen, about ``person`` where it asks for one."""
        self._home = found
        self._pending = {}
        self._drop_form()
        self.kind.set_options(kinds_for(found))
        self.kind.set_value(kind)
        self.show_kind()
        if person is not None and self.form is not None:
            self.form.set_values({"person_id": person, "head_id": person})
        self.arrange()

    def show_kind(self) -> None:
        """Put up the form of the kind chosen; day and note typed in another one stay."""
        kind, found, former = self.kind.value(), self._home, self.form
        for widget in (self.form, self.follow):
            self._drop(widget)
        self.form, self.follow, self._promises, self._newcomer = None, None, (), {}
        self.other_button.setVisible(kind is EventKind.MERGE)
        if kind is None or found is None:
            return
        self.form = FORMS[kind](found, self._context.services.clock.today)
        self._forms.insertWidget(2, self.form)
        if former is not None:
            self._newcomer = newcomer(former, self.form)
            self._all_goes_along = all_goes_along(former)
            stays = ("note",) if self._newcomer else ("on", "note")
            self.form.retype({key: value for key, value in former.typed().items() if key in stays})
        self.form.changed.connect(self.changed)
        if isinstance(self.form, EntryForm):
            self.form.field("find").changed.connect(self._finding.start)
        self.form.show()
        self._order_tabs()

    def take_newcomer(self) -> bool:
        """Show who is new as typed in the kind chosen before: a birth that turns out to be an entry, or the reverse.

        Whether all that was typed there is here now.
        """
        if self.form is None or not self._newcomer:
            return False
        self.form.retype(self._newcomer)
        return self._all_goes_along

    def clear(self) -> None:
        """Choose nothing."""
        self.kind.set_value(None)
        self._pending = {}
        self.show_kind()

    def focus_first(self) -> None:
        """Give the keyboard to the kind, or to the first field of its form once it is chosen."""
        field: Field = self.kind if self.form is None else self.form.fields()[0]
        field.box.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is typed

    def act(self) -> Act:
        """Return the act typed; raises `ExpectedError` for what is missing or wrong."""
        if self.form is None:
            raise ExpectedError("field_missing", field="kind")
        return self.form.act(self.follow.values() if self.follow is not None else {})

    def check(self) -> bool:
        """Show at every field what is wrong, go to the first, and return whether all will do."""
        wrong = [field for field in self._fields() if not field.check()]
        if wrong:
            wrong[0].box.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def show_error(self, key: str | None, text: str) -> bool:
        """Show ``text`` at the field ``key``; False when none of these is called so."""
        field = next((one for one in self._fields() if one.key == key), None)
        if field is None:
            return False
        field.set_error(text)
        field.box.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _fields(self) -> list[Field]:
        forms = [form for form in (self.head, self.form, self.follow) if form is not None]
        return [field for form in forms for field in form.fields() if field.isVisibleTo(form)]

    def typed(self) -> dict[str, Any]:
        """Return the fields of the kind and what was answered of what follows."""
        fields = self.form.typed() if self.form is not None else {}
        answers = self.follow.typed() if self.follow is not None else {}
        return {**fields, **{key: value for key, value in answers.items() if value}}

    def retype(self, shown: Mapping[str, Any]) -> None:
        """Show a draft again; what follows from it is put back once it is asked."""
        if self.form is not None:
            self._pending = dict(shown)
            self.form.retype(shown)
            self.arrange()
            self._finding.start()

    # --- what follows

    def arrange(self) -> None:
        """Ask what follows from what is typed, keeping what was answered."""
        form = self.form
        if form is None:
            return
        form.arrange()
        self._read_family_of_newcomer()
        needs, chosen = form.needs(), self._heads()
        if self.follow is not None and self.follow.shape == shape_of(needs, self._promises, chosen):
            return
        former = {**self._pending, **(self.follow.typed() if self.follow is not None else {})}
        fresh = make_follow(needs, self._promises, chosen, form.why_closed())
        same_heads = self.follow is None or self.follow.shape[2] == fresh.shape[2]
        # another head makes other kinships; they are proposed anew
        self._replace(fresh, {name: value for name, value in former.items() if same_heads or not _is_kinship(name)})

    def show_promises(self, promises: tuple[OpenPromise, ...]) -> bool:
        """Ask about these commitments; return whether they are others than before."""
        if promises == self._promises:
            return False
        self._promises = promises
        self.arrange()
        return True

    def _replace(self, fresh: FollowForm, kept: dict[str, Any]) -> None:
        before, former = self._heads(), self.follow
        had = former.focusWidget() if former is not None else None
        key = next((one.key for one in former.fields() if had is one.box), "") if former is not None else ""
        self._drop(former)
        self.follow = fresh
        fresh.retype(kept)
        self._forms.insertWidget(3, fresh)
        fresh.changed.connect(self.changed)
        fresh.setVisible(bool(fresh.fields()))
        self._order_tabs()
        if key and any(one.key == key for one in fresh.fields()):
            fresh.field(key).box.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._heads() != before:
            self.arrange()

    def _heads(self) -> dict[str, Any]:
        """Return the heads chosen so far, by key."""
        fields = self.follow.fields() if self.follow is not None else []
        return {field.key: field.value() for field in fields if field.key in _HEADS and not field.is_empty()}

    # --- other people and families

    def look_up(self) -> None:
        """Look for whom the words typed name."""
        if isinstance(self.form, EntryForm):
            typed = str(self.form.field("find").typed() or "")
            if len(typed.strip()) >= _LEAST_TO_FIND:
                work = partial(self._context.services.read, candidates, typed)
                self._context.runner.read(self, work, self._found, self.failed.emit, key="find")

    def _found(self, people: tuple[Candidate, ...]) -> None:
        if isinstance(self.form, EntryForm):
            self.form.show_candidates(people)
            if self._pending:
                self.form.retype({"person_id": self._pending.get("person_id", "")})
            self.changed.emit()

    def _read_family_of_newcomer(self) -> None:
        """Read the family somebody comes from, whose head may go."""
        form = self.form
        one = form.chosen() if isinstance(form, EntryForm) else None
        if not isinstance(form, EntryForm) or one is None or one.family_id is None:
            return
        if form.other is None or form.other.family_id != one.family_id:
            self._read_other(one.family_id)

    def _look_for_other(self) -> None:
        self._context.choose_family(self._read_other)

    def _read_other(self, family: UUID) -> None:
        work = partial(self._context.services.read, home, family)
        self._context.runner.read(self, work, self._other_arrived, self.failed.emit, key="other")

    def _other_arrived(self, found: Home) -> None:
        if isinstance(self.form, EntryForm | JoinForm):
            self.form.other = found
            if isinstance(self.form, JoinForm):
                self.other_button.setText(_("Otra &familia: {folio}").format(folio=found.folio))
            self.other_read.emit()

    # --- inside

    def _drop_form(self) -> None:
        """Take down the form of another family: nothing typed there comes along."""
        self._drop(self.form)
        self.form = None

    def _drop(self, widget: QWidget | None) -> None:
        if widget is not None:
            self._forms.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _order_tabs(self) -> None:
        """Have Tab go as the eye does: kind, fields, what follows."""
        forms = [form for form in (self.head, self.form, self.follow) if form is not None]
        boxes: list[QWidget] = [field.box for form in forms for field in form.fields()]
        for before, after in pairwise([*boxes[:1], self.other_button, *boxes[1:]]):
            QWidget.setTabOrder(before, after)
        self.last_box = boxes[-1]
        self.asked.emit()

    def _lay_out(self) -> None:
        self.head.add(self.kind)
        pad = theme().px(size("spacing.m"))
        self._forms = QVBoxLayout(self)
        self._forms.setContentsMargins(pad, pad, pad, pad)
        self._forms.setSpacing(pad)
        self._forms.addWidget(self.head)
        self._forms.addWidget(self.other_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._forms.addStretch(1)
        self.other_button.hide()


def _is_kinship(name: str) -> bool:
    return name.split(":", maxsplit=1)[0].endswith("kin")
