"""What every paper tells of a family: letterhead, numbered boxes, members, who signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.enums import Answer
from gsi_desktop.models.families import Person
from gsi_desktop.services.accompaniment import overview, team, wording
from gsi_desktop.services.accompaniment import phase as phases
from gsi_desktop.services.accompaniment import queries as accompaniment
from gsi_desktop.services.accompaniment.data import CogestorInfo, PlanVersion
from gsi_desktop.services.achievements import parameters, rules
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.achievements.households import has_disability
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import Dossier, Member, Targeting, full_name
from gsi_desktop.services.families.wording import short_kinship
from gsi_desktop.services.reports import office as offices
from gsi_desktop.services.reports.data import FamilyIdentity, MemberLine, PaperHead, SignatureBox
from gsi_desktop.services.reports.office import Office
from gsi_desktop.services.territory import catalogues


@dataclass(frozen=True)
class Facts:
    """What papers of a family ask for, read once."""

    day: date
    office: Office
    dossier: Dossier
    board: Board
    versions: tuple[PlanVersion, ...]
    cogestor: CogestorInfo | None
    phase: phases.PhaseInfo
    pregnancy_days: int
    minimum_priorities: int


def read(session: Session, family_id: UUID, day: date) -> Facts:
    """Return the facts of a family on ``day``; raises `ExpectedError` ``family_gone``."""
    board = boards.board(session, family_id, day)
    versions = accompaniment.plan_versions(session, family_id)
    rules_ = parameters.load(session)
    return Facts(
        day=day,
        office=offices.load(session),
        dossier=families.dossier(session, family_id),
        board=board,
        versions=versions,
        cogestor=team.cogestor_of(session, family_id),
        phase=phases.phase(overview.phase_facts(session, board, versions)),
        pregnancy_days=rules_.pregnancy_days,
        minimum_priorities=rules_.minimum_priorities,
    )


def local(at: datetime) -> datetime:
    """Return an instant as the office's clock shows it."""
    return at.astimezone(BOGOTA)


moment = formats.moment
"""Day and hour as a paper's foot says them."""


# --- letterhead and boxes


def head(facts: Facts, title: str, code: str, *, subtitle: str = "", draft: bool = False) -> PaperHead:
    """Return letterhead, title and foot of a paper of the family."""
    dossier = facts.dossier
    leader = dossier.head.full_name if dossier.head else ""
    parts = (title, _("Folio {0}").format(dossier.folio), leader)
    return PaperHead(
        country_line=offices.country_line(dossier.municipality_id),
        entity=offices.entity(facts.office, dossier.municipality),
        office_line=offices.office_line(facts.office),
        title=title,
        subtitle=subtitle,
        folio=dossier.folio,
        code=code,
        foot=" · ".join(part for part in parts if part),
        draft=draft,
    )


def identity(facts: Facts) -> FamilyIdentity:
    """Return the numbered boxes of the family."""
    dossier, leader = facts.dossier, facts.dossier.head
    return FamilyIdentity(
        head_caption=head_caption(leader),
        head=leader.full_name if leader else "",
        document=formats.document(leader.document_type, leader.document) if leader else "",
        phone=" · ".join(formats.phone(number) for number in (dossier.phone, dossier.other_phone) if number),
        members=str(len(dossier.members)),
        municipality=f"{dossier.municipality_id} {dossier.municipality}",
        settlement=dossier.settlement,
        address=dossier.address,
        zone=catalogues.label("zone", dossier.zone) if dossier.zone is not None else "",
        targeting=" · ".join(_listed(one) for one in _targeting(dossier)),
        phase=wording.phase(facts.phase.phase),
        cogestor=facts.cogestor.name if facts.cogestor else "",
    )


def head_caption(leader: Member | None) -> str:
    """Return "Jefa de hogar" as it agrees."""
    return catalogues.label("kinship", "head", leader.sex if leader else None)


def _targeting(dossier: Dossier) -> list[Targeting]:
    """Return the lists of the newest episode, the main one first."""
    listed = dossier.enrolments[0].targeting if dossier.enrolments else ()
    return sorted(listed, key=lambda one: not one.is_main)


def _listed(one: Targeting) -> str:
    told = f"{formats.source(one.source)} {one.level}".strip()
    return f"{told} ({formats.date(one.listed_on)})" if one.listed_on else told


# --- members


def member_lines(facts: Facts, *, with_conditions: bool = False) -> tuple[MemberLine, ...]:
    """Return the members in the order of every table; their conditions only when they were asked for."""
    return tuple(
        MemberLine(
            number=str(number),
            name=member.full_name,
            given_name=given_name(member),
            kinship=short_kinship(member),
            document=formats.document(member.document_type, member.document),
            birth=member.born,
            age=_age(member, facts.day),
            condition=condition(facts, member) if with_conditions else "",
        )
        for number, member in enumerate(ordered(facts), start=1)
    )


def ordered(facts: Facts) -> tuple[Member, ...]:
    """Return the members as the board orders its columns: head first, then by age."""
    places = {member.person_id: place for place, member in enumerate(facts.board.members)}
    return tuple(sorted(facts.dossier.members, key=lambda member: places.get(member.person_id, len(places))))


def given_name(member: Member) -> str:
    """Return the names without surnames."""
    return f"{member.first_name} {member.second_name}".strip()


def _age(member: Member, day: date) -> str:
    age = member.age(day)
    return "" if age is None else str(age)


def condition(facts: Facts, member: Member) -> str:
    """Return what of a member's situation decides logros: only for papers that were asked to tell it."""
    found = []
    told_on = member.pregnant_as_of_on
    counts = told_on is None or rules.pregnancy_period(told_on, facts.pregnancy_days).holds(facts.day)
    if member.pregnant is Answer.YES and counts:
        found.append(_("Gestante"))
    if member.disability and has_disability(member.disability):
        found.append(_("Discapacidad: {0}").format(catalogues.label("disability", member.disability).lower()))
    return ", ".join(found)


def names(session: Session, facts: Facts, people: set[UUID]) -> dict[UUID, str]:
    """Return the full names of ``people``, also of those who left the family."""
    known = {member.person_id: member.full_name for member in facts.dossier.members}
    missing = people - known.keys()
    if missing:
        columns = (Person.id, Person.first_name, Person.second_name, Person.first_surname, Person.second_surname)
        for row in session.execute(select(*columns).where(Person.id.in_(missing))):
            known[row[0]] = full_name(*row[1:])
    return known


def short_names(session: Session, facts: Facts, people: set[UUID]) -> dict[UUID, str]:
    """Return how the family calls them: given names of members, full names of those who left."""
    return names(session, facts, people) | {one.person_id: given_name(one) for one in facts.dossier.members}


# --- signatures


def signatures(facts: Facts, *, witness: bool = True, how: str = "") -> tuple[SignatureBox, ...]:
    """Return who signs: the family's head, the cogestor and, where it is needed, a witness."""
    leader, cogestor = facts.dossier.head, facts.cogestor
    document = formats.document(leader.document_type, leader.document) if leader else ""
    family = SignatureBox(
        name=leader.full_name if leader else "", role=_joined(head_caption(leader), document), how=how
    )
    number = formats.document("CC", cogestor.document) if cogestor else ""
    office = SignatureBox(name=cogestor.name if cogestor else "", role=_joined(_("Cogestor(a) social"), number))
    third = (SignatureBox(name=_("Testigo o firma a ruego"), role=_("CC")),) if witness else ()
    return family, office, *third


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
