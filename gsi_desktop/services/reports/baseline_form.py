"""Ficha de línea base of a stored family: as it was closed, as it stands, or blank to take along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.models.enums import AnswerKind, MarkState
from gsi_desktop.services.accompaniment.phase import percent
from gsi_desktop.services.achievements import catalogue, ipm, parameters, rules
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.conditions_data import Conditions, IpmResult, Question
from gsi_desktop.services.achievements.data import Achievement, Catalogue, DimensionProgress, Household, Subject
from gsi_desktop.services.achievements.households import episode, households
from gsi_desktop.services.core.formats import date as show
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.reports import family
from gsi_desktop.services.reports.data import (
    AchievementLine,
    BaselinePaper,
    Choice,
    DimensionGroup,
    HomeQuestion,
    IndicatorLine,
    MemberQuestion,
    printed,
)
from gsi_desktop.services.reports.family import Facts

N, UNKNOWN = MarkState.NOT_APPLICABLE, MarkState.UNKNOWN


@dataclass(frozen=True)
class _Reading:
    """The línea base of a family: its catalogue, its household and when it was closed; ``blank`` to fill by hand."""

    facts: Facts
    book: Catalogue
    household: Household
    closed_on: date | None
    blank: bool

    @property
    def day(self) -> date:
        """The day that decides what applies."""
        return self.closed_on or self.facts.day


def baseline_paper(
    session: Session, family_id: UUID, *, user: str, at: datetime, blank: bool = False, with_conditions: bool = False
) -> BaselinePaper:
    """Return the ficha de línea base; ``blank`` or without a línea base it is the form to fill in by hand.

    One that is not closed yet is a draft. Raises `ExpectedError` ``family_gone``.
    """
    facts = family.read(session, family_id, family.local(at).date())
    reading = _read(session, facts, blank=blank or facts.board.baseline is None)
    conditions = boards.conditions(session, family_id, facts.day)
    draft = not reading.blank and reading.closed_on is None
    subtitle = _("{label}, versión {n}").format(label=reading.book.label, n=reading.book.number)
    paper = BaselinePaper(
        head=family.head(facts, _("Ficha de línea base"), f"LB-{facts.dossier.folio}", subtitle=subtitle, draft=draft),
        identity=family.identity(facts),
        members=family.member_lines(facts, with_conditions=with_conditions),
        with_conditions=with_conditions,
        assessed_on=_("Cerrada el {day}").format(day=show(reading.closed_on)) if reading.closed_on else "",
        groups=_groups(reading),
        total=_total(reading),
        home_questions=_home_questions(conditions, blank=reading.blank),
        member_questions=_member_questions(facts, conditions, blank=reading.blank),
        ipm=() if reading.blank or conditions.before is None else _indicators(conditions.before),
        ipm_result="" if reading.blank or conditions.before is None else _ipm_result(conditions.before),
        living_score="" if reading.blank else _living_score(conditions),
        signatures=family.signatures(facts),
    )
    return printed(paper, at=family.moment(at), user=user, logo=facts.office.logo)


def _read(session: Session, facts: Facts, *, blank: bool) -> _Reading:
    baseline = facts.board.baseline
    book = facts.board.catalogue
    if baseline is not None and not blank and baseline.catalogue_number != book.number:
        book = catalogue.by_number(session, baseline.catalogue_number)
    found = episode(session, facts.dossier.family_id)
    household = households(session, {found.family_id: found}, parameters.load(session))[found.family_id]
    closed_on = baseline.closed_on if baseline is not None and not blank else None
    return _Reading(facts, book, household, closed_on, blank)


# --- logros


def _groups(reading: _Reading) -> tuple[DimensionGroup, ...]:
    figures = {one.number: one for one in _figures(reading)}
    return tuple(
        DimensionGroup(
            name=dimension.name,
            figures=_of(figures.get(dimension.number)),
            achievements=tuple(
                _line(reading, one) for one in reading.book.of_dimension(dimension.number) if not one.retired
            ),
        )
        for dimension in reading.book.dimensions
    )


def _figures(reading: _Reading) -> tuple[DimensionProgress, ...]:
    """Return the figures frozen when the línea base was closed, none before."""
    baseline = reading.facts.board.baseline
    if reading.closed_on is None or baseline is None or baseline.summary is None:
        return ()
    return baseline.summary.dimensions


def _of(figures: DimensionProgress | None) -> str:
    if figures is None or not figures.applicable:
        return ""
    return _("{n} de {all}").format(n=figures.now, all=figures.applicable)


def _total(reading: _Reading) -> str:
    baseline = reading.facts.board.baseline
    if reading.closed_on is None or baseline is None or baseline.summary is None:
        return ""
    total = baseline.summary.total
    return _("{n} de {all} logros alcanzados").format(n=total.now, all=total.applicable)


def _line(reading: _Reading, one: Achievement) -> AchievementLine:
    subjects = {subject.person_id: subject for subject in reading.household.members}
    order = [member.person_id for member in family.ordered(reading.facts)]
    letters = tuple(_member_letter(reading, one, subjects.get(person)) for person in order) if one.of_members else ()
    return AchievementLine(
        number=str(one.number),
        text=one.short,
        question=one.question,
        family=_family_letter(reading, one, letters),
        members=letters,
        family_only=not one.of_members,
    )


def _member_letter(reading: _Reading, one: Achievement, subject: Subject | None) -> MarkState | None:
    if subject is None:
        return N
    cell = reading.facts.board.cells.get((one.number, subject.person_id))
    if reading.closed_on is not None and cell is not None and cell.initial is not None:
        return cell.initial
    came_later = reading.closed_on and subject.joined_on and subject.joined_on > reading.closed_on
    if came_later or not rules.member_verdict(one, subject, reading.day).applies:
        return N
    return _said(reading, cell.state if cell is not None else UNKNOWN)


def _said(reading: _Reading, today: MarkState) -> MarkState | None:
    """Return what the línea base says of a cell that applies: blank, what stands today, or nothing was said."""
    if reading.blank:
        return None
    return UNKNOWN if reading.closed_on is not None else today


def _family_letter(reading: _Reading, one: Achievement, letters: tuple[MarkState | None, ...]) -> MarkState | None:
    cell = reading.facts.board.cells.get((one.number, None))
    if one.of_members:
        if all(letter is N for letter in letters):
            return N
        if reading.closed_on is not None:
            return cell.initial if cell is not None else UNKNOWN
        return _said(reading, cell.state if cell is not None else UNKNOWN)
    if reading.closed_on is not None and cell is not None and cell.initial is not None:
        return cell.initial
    if not rules.family_verdict(one, reading.household, reading.day).applies:
        return N
    return _said(reading, cell.state if cell is not None else UNKNOWN)


# --- conditions and IPM


def _home_questions(conditions: Conditions, *, blank: bool) -> tuple[HomeQuestion, ...]:
    made = []
    for question in conditions.questions:
        if not question.of_members:
            said = "" if blank else conditions.answers.get((question.code, None), "")
            numbered = question.kind is not AnswerKind.YES_NO
            choices = tuple(
                Choice(words, code == said, str(number) if numbered else "")
                for number, (code, words) in enumerate(_choices(question), 1)
            )
            made.append(HomeQuestion(text=question.text, choices=choices, value="" if choices else said))
    return tuple(made)


def _choices(question: Question) -> tuple[tuple[str, str], ...]:
    if question.kind is AnswerKind.YES_NO:
        return (ipm.YES, _("Sí")), (ipm.NO, _("No"))
    return question.choices


def _member_questions(facts: Facts, conditions: Conditions, *, blank: bool) -> tuple[MemberQuestion, ...]:
    words = {ipm.YES: _("Sí"), ipm.NO: _("No")}
    answers: Mapping[tuple[str, UUID | None], str] = {} if blank else conditions.answers

    def answer(question: Question, person: UUID, age: int | None) -> str | None:
        if not question.asked_of(age):
            return None
        said = answers.get((question.code, person), "")
        return words.get(said, said)

    people = [(member.person_id, member.age(facts.day)) for member in family.ordered(facts)]
    return tuple(
        MemberQuestion(
            text=question.text,
            help=question.help,
            answers=tuple(answer(question, person, age) for person, age in people),
        )
        for question in conditions.questions
        if question.of_members
    )


def _indicators(result: IpmResult) -> tuple[IndicatorLine, ...]:
    return tuple(
        IndicatorLine(
            number=str(one.indicator.number),
            dimension=one.indicator.dimension,
            name=one.indicator.name,
            weight=f"{percent(one.indicator.weight).removesuffix(',0')} %",
            deprived=one.deprived,
            why=one.why,
        )
        for one in result.deprivations
    )


def _ipm_result(result: IpmResult) -> str:
    score, cutoff = (percent(share).removesuffix(",0") for share in (result.score, result.cutoff))
    verdict = {True: _("pobre"), False: _("no pobre"), None: _("sin definir")}[result.poor]
    told = _("privaciones {score} %, {verdict} (pobre desde {cutoff} %)")
    parts = [told.format(score=score, verdict=verdict, cutoff=cutoff)]
    if result.unknown:
        parts.append(ngettext("{n} por conocer", "{n} por conocer", result.unknown).format(n=result.unknown))
    return " · ".join(parts)


def _living_score(conditions: Conditions) -> str:
    if not conditions.living_scores:
        return ""
    first = conditions.living_scores[0]
    hundredths = int(first.score * 100)
    told = _("Índice de condiciones de vida (ICV): {score}, medido el {day}. Fuente: {source}")
    return told.format(
        score=f"{hundredths // 100},{hundredths % 100:02}", day=show(first.measured_on), source=first.source
    )
