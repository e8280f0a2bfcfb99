"""What papers are drawn from: frozen data with every number and text final, nothing left to ask or to compute.

All of it can be kept as JSON (`canonical`); an approved plan is drawn from the JSON frozen at its approval. A text left
empty prints as a blank to fill in by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

import msgspec

from gsi_desktop.models.enums import MarkState, ReviewResult
from gsi_desktop.services.core import canonical as core
from gsi_desktop.services.core.errors import ExpectedError

# --- what every paper has


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What belongs to one printing and not to the paper's content: never frozen, never hashed.

    ``verification`` empty prints no code and no QR; ``notice`` is a warning under the title; ``logo`` is the entity's
    emblem, a PNG as base64 text; ``form_code`` is that of this copy in a batch, printed with its bars.
    """

    at: str = ""
    user: str = ""
    verification: str = ""
    notice: str = ""
    logo: str = ""
    form_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """Letterhead, title and foot. ``draft`` prints BORRADOR across the sheet and never a code."""

    country_line: str
    entity: str
    office_line: str
    title: str
    subtitle: str = ""
    folio: str = ""
    code: str = ""
    foot: str
    draft: bool = False
    printing: Printing = Printing()


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyIdentity:
    """The numbered boxes that open every paper of a family; ``head_caption`` is "Jefa de hogar" or what fits."""

    head_caption: str
    head: str = ""
    document: str = ""
    phone: str = ""
    members: str = ""
    municipality: str = ""
    settlement: str = ""
    address: str = ""
    zone: str = ""
    targeting: str = ""
    phase: str = ""
    cogestor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member; ``given_name`` heads their column, ``condition`` is filled only for who may read and asked for it."""

    number: str
    name: str = ""
    given_name: str = ""
    kinship: str = ""
    document: str = ""
    birth: str = ""
    age: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBox:
    """Who signs; ``how`` tells a signature that was given otherwise (huella, a ruego)."""

    name: str = ""
    role: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option with its box; ``number`` is what keys it in."""

    label: str
    ticked: bool = False
    number: str = ""


