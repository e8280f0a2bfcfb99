"""The form of each kind of life event: what only that kind asks, and the act it makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from gsi_desktop.models.enums import EventKind, Kinship, NoDocument, Sex
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.formats import document
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import event_wording, wording
from gsi_desktop.services.families.data import NewPerson, PersonFields
from gsi_desktop.services.life.data import (
    Act,
    Birth,
    Death,
    HeadChange,
    Home,
    JoinHouseholds,
    Kinships,
    Move,
    PersonEntry,
    PersonExit,
    ProgrammeExit,
    Reentry,
    Seat,
    Settled,
    Split,
)
from gsi_desktop.services.life.queries import Candidate
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families.sexes import sex_field
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, DateField, DocumentField, Field, TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label

KINDS = (
    EventKind.BIRTH,
    EventKind.DEATH,
    EventKind.JOIN,
    EventKind.EXIT,
    EventKind.HEAD_CHANGE,
    EventKind.SPLIT,
    EventKind.MERGE,
    EventKind.MOVE,
    EventKind.PROGRAMME_EXIT,
    EventKind.REENTRY,
)
"""In the order people look for them."""

_OUTSIDE = frozenset({EventKind.DEATH, EventKind.EXIT, EventKind.REENTRY})
NEW, _KNOWN = "new", "known"


def kinds_for(home: Home) -> list[tuple[EventKind, str]]:
    """Return the kinds of event that can happen to a household now, with their names."""
    able = [kind for kind in KINDS if (kind is not EventKind.REENTRY) == home.in_programme or kind in _OUTSIDE]
    if home.in_programme:
        able.remove(EventKind.REENTRY)
    return [(kind, event_wording.event_kind(kind)) for kind in able]


def kinship_options(*, head: bool = False) -> list[tuple[Kinship, str]]:
    """Return what somebody may be to the head."""
    return [(one, catalogues.label("kinship", one)) for one in Kinship if head or one is not Kinship.HEAD]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who goes from a household and who stays: whether it needs another head, under which key it is asked."""

    seats: tuple[Seat, ...]
    staying: tuple[Seat, ...]
    head_key: str
    kin_prefix: str

    @property
    def needs_head(self) -> bool:
        """Whether the head goes and others stay."""
        return bool(self.staying) and any(seat.is_head for seat in self.seats)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a form asks after its own fields: heads of households, and what people are to them.

    ``given`` pairs people whose kinship is asked with the one to propose, under ``prefix``.
    """

    leaving: tuple[Leaving, ...] = ()
    new_heads: tuple[Seat, ...] = ()
    given: tuple[tuple[Seat, Kinship], ...] = ()
    prefix: str = "kin"


def kinships(follow: Mapping[str, Any], prefix: str) -> Kinships:
    """Return the kinships typed under ``prefix``."""
    start = f"{prefix}:"
    return tuple(
        (UUID(key.removeprefix(start)), value) for key, value in follow.items() if key.startswith(start) and value
    )


def settled(follow: Mapping[str, Any]) -> tuple[Settled, ...]:
    """Return what is to become of each commitment."""
    made = []
    for key, value in follow.items():
        if key.startswith("promise:") and value is not None:
            one = key.removeprefix("promise:")
            to = value if isinstance(value, UUID) else None
            reason = "" if to is not None else str(follow.get(f"why:{one}") or "")
            made.append(Settled(commitment_id=UUID(one), to_person_id=to, reason=reason))
    return tuple(made)


class KindForm(Form):
    """Base: day, the fields of the kind, note. ``home`` is the household, ``today`` bounds the day."""

    def __init__(self, home: Home, today: Callable[[], date]) -> None:
        super().__init__(reserved="gdvnf")
        self.home = home
        self.today = today
        self.make()
        self.add(
            DateField("on", self.day_label(), required=True, today=today, hint=_("El día en que pasó.")),
            TextField("note", _("Nota"), max_length=400),
            stretch=(1, 3),
        )

    def day_label(self) -> str:
        """Return what the day is called."""
        return _("Fecha")

    def make(self) -> None:
        """Add the fields of the kind."""

    def why_closed(self) -> str:
        """Return the reason proposed to close the commitments of who leaves."""
        return ""

    def arrange(self) -> None:
        """Show the fields that belong to what is typed so far."""

    def needs(self) -> Needs:
        """Return what is asked besides; with what is typed so far."""
        return Needs()

    def act(self, follow: Mapping[str, Any]) -> Act:
        """Return the act typed; raises `ExpectedError` naming the first field that is missing or wrong."""
        told = {field.key: self._told(field) for field in self.fields() if field.isVisibleTo(self)}
        common = {"family_id": self.home.family_id, "on": told.pop("on"), "note": told.pop("note", "") or ""}
        return self.build({**common, "settled": settled(follow)}, told, follow)

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the act of these values."""
        raise NotImplementedError

    def _told(self, field: Field) -> Any:
        if field.is_empty() and field.required:
            raise ExpectedError("field_missing", field=field.key)
        return field.value()

    def typed_value(self, key: str) -> Any:
        """Return the value of a field, None while it is none."""
        try:
            return self.field(key).value()
        except ExpectedError:
            return None

    def member_options(self) -> list[tuple[UUID, str]]:
        """Return the members to choose from."""
        return [(seat.person_id, f"{seat.name} · {wording.short_kinship(seat)}") for seat in self.home.seats]

    def leaving(self, *people: UUID | None) -> Leaving:
        """Return who goes from this household."""
        gone = tuple(seat for seat in self.home.seats if seat.person_id in people)
        return Leaving(gone, tuple(seat for seat in self.home.seats if seat not in gone), "head_id", "kin")


