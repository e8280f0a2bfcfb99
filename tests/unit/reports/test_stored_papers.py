"""Papers of stored families, on both engines: from what people wrote to the printed sheet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gsi_desktop import cli
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Answer, MarkState, ProtectedKind, Signature, VisitKind
from gsi_desktop.services.accompaniment import commands, plans, visits
from gsi_desktop.services.accompaniment import queries as accompaniment
from gsi_desktop.services.accompaniment.data import ApprovePlan, PlanVisit, ReviewCommitment
from gsi_desktop.services.core.canonical import digest, verification
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import consent, consent_queries, consent_texts, protected
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.consent_data import PublishConsentText, RecordProtected, RevokeConsent
from gsi_desktop.services.reports import office, papers, queries
from gsi_desktop.services.reports.consent_proof import consent_paper
from gsi_desktop.services.reports.data import FamilyPlanPaper
from tests.support import accompaniment as steps
from tests.support import consents
from tests.support import papers as readers
from tests.support.factories import HOUSEHOLD, ROSALBA, Added, NewMember, add_family

AT = datetime(2026, 11, 21, 15, 42, tzinfo=UTC)
PRINTING: dict[str, Any] = {"user": "Yenny P. Muñoz", "at": AT}


@pytest.fixture
def family(services: Services) -> Added:
    pregnant = replace(ROSALBA, pregnant=Answer.YES, pregnant_as_of_on=date(2026, 10, 1), disability="physical")
    made = add_family(services, pregnant, *HOUSEHOLD[1:])
    steps.assign(services, steps.cogestor(services, document="1083874209"), made)
    steps.baseline(services, made)
    return made


def told(paper: Any) -> str:
    return "\n".join(readers.pages(papers.draw(paper)))


def plan_of(services: Services, family: Added, number: int | None = None, **asked: Any) -> FamilyPlanPaper:
    return services.read(queries.family_plan_paper, family.family_id, number, **asked, **PRINTING)


def approve(services: Services, family: Added, on: date = steps.PLAN_DAY, **more: Any) -> str:
    plan_id, version = steps.draft(services, family, steps.full_content(services, family))
    frozen = services.read(queries.canonical_plan, family.family_id, plan_id, on)
    data = {"signature": Signature.SIGNED} | more
    services.run(plans.approve_plan, ApprovePlan(plan_id=plan_id, version=version, on=on, frozen=frozen, **data))
    return frozen


def test_a_draft_is_printed_as_what_it_is_without_a_code(services: Services, family: Added) -> None:
    steps.draft(services, family, steps.full_content(services, family))
    made = plan_of(services, family)
    assert made.head.draft
    text = told(made)
    assert "BORRADOR" in text
    assert "Borrador de la versión 1" in text
    assert f"PF-{family.folio}-1" not in text
    assert "Impreso 21/11/2026 10:42 por Yenny P. Muñoz" in text
    assert [line.achievement for line in made.priorities] == ["8", "27", "34", "42", "43"]
    assert made.priorities[0].member == "Rosalba"
    assert made.priorities[0].initial is MarkState.PENDING
    assert made.dimensions[0].initial.endswith(" de 4") or " de " in made.dimensions[0].initial


def test_an_approved_plan_is_printed_from_what_was_frozen(services: Services, family: Added) -> None:
    frozen = approve(services, family)
    before = plan_of(services, family)
    assert before.head.printing.verification == verification(digest(frozen))
    key = steps.keys(services, family, (27,))[0]
    steps.mark(services, family, key, MarkState.ACHIEVED, date(2026, 11, 20), how=_own_means())
    after = plan_of(services, family)
    assert after == before, "what happened since must not change an approved plan"
    text = told(after)
    assert f"PF-{family.folio}-1" in text
    assert verification(digest(frozen)) in text
    assert "Versión 1 del 18/04/2026" in text


def _own_means() -> Any:
    from gsi_desktop.models.enums import AchievedHow

    return AchievedHow.OWN_MEANS


def test_a_replaced_version_says_that_it_is_no_longer_in_force(services: Services, family: Added) -> None:
    approve(services, family)
    plan_id = services.run(plans.start_plan, plans.StartPlan(family_id=family.family_id)).result
    info = services.read(accompaniment.plan, family.family_id)
    assert info is not None
    frozen = services.read(queries.canonical_plan, family.family_id, plan_id, date(2026, 11, 20))
    services.run(
        plans.approve_plan,
        ApprovePlan(
            plan_id=plan_id, version=info.version, on=date(2026, 11, 20), signature=Signature.FINGERPRINT, frozen=frozen
        ),
    )
    assert "ya no rige" in told(plan_of(services, family, 1))
    newest = plan_of(services, family)
    assert newest.head.subtitle == "Versión 2 del 20/11/2026, reemplaza la del 18/04/2026"
    assert newest.signatures[0].how == "Huella"
    assert "ya no rige" not in told(newest)


def test_conditions_are_told_only_to_who_asks_and_never_frozen(services: Services, family: Added) -> None:
    frozen = approve(services, family)
    assert "Gestante" not in frozen
    assert "Gestante" not in told(plan_of(services, family))
    asked = plan_of(services, family, with_conditions=True)
    assert asked.members[0].condition == "Gestante, Discapacidad: física"
    assert asked.head.printing.verification == verification(digest(frozen))


@pytest.mark.check("B55")
def test_an_approved_plan_does_not_print_a_place_protected_since(services: Services, family: Added) -> None:
    approve(services, family)
    place = services.read(families.dossier, family.family_id).address
    assert place in told(plan_of(services, family))
    fact = RecordProtected(person_id=family.people[0], kind=ProtectedKind.LOCATION, text="No decir dónde vive")
    services.run(protected.record_protected, fact)
    assert place not in told(plan_of(services, family))


def test_who_prefers_not_to_answer_has_no_condition_on_paper(services: Services) -> None:
    family = add_family(services, NewMember(first_name="Ana", first_surname="Paz", disability="declined"))
    steps.baseline(services, family)
    approve(services, family)
    asked = plan_of(services, family, with_conditions=True)
    assert asked.with_conditions
    assert [line.condition for line in asked.members] == [""]


def test_a_plan_that_is_not_there_is_told_so(services: Services, family: Added) -> None:
    with pytest.raises(ExpectedError, match="plan_none"):
        plan_of(services, family)


def test_a_frozen_plan_that_somebody_touched_is_not_printed(services: Services, family: Added) -> None:
    from sqlalchemy import update

    from gsi_desktop.models.accompaniment import FamilyPlan

    approve(services, family)

    def touch(work: Any, _data: None) -> None:
        work.session.execute(update(FamilyPlan).values(frozen=FamilyPlan.frozen + " "))

    services.run(touch, None)
    with pytest.raises(ExpectedError, match="frozen_damaged"):
        plan_of(services, family)


# --- ficha


def test_the_ficha_of_a_closed_baseline_keeps_what_was_said_then(services: Services, family: Added) -> None:
    key = steps.keys(services, family, (27,))[0]
    steps.mark(services, family, key, MarkState.ACHIEVED, date(2026, 11, 20), how=_own_means())
    made = services.read(queries.baseline_paper, family.family_id, **PRINTING)
    lines = {line.number: line for group in made.groups for line in group.achievements}
    assert len(lines) == 45
    assert lines["27"].family is MarkState.PENDING
    assert lines["2"].members == (MarkState.NOT_APPLICABLE, MarkState.NOT_APPLICABLE, MarkState.ACHIEVED)
    assert lines["8"].members[0] is MarkState.PENDING
    assert not made.head.draft
    assert "Cerrada el 02/04/2026" in told(made)


def test_a_ficha_to_fill_in_knows_whom_each_logro_concerns(services: Services, family: Added) -> None:
    made = services.read(queries.baseline_paper, family.family_id, blank=True, **PRINTING)
    lines = {line.number: line for group in made.groups for line in group.achievements}
    assert lines["2"].members == (MarkState.NOT_APPLICABLE, MarkState.NOT_APPLICABLE, None)
    assert lines["27"].family is None
    assert {letter for line in lines.values() for letter in line.members} == {None, MarkState.NOT_APPLICABLE}
    assert made.ipm == ()
    assert len(made.home_questions) + len(made.member_questions) == 15
    reads = next(one for one in made.member_questions if "leer" in one.text)
    assert reads.answers == ("", "", None)
    assert "¿De dónde toman el agua para beber?" in told(made)


def test_an_unfinished_baseline_prints_as_a_draft(services: Services) -> None:
    from gsi_desktop.models.enums import AssessmentKind

    made = add_family(services)
    steps.assess(services, made, AssessmentKind.BASELINE, steps.BASELINE_DAY, close=False)
    paper = services.read(queries.baseline_paper, made.family_id, **PRINTING)
    assert paper.head.draft
    lines = {line.number: line for group in paper.groups for line in group.achievements}
    assert lines["27"].family is MarkState.PENDING


# --- visits


def test_a_held_visit_prints_what_was_written(services: Services, family: Added) -> None:
    due = steps.commit(services, family, date(2026, 10, 15))
    held = steps.record(services, family, present=family.people[:2])
    services.run(
        commands.review_commitment,
        ReviewCommitment(
            commitment_id=due, result=_not_fulfilled(), on=date(2026, 10, 20), reason="Faltó la cita",
            new_due_on=date(2026, 12, 1), visit_id=held,
        ),
    )  # fmt: skip
    made = services.read(queries.visit_paper, family.family_id, held, **PRINTING)
    assert [choice.ticked for choice in made.present] == [True, True, False]
    assert [choice.label for choice in made.topics if choice.ticked] == ["Educación financiera"]
    assert (made.started, made.ended) == ("09:04", "10:15")
    assert [line.answer for line in made.coresponsibility] == [True, True, False, True, None]
    assert made.commitments[0].reason == "Faltó la cita"
    assert made.commitments[0].new_due == "01/12/2026"
    text = told(made)
    assert f"VI-{family.folio}-20261020" in text
    assert "Vendieron la cosecha." in text


def _not_fulfilled() -> Any:
    from gsi_desktop.models.enums import ReviewResult

    return ReviewResult.NOT_FULFILLED


def test_the_form_of_the_next_visit_brings_what_is_to_be_reviewed(services: Services, family: Added) -> None:
    steps.commit(services, family, date(2026, 12, 15), action="Afiliar a salud a Wilson")
    agreed = PlanVisit(family_id=family.family_id, on=date(2026, 11, 28), time="9:00", kind=VisitKind.SESSION_3)
    services.run(visits.plan_visit, agreed)
    made = services.read(queries.visit_paper, family.family_id, **PRINTING)
    assert made.date == "28/11/2026"
    assert [choice.label for choice in made.kinds if choice.ticked] == ["Sesión 3"]
    assert made.commitments[0].action == "Afiliar a salud a Wilson"
    assert made.commitments[0].result is None
    assert not any(choice.ticked for choice in (*made.media, *made.outcomes, *made.topics, *made.present))
    assert len(readers.pages(papers.visit(made))) == 2


def test_a_form_of_nobody_has_room_for_anybody(services: Services) -> None:
    made = services.read(queries.blank_visit_paper, **PRINTING)
    text = told(made)
    assert "Paso 8" in text
    assert "3 medios propios" in text, "how a logro was reached has the keys it is typed with"
    assert "Folio" not in text
    assert len(readers.pages(papers.visit(made))) == 2


def test_a_visit_of_another_family_is_not_printed(services: Services, family: Added) -> None:
    held = steps.record(services, family)
    other = add_family(services, replace(ROSALBA, document="999123"))
    with pytest.raises(ExpectedError, match="visit_gone"):
        services.read(queries.visit_paper, other.family_id, held, **PRINTING)


# --- constancia and letterhead


def test_the_certificate_says_since_when_and_tells_nothing_sensitive(services: Services, family: Added) -> None:
    made = services.read(queries.certificate_paper, family.family_id, **PRINTING)
    text = " ".join(told(made).split())
    assert "está vinculada a la Red JUNTOS en el municipio de Pitalito desde el 14 de marzo de 2026" in text
    assert "la conforman 3 personas" in text
    assert "Pitalito, 21 de noviembre de 2026." in text
    assert "Yenny Paola Muñoz" in text
    assert f"CV-{family.folio}-20261121" in text
    assert "Gestante" not in text
    assert "1985" not in text


def test_the_letterhead_is_the_office_s(services: Services, family: Added) -> None:
    data = office.Office(entity="Alcaldía de Pitalito", name="Secretaría de Desarrollo Social", nit="891180077")
    services.run(office.save_office, office.EditOffice(base=office.Office(), mine=data))
    made = services.read(queries.certificate_paper, family.family_id, **PRINTING)
    text = told(made)
    assert "República de Colombia · Departamento del Huila" in text
    assert "Alcaldía de Pitalito" in text
    assert "Secretaría de Desarrollo Social · NIT 891.180.077-0" in text


@pytest.mark.parametrize(
    ("municipality", "line"),
    [
        ("05001", "República de Colombia · Departamento de Antioquia"),
        ("27001", "República de Colombia · Departamento del Chocó"),
        ("44001", "República de Colombia · Departamento de La Guajira"),
        ("11001", "República de Colombia"),
    ],
)
def test_departments_are_said_as_people_say_them(municipality: str, line: str) -> None:
    assert office.country_line(municipality) == line


# --- authorisation of data


@pytest.mark.check("B50")
def test_the_proof_holds_the_exact_text_and_what_each_person_answered(services: Services, family: Added) -> None:
    with pytest.raises(ExpectedError, match="consent_none"):
        services.read(consent_paper, family.family_id, **PRINTING)
    consents.record_household(services, family)
    read = services.read(consent_texts.in_force, AT.date())
    changed = PublishConsentText(base_number=1, label="", body="Otro.", purposes=read.purposes, reason="Jurídica")
    services.run(consent_texts.publish_text, changed)
    text = " ".join(told(services.read(consent_paper, family.family_id, **PRINTING)).split())
    for paragraph in (*read.body.split("\n"), *(purpose.text for purpose in read.purposes)):
        assert paragraph in text
    assert read.sha256 in text
    assert "versión 1" in text
    assert "Otro." not in text
    for name in ("Rosalba Muñoz Ordóñez", "Wilson Andrés", "Leidy Tatiana", "Por escrito, 21/11/2026", "A, B"):
        assert name in text
    assert text.count("Madre") == 1
    assert "Se le escuchó y está de acuerdo" in text


def test_the_proof_of_one_person_tells_all_they_answered(services: Services, family: Added) -> None:
    head = family.people[0]
    consents.record_household(services, family)
    newest = services.read(consent_queries.family_consents, family.family_id, AT.date())[0].newest
    assert newest is not None
    taken = {"occurred_on": AT.date(), "taken_by": "Yenny", "reason": "Se muda"}
    services.run(consent.revoke_consent, RevokeConsent(consent_id=newest.consent_id, **taken))
    made = services.read(consent_paper, family.family_id, head, **PRINTING)
    assert [line.answer for line in made.lines] == ["Revoca. Se muda", "Autoriza"]
    assert "Wilson" not in told(made)


# --- console


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_console_makes_each_paper(
    services: Services, family: Added, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    approve(services, family)
    consents.record_household(services, family)
    orders = {
        "plan.pdf": ("family-plan", "--family", family.folio),
        "ficha.pdf": ("baseline", "--family", family.folio.lower()),
        "ficha-blanco.pdf": ("baseline", "--family", family.folio, "--blank"),
        "visita.pdf": ("visit", "--family", family.folio),
        "visita-blanco.pdf": ("visit", "--blank"),
        "constancia.pdf": ("certificate", "--family", family.folio),
        "autorizacion.pdf": ("consent", "--family", family.folio),
    }
    for name, order in orders.items():
        output = tmp_path / name
        assert cli.main(["--database", services.location, "report", *order, "--output", str(output), "--json"]) == 0
        data = json.loads(capsys.readouterr().out)
        assert data["output"] == str(output)
        assert output.read_bytes().startswith(b"%PDF")
    assert cli.main(["--database", services.location, "report", "certificate", "--family", "1", "--output", "x"]) == 1
    assert "no es un folio" in capsys.readouterr().err
    missing = tmp_path / "nada" / "x.pdf"
    order = ["report", "certificate", "--family", family.folio, "--output", str(missing)]
    assert cli.main(["--database", services.location, *order]) == 1
    assert "no existe" in capsys.readouterr().err
