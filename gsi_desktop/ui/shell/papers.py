"""The papers of a family, for whoever previews or prints them: what is wanted goes in, a PDF comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from gsi_desktop.services.accompaniment.data import PlanContent
from gsi_desktop.services.core.i18n import _

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

FAMILY_PLAN: Final = "family_plan"
BASELINE: Final = "baseline"
VISIT: Final = "visit"
CERTIFICATE: Final = "certificate"
CONSENT: Final = "consent"


Kind = tuple[str, bool]
"""Which paper, and whether it is the form to fill in by hand."""


def titles() -> dict[Kind, str]:
    """Return the papers of a family with their names, in the order they are offered."""
    return {
        (FAMILY_PLAN, False): _("Plan familiar"),
        (BASELINE, False): _("Ficha de línea base"),
        (BASELINE, True): _("Ficha de línea base en blanco"),
        (VISIT, False): _("Formato de la próxima visita"),
        (VISIT, True): _("Formato de visita en blanco"),
        (CERTIFICATE, False): _("Constancia de vinculación"),
        (CONSENT, False): _("Autorización de datos"),
    }


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper of which family.

    ``number`` is a version of the plan (the newest when None), ``content`` what a draft says on screen and is not
    stored yet; ``visit_id`` a visit (the next one when None); ``person_id`` whose authorisation (all when None);
    ``blank`` the form to fill in by hand; ``conditions`` prints what is reserved.
    """

    paper: str
    family_id: UUID
    number: int | None = None
    content: PlanContent | None = None
    visit_id: UUID | None = None
    person_id: UUID | None = None
    blank: bool = False
    conditions: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A paper as it prints; ``name`` is that of its file, without ending."""

    pdf: bytes
    name: str
    title: str


def pdf_of(services: Services, wanted: Wanted) -> Made:
    """Draw a paper; in any thread. Raises what its query raises."""
    from gsi_desktop.services.reports import papers
    from gsi_desktop.services.reports.batch import file_stem

    paper = services.read(_paper, wanted, services)
    return Made(papers.draw(paper), file_stem(paper), paper.head.title)


def _paper(session: Any, wanted: Wanted, services: Services) -> Any:
    from gsi_desktop.services.reports import queries

    family, user, at = wanted.family_id, services.actor, services.clock.now()
    if wanted.paper == FAMILY_PLAN:
        return queries.family_plan_paper(
            session,
            family,
            wanted.number,
            user=user,
            at=at,
            with_conditions=wanted.conditions,
            content=wanted.content,
        )
    if wanted.paper == BASELINE:
        return queries.baseline_paper(
            session, family, user=user, at=at, blank=wanted.blank, with_conditions=wanted.conditions
        )
    if wanted.paper == VISIT and wanted.blank:
        return queries.blank_visit_paper(session, user=user, at=at)
    if wanted.paper == VISIT:
        return queries.visit_paper(session, family, wanted.visit_id, user=user, at=at)
    if wanted.paper == CONSENT:
        from gsi_desktop.services.reports.consent_proof import consent_paper

        return consent_paper(session, family, wanted.person_id, user=user, at=at)
    return queries.certificate_paper(session, family, user=user, at=at)