# --- a new person


def add_person(form: Form, *, birth: bool, today: Callable[[], date]) -> None:
    """Add the fields of somebody new; a birth has its own day."""
    form.add(
        TextField("first_name", _("Primer nombre"), required=True, max_length=80),
        TextField("second_name", _("Segundo nombre"), max_length=80),
    )
    form.add(
        TextField("first_surname", _("Primer apellido"), required=True, max_length=80),
        TextField("second_surname", _("Segundo apellido"), max_length=80),
    )
    sex = sex_field()
    if birth:
        form.add(sex, ChoiceField("kinship", _("Parentesco con quien es jefe(a)"), kinship_options(), required=True))
    else:
        form.add(sex, DateField("birth_date", _("Fecha de nacimiento"), required=True, today=today))
    types: list[tuple[Any, str]] = [(one.code, f"{one.code} · {one.name}") for one in catalogues.document_types()]
    without = [(reason, _("Sin documento · {why}").format(why=wording.no_document(reason))) for reason in NoDocument]
    form.add(
        ChoiceField("document_type", _("Documento"), [*types, *without], required=True),
        DocumentField("document", _("Número"), width=None),
    )


PERSON = (
    "first_name", "second_name", "first_surname", "second_surname", "sex", "birth_date", "document_type", "document",
)  # fmt: skip


def new_person(told: Mapping[str, Any], kinship: Kinship, birth_date: date) -> NewPerson:
    """Return the person typed."""
    kind = told["document_type"]
    reason = kind if isinstance(kind, NoDocument) else None
    if reason is None and not told["document"]:
        raise ExpectedError("field_missing", field="document")
    return NewPerson(
        fields=PersonFields(
            first_name=told["first_name"],
            second_name=told["second_name"],
            first_surname=told["first_surname"],
            second_surname=told["second_surname"],
            sex=Sex(told["sex"]),
            birth_date=birth_date,
            document_type="" if reason is not None else kind,
            document="" if reason is not None else told["document"],
        ),
        kinship=kinship,
        no_document=reason,
    )