# --- plan familiar


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionLine:
    """Figures of a dimension: "2 de 4" at the línea base and today."""

    name: str
    initial: str = ""
    current: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentLine:
    """One side's part: ``side`` is "Familia", "Entidad" or "Cogestora"; ``fulfilled`` None is still to be told."""

    side: str = ""
    action: str = ""
    responsible: str = ""
    due: str = ""
    fulfilled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityLine:
    """A prioritised logro with the commitments of both sides; without any, room to write one."""

    number: str
    achievement: str = ""
    text: str = ""
    member: str = ""
    initial: MarkState | None = None
    current: MarkState | None = None
    note: str = ""
    commitments: tuple[CommitmentLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPlanPaper:
    """Plan familiar. ``dimensions_note`` tells the dates and the total; ``few_reason`` why there are few priorities."""

    head: PaperHead
    identity: FamilyIdentity
    members: tuple[MemberLine, ...]
    with_conditions: bool = False
    dimensions: tuple[DimensionLine, ...]
    dimensions_note: str = ""
    priorities: tuple[PriorityLine, ...]
    priorities_note: str = ""
    few_reason: str = ""
    goal: str = ""
    observations: str = ""
    signatures: tuple[SignatureBox, ...]


# --- ficha de línea base


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementLine:
    """A logro with its letter for the family and for each member, in the order of the members.

    A letter None is a box to fill in; a member whom it does not concern has ``NOT_APPLICABLE``.
    """

    number: str
    text: str
    question: str = ""
    family: MarkState | None = None
    members: tuple[MarkState | None, ...] = ()
    family_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionGroup:
    """The logros of a dimension; ``figures`` is "3 de 5" or empty."""

    name: str
    figures: str = ""
    achievements: tuple[AchievementLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """An indicator of the IPM: ``deprived`` None is not known or to be filled in."""

    number: str
    dimension: str
    name: str
    weight: str
    deprived: bool | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeQuestion:
    """A question asked of the household: boxes to tick, or a ``value``."""

    text: str
    choices: tuple[Choice, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberQuestion:
    """A question asked member by member, in their order; None is not asked of this member."""

    text: str
    help: str = ""
    answers: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselinePaper:
    """Ficha de línea base; with every letter None it is the form to take along. Tables left empty are left out."""

    head: PaperHead
    identity: FamilyIdentity
    members: tuple[MemberLine, ...]
    with_conditions: bool = False
    assessed_on: str = ""
    groups: tuple[DimensionGroup, ...]
    total: str = ""
    home_questions: tuple[HomeQuestion, ...] = ()
    member_questions: tuple[MemberQuestion, ...] = ()
    ipm: tuple[IndicatorLine, ...] = ()
    ipm_result: str = ""
    living_score: str = ""
    observations: str = ""
    signatures: tuple[SignatureBox, ...]


# --- visit form


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """A commitment to review, with what was found of it."""

    number: str
    action: str = ""
    responsible: str = ""
    due: str = ""
    result: ReviewResult | None = None
    reason: str = ""
    new_due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLine:
    """A logro that moved; ``how`` is the number of how it was reached, as on the form."""

    achievement: str = ""
    text: str = ""
    member: str = ""
    before: MarkState | None = None
    state: MarkState | None = None
    how: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question answered yes or no; None is to be answered."""

    text: str
    answer: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPaper:
    """The visit form in the order it is typed in; whatever is empty is filled in by hand."""

    head: PaperHead
    identity: FamilyIdentity
    date: str = ""
    started: str = ""
    ended: str = ""
    place: str = ""
    kinds: tuple[Choice, ...]
    media: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    present: tuple[Choice, ...]
    commitments: tuple[ReviewLine, ...]
    movements: tuple[MovementLine, ...]
    ways: tuple[str, ...]
    opportunities: str = ""
    topics: tuple[Choice, ...]
    topic_note: str = ""
    history: str = ""
    notes: str = ""
    coresponsibility: tuple[QuestionLine, ...]
    evaluation: str = ""
    next_date: str = ""
    next_time: str = ""
    next_kinds: tuple[Choice, ...]
    signatures: tuple[SignatureBox, ...]


# --- constancia


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper:
    """Constancia de vinculación: a letter of one page; ``place_and_date`` closes it."""

    head: PaperHead
    addressee: str
    opening: str
    members: tuple[MemberLine, ...]
    paragraphs: tuple[str, ...]
    place_and_date: str
    signature: SignatureBox
    note: str = ""


# --- authorisation of data


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """What one person answered once; ``purposes`` are the letters of the text of ``version``."""

    number: str
    name: str
    about: str = ""
    answer: str
    purposes: str = ""
    sensitive: str = ""
    represented: str = ""
    taken: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTextPart:
    """A text that was read, whole, with its hash."""

    title: str
    label: str
    paragraphs: tuple[str, ...]
    purposes: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPaper:
    """Constancia de autorización de tratamiento de datos, of a household or of one person."""

    head: PaperHead
    identity: FamilyIdentity
    opening: str
    lines: tuple[ConsentLine, ...]
    texts: tuple[ConsentTextPart, ...]
    signatures: tuple[SignatureBox, ...]


# --- what holds a batch together


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A paper in the index of a batch; without a number ``family`` is the name of the pile that follows."""

    number: str
    family: str
    folio: str = ""
    place: str = ""
    paper: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPaper:
    """Pages ``first`` and following of an index of ``pages``, each with its lines."""

    head: PaperHead
    first: int
    pages: int
    lines: tuple[tuple[IndexLine, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparatorPaper:
    """The sheet that opens a pile of papers: its name, large, and what is in it."""

    head: PaperHead
    name: str
    lines: tuple[str, ...] = ()


Paper: TypeAlias = FamilyPlanPaper | BaselinePaper | VisitPaper | CertificatePaper | ConsentPaper
Sheet: TypeAlias = Paper | IndexPaper | SeparatorPaper
AnyPaper = TypeVar("AnyPaper", FamilyPlanPaper, BaselinePaper, VisitPaper, CertificatePaper, ConsentPaper)


# --- freezing


def canonical(paper: Paper) -> str:
    """Return the content of ``paper`` as JSON that is the same for the same content, whoever prints it and when.

    The conditions of members in a plan are no content: they are added to one printing and never frozen.
    """
    content = replace(paper, head=replace(paper.head, printing=Printing()))
    if isinstance(content, FamilyPlanPaper):
        plain = tuple(replace(member, condition="") for member in content.members)
        content = replace(content, members=plain, with_conditions=False)
    told = msgspec.to_builtins(content)
    del told["head"]["printing"]["form_code"]  # came later: what was hashed before must hash the same
    return core.canonical(told)


def restored(frozen: str, kind: type[AnyPaper]) -> AnyPaper:
    """Return the paper whose `canonical` text is ``frozen``.

    Raises `ExpectedError` ``frozen_damaged`` for a text that is no such paper.
    """
    try:
        return msgspec.json.decode(frozen, type=kind)
    except msgspec.MsgspecError as error:
        raise ExpectedError("frozen_damaged") from error


def coded(paper: AnyPaper, form_code: str) -> AnyPaper:
    """Return ``paper`` as the copy of a batch that carries ``form_code``."""
    printing = replace(paper.head.printing, form_code=form_code)
    return replace(paper, head=replace(paper.head, printing=printing))


def printed(
    paper: AnyPaper, *, at: str, user: str, notice: str = "", logo: str = "", frozen_hash: str = ""
) -> AnyPaper:
    """Return ``paper`` for one printing; ``frozen_hash`` gives its code of verification, which a draft never gets."""
    code = core.verification(frozen_hash) if frozen_hash and not paper.head.draft else ""
    printing = Printing(at=at, user=user, verification=code, notice=notice, logo=logo)
    return replace(paper, head=replace(paper.head, printing=printing))
