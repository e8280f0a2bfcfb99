"""How the closed lists of the accompaniment read in Spanish, the same in window, console and papers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gsi_desktop.models.enums import (
    CommitmentSide,
    CommitmentState,
    EducationTopic,
    Phase,
    PlanState,
    ReviewResult,
    Signature,
    Stage,
    VisitKind,
    VisitMedium,
    VisitOutcome,
    VisitState,
)
from gsi_desktop.services.accompaniment.data import CogestorInfo, CommitmentRow, PlanGap
from gsi_desktop.services.accompaniment.phase import PhaseFact
from gsi_desktop.services.accompaniment.workload_data import Band, UrgentFamily
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.i18n import _


def visit_kind(kind: VisitKind) -> str:
    """Return the kind of a session."""
    return {
        VisitKind.SESSION_1: _("Sesión 1"),
        VisitKind.SESSION_2: _("Sesión 2"),
        VisitKind.SESSION_2A: _("Sesión 2A"),
        VisitKind.SESSION_3: _("Sesión 3"),
        VisitKind.SESSION_4: _("Sesión 4"),
        VisitKind.FOLLOW_UP: _("Seguimiento"),
        VisitKind.WINDOW: _("Atención en ventanilla"),
    }[kind]


def visit_purpose(kind: VisitKind) -> str:
    """Return what a session is for (facts.md §3.1)."""
    return {
        VisitKind.SESSION_1: _("Acuerdo y línea base, primera parte"),
        VisitKind.SESSION_2: _("Línea base, segunda parte"),
        VisitKind.SESSION_2A: _("Complemento de la línea base"),
        VisitKind.SESSION_3: _("Plan familiar: reconocer y priorizar logros"),
        VisitKind.SESSION_4: _("Plan familiar: objetivos y compromisos"),
        VisitKind.FOLLOW_UP: _("Gestión y seguimiento de logros"),
        VisitKind.WINDOW: _("La familia vino a la oficina"),
    }[kind]


def visit_title(kind: VisitKind, number: int) -> str:
    """Return the title of a visit; ``number`` counts the follow-ups: "Visita de seguimiento 4"."""
    return _("Visita de seguimiento {n}").format(n=number) if kind is VisitKind.FOLLOW_UP else visit_kind(kind)


def visit_state(state: VisitState) -> str:
    """Return where a visit is in its life."""
    return {
        VisitState.PLANNED: _("Acordada"),
        VisitState.OPEN: _("Abierta"),
        VisitState.DONE: _("Cerrada"),
        VisitState.CANCELLED: _("Anulada"),
    }[state]


def medium(code: VisitMedium) -> str:
    """Return where or by what means a visit is held."""
    return {
        VisitMedium.HOME: _("En el hogar"),
        VisitMedium.PHONE: _("Por teléfono"),
        VisitMedium.VIDEO: _("Por videollamada"),
        VisitMedium.RELATIVE: _("En casa de un familiar"),
        VisitMedium.NEIGHBOUR: _("En casa de un vecino"),
        VisitMedium.WORKPLACE: _("En el lugar de trabajo"),
        VisitMedium.INSTITUTION: _("En una institución"),
        VisitMedium.COMMUNITY: _("En un espacio comunitario"),
        VisitMedium.OFFICE: _("En la oficina"),
    }[code]


def outcome(code: VisitOutcome) -> str:
    """Return whether a visit was held, and why not."""
    return {
        VisitOutcome.HELD: _("Se hizo"),
        VisitOutcome.NOBODY_HOME: _("No había nadie"),
        VisitOutcome.REFUSED: _("La familia no quiso"),
        VisitOutcome.MOVED_AWAY: _("Ya no vive ahí"),
        VisitOutcome.NOT_FOUND: _("No se encontró la vivienda"),
        VisitOutcome.UNFINISHED: _("Quedó sin terminar"),
    }[code]


def topic(code: EducationTopic) -> str:
    """Return the topic of the educational session."""
    return {
        EducationTopic.COEXISTENCE: _("Convivencia"),
        EducationTopic.PARTICIPATION: _("Participación democrática"),
        EducationTopic.DECISIONS: _("Toma de decisiones"),
        EducationTopic.RIGHTS: _("Derechos y redes"),
        EducationTopic.GENDER: _("Equidad de género"),
        EducationTopic.TEEN_PREGNANCY: _("Embarazo adolescente"),
        EducationTopic.PLAY: _("Juego"),
        EducationTopic.SAFE_PLACE: _("Lugar seguro"),
        EducationTopic.FINANCES: _("Educación financiera"),
        EducationTopic.CARE: _("Cuidado"),
        EducationTopic.ENVIRONMENT: _("Medio ambiente"),
        EducationTopic.HEALTHY_BONDS: _("Vínculos sanos"),
    }[code]


def signature(code: Signature) -> str:
    """Return how a paper was signed."""
    return {
        Signature.SIGNED: _("Firma"),
        Signature.FINGERPRINT: _("Huella"),
        Signature.ON_REQUEST: _("Firma a ruego"),
        Signature.PENDING: _("Falta la firma"),
    }[code]


def side(code: CommitmentSide) -> str:
    """Return who commits."""
    return {
        CommitmentSide.FAMILY: _("Familia"),
        CommitmentSide.COGESTOR: _("Cogestor(a)"),
        CommitmentSide.ENTITY: _("Entidad"),
    }[code]


def promise(row: CommitmentRow) -> str:
    """Return what was promised; about a logro that tells a sensitive fact, only that something was."""
    return _("Compromiso reservado, véalo en la ficha") if row.reserved else row.action


def answers(row: CommitmentRow) -> str:
    """Return in one or two words who has to do it: the family, or who does it for the entity."""
    return row.responsible or side(row.side) if row.side is not CommitmentSide.FAMILY else side(row.side)


def commitment_state(state: CommitmentState) -> str:
    """Return where a commitment is in its life."""
    return {
        CommitmentState.DRAFT: _("En borrador"),
        CommitmentState.OPEN: _("Pendiente"),
        CommitmentState.FULFILLED: _("Cumplido"),
        CommitmentState.NOT_FULFILLED: _("No cumplido"),
        CommitmentState.CANCELLED: _("Anulado"),
    }[state]


def review_result(result: ReviewResult) -> str:
    """Return what a review of a commitment found."""
    return {
        ReviewResult.FULFILLED: _("Cumplió"),
        ReviewResult.UNDER_WAY: _("En curso"),
        ReviewResult.NOT_FULFILLED: _("No cumplió"),
        ReviewResult.CANCELLED: _("Se anuló"),
    }[result]


def plan_state(state: PlanState) -> str:
    """Return where a version of a plan is in its life."""
    return {
        PlanState.DRAFT: _("Borrador"),
        PlanState.APPROVED: _("Aprobado"),
        PlanState.SUPERSEDED: _("Reemplazado"),
    }[state]


def stage(code: Stage) -> str:
    """Return how far a family came, in the words of the funnel."""
    return {
        Stage.TARGETED: _("Asignada"),
        Stage.CONTACTED: _("Contactada"),
        Stage.LINKED: _("Vinculada"),
        Stage.BASELINE: _("Línea base"),
        Stage.PLAN: _("Plan aprobado"),
        Stage.FINAL: _("Verificación final"),
        Stage.EXITED: _("Egresada"),
    }[code]


def stages(code: Stage) -> str:
    """Return the families of a stage, for the funnel and filters."""
    return {
        Stage.TARGETED: _("Asignadas"),
        Stage.CONTACTED: _("Contactadas"),
        Stage.LINKED: _("Vinculadas"),
        Stage.BASELINE: _("Línea base"),
        Stage.PLAN: _("Plan aprobado"),
        Stage.FINAL: _("Verificación final"),
        Stage.EXITED: _("Egresadas"),
    }[code]


def phase(code: Phase) -> str:
    """Return the phase of a family."""
    return {
        Phase.LINKING: _("Fase I · Vinculación"),
        Phase.ACCOMPANIMENT: _("Fase II · Acompañamiento"),
        Phase.EXIT: _("Fase III · Salida"),
    }[code]


def band(code: Band) -> str:
    """Return how long ago families were visited."""
    return {
        Band.NEVER: _("Nunca visitadas"),
        Band.UNDER_ONE_MONTH: _("Hace menos de 1 mes"),
        Band.ONE_TO_THREE: _("De 1 a 3 meses"),
        Band.OVER_THREE: _("3 meses o más"),
    }[code]


def step(number: int) -> str:
    """Return the name of a step of the visit, 0 to 8 (facts.md §0.1)."""
    return (
        _("Lugar y medio"),
        _("Saludo y encuadre"),
        _("Actualización de datos"),
        _("Compromisos acordados"),
        _("Movimiento de logros"),
        _("Oportunidades"),
        _("Sesión educativa"),
        _("Historia del hogar"),
        _("Evaluación y firma"),
    )[number]


def coresponsibility() -> tuple[str, ...]:
    """Return the five questions of co-responsibility, in the order of the letters of a visit (facts.md §3.2)."""
    return (
        _("¿Recibe activamente las visitas?"),
        _("¿Asiste a las ofertas?"),
        _("¿Cumple los compromisos?"),
        _("¿Propone alternativas por su cuenta?"),
        _("¿Reconoce sus dificultades y decide?"),
    )


def fact_text(fact: PhaseFact | PlanGap) -> str:
    """Return a fact of the phase, or what a plan lacks, in words and without full stop, as lists show it."""
    return messages.text(fact.code, **dict(fact.values)).removesuffix(".")


def urgent_reason(family: UrgentFamily) -> str:
    """Return why a family is urgent, as a chip shows it."""
    return messages.text(family.reason, **dict(family.values)).removesuffix(".")


def cogestor_names(people: Sequence[CogestorInfo]) -> tuple[tuple[CogestorInfo, str], ...]:
    """Return ``people`` with their names, and their municipality where they work in several."""
    several = len({one.municipality_id for one in people}) > 1
    return tuple((one, f"{one.name} · {one.municipality}" if several else one.name) for one in people)


def cogestor_choices(known: Sequence[CogestorInfo]) -> tuple[tuple[UUID, str], ...]:
    """Return the cogestores who have families, as filters offer them."""
    return tuple((one.cogestor_id, name) for one, name in cogestor_names([one for one in known if one.families]))