class BirthForm(KindForm):
    """A birth."""

    def day_label(self) -> str:
        """Return what the day is called."""
        return _("Fecha de nacimiento")

    def make(self) -> None:
        """Ask for the child; its surnames are proposed from those of the head."""
        add_person(self, birth=True, today=self.today)
        self.set_values({"kinship": Kinship.CHILD, "document_type": NoDocument.IN_PROCESS})

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the birth."""
        return Birth(**common, person=new_person(told, told["kinship"], common["on"]))


class GoneForm(KindForm):
    """A death or an exit: who, and what follows from it."""

    dies = True

    def why_closed(self) -> str:
        """Propose what happened."""
        return _("Falleció") if self.dies else _("Dejó la familia")

    def make(self) -> None:
        """Ask who."""
        label = _("Quién falleció") if self.dies else _("Quién se fue")
        self.add(ChoiceField("person_id", label, self.member_options(), required=True))

    def needs(self) -> Needs:
        """Ask for another head when the head goes."""
        person = self.typed_value("person_id")
        return Needs((self.leaving(person),)) if person is not None else Needs()

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the death or the exit."""
        kind = Death if self.dies else PersonExit
        return kind(
            **common, person_id=told["person_id"], head_id=follow.get("head_id"), kinships=kinships(follow, "kin")
        )


class ExitForm(GoneForm):
    """A member left."""

    dies = False


class EntryForm(KindForm):
    """Somebody came: new, or known to the registry."""

    def make(self) -> None:
        """Ask whether the person is known, then who they are."""
        ways = [(NEW, _("Persona nueva")), (_KNOWN, _("Persona que ya está en el registro"))]
        self.add(
            ChoiceField("way", _("Quién llega"), ways, required=True),
            ChoiceField("kinship", _("Parentesco con quien es jefe(a)"), kinship_options(), required=True),
        )
        self.add(TextField("find", _("Búsquela por nombre o documento"), max_length=80))
        self.add(ChoiceField("person_id", _("Persona"), required=True))
        add_person(self, birth=False, today=self.today)
        self.people: dict[UUID, Candidate] = {}
        self.other: Home | None = None
        self.set_values({"way": NEW})
        self.changed.connect(self.arrange)
        self.arrange()

    def why_closed(self) -> str:
        """Propose what happened."""
        return _("Pasó a otra familia")

    def show_candidates(self, found: tuple[Candidate, ...]) -> None:
        """Offer who was found, without those who live here; a single one is chosen."""
        self.people = {one.person_id: one for one in found if one.family_id != self.home.family_id}
        field = self.field("person_id")
        assert isinstance(field, ChoiceField)  # noqa: S101 - made above
        field.set_options([(one.person_id, _candidate(one)) for one in self.people.values()])
        if len(self.people) == 1:
            field.set_value(next(iter(self.people)))

    def chosen(self) -> Candidate | None:
        """Return the known person chosen."""
        return self.people.get(self.typed_value("person_id")) if self.typed_value("way") == _KNOWN else None

    def needs(self) -> Needs:
        """Ask for a head of the family somebody comes from."""
        one = self.chosen()
        if one is None or self.other is None or self.other.family_id != one.family_id:
            return Needs()
        gone = tuple(seat for seat in self.other.seats if seat.person_id == one.person_id)
        rest = tuple(seat for seat in self.other.seats if seat not in gone)
        return Needs((Leaving(gone, rest, "other_head_id", "other_kin"),))

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the entry."""
        if told["way"] == _KNOWN:
            return PersonEntry(
                **common,
                kinship=told["kinship"],
                person_id=told["person_id"],
                other_head_id=follow.get("other_head_id"),
                other_kinships=kinships(follow, "other_kin"),
            )
        person = new_person(told, told["kinship"], told["birth_date"])
        return PersonEntry(**common, kinship=told["kinship"], person=person)

    def arrange(self) -> None:
        """Show the fields of somebody new, or those to look for somebody known."""
        known = self.typed_value("way") == _KNOWN
        for key in ("find", "person_id"):
            self.field(key).setVisible(known)
        for key in PERSON:
            self.field(key).setVisible(not known)


def _candidate(one: Candidate) -> str:
    where = _("familia {folio}").format(folio=one.folio) if one.folio else _("sin familia")
    return " · ".join(part for part in (one.name, document(one.document_type, one.document), where) if part)


class HeadForm(KindForm):
    """Another head."""

    def make(self) -> None:
        """Ask who."""
        options = [(seat.person_id, seat.name) for seat in self.home.seats if not seat.is_head]
        self.add(ChoiceField("head_id", _("Quién queda a la cabeza del hogar"), options, required=True))

    def needs(self) -> Needs:
        """Ask what the others are to the new head."""
        from gsi_desktop.services.life.kinship import seen_from

        head = self.home.seat(self.typed_value("head_id"))
        if head is None:
            return Needs()
        rest = [seat for seat in self.home.seats if seat is not head]
        return Needs(given=tuple((seat, seen_from(head.kinship, seat.kinship)) for seat in rest))

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the change of head."""
        return HeadChange(**common, head_id=told["head_id"], kinships=kinships(follow, "kin"))


class SplitForm(KindForm):
    """Some members form a family."""

    def make(self) -> None:
        """Ask who goes."""
        self.add_widget(Label(_("Quiénes forman la familia nueva"), "card_title", wrap=True))
        for seat in self.home.seats:
            self.add(CheckField(f"go:{seat.person_id}", f"{seat.name} · {wording.short_kinship(seat)}"))

    def why_closed(self) -> str:
        """Propose what happened."""
        return _("Formó otra familia")

    def going(self) -> tuple[UUID, ...]:
        """Return who goes, as ticked."""
        return tuple(seat.person_id for seat in self.home.seats if self.typed_value(f"go:{seat.person_id}"))

    def needs(self) -> Needs:
        """Ask for the head of the new family, and of this one when its head goes."""
        left = self.leaving(*self.going())
        return Needs((left,), new_heads=left.seats) if left.seats and left.staying else Needs()

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the split."""
        going = self.going()
        if not going:
            raise ExpectedError("split_nobody")
        head = going[0] if len(going) == 1 else follow.get("new_head_id")
        if head is None and len(going) < len(self.home.seats):
            raise ExpectedError("field_missing", field="new_head_id")
        return Split(
            **common,
            person_ids=going,
            new_head_id=head or going[0],
            new_kinships=kinships(follow, "new_kin"),
            head_id=follow.get("head_id"),
            kinships=kinships(follow, "kin"),
        )


class JoinForm(KindForm):
    """Another household comes to live here; the page looks for it."""

    other: Home | None = None

    def needs(self) -> Needs:
        """Ask what each who comes is to the head here."""
        other = self.other
        return Needs(given=tuple((seat, Kinship.OTHER_RELATIVE) for seat in other.seats)) if other else Needs()

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the union."""
        if self.other is None:
            raise ExpectedError("field_missing", field="other_family_id")
        return JoinHouseholds(**common, other_family_id=self.other.family_id, kinships=kinships(follow, "kin"))


class MoveForm(KindForm):
    """The family moved."""

    def make(self) -> None:
        """Ask where to."""
        towns = [(one.code, f"{one.name} ({one.department})") for one in catalogues.municipalities()]
        self.add(ChoiceField("municipality_id", _("Municipio donde vive ahora"), towns, searchable=True, required=True))

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the move."""
        return Move(**common, municipality_id=told["municipality_id"])


class ProgrammeExitForm(KindForm):
    """The family left the programme."""

    def make(self) -> None:
        """Ask why."""
        self.add(ChoiceField("reason", _("Motivo"), catalogues.labels("exit_reason"), required=True))

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the exit."""
        return ProgrammeExit(**common, reason=told["reason"])


class ReentryForm(KindForm):
    """The family came back."""

    def build(self, common: dict[str, Any], told: dict[str, Any], follow: Mapping[str, Any]) -> Act:
        """Return the re-entry."""
        return Reentry(**common)


FORMS: dict[EventKind, type[KindForm]] = {
    EventKind.BIRTH: BirthForm,
    EventKind.DEATH: GoneForm,
    EventKind.JOIN: EntryForm,
    EventKind.EXIT: ExitForm,
    EventKind.HEAD_CHANGE: HeadForm,
    EventKind.SPLIT: SplitForm,
    EventKind.MERGE: JoinForm,
    EventKind.MOVE: MoveForm,
    EventKind.PROGRAMME_EXIT: ProgrammeExitForm,
    EventKind.REENTRY: ReentryForm,
}
"""The form of each kind."""
