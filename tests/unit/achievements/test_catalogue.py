"""The catalogue of logros: what is shipped, and versions that never change what was assessed before; both engines."""

from __future__ import annotations

import csv
import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.achievements import Assessment
from gsi_desktop.models.enums import AchievementUnit, Condition, HouseholdCondition, MarkState, Sex
from gsi_desktop.services.achievements import catalogue, commands, editing, marks, queries
from gsi_desktop.services.achievements.data import Achievement, Catalogue, PublishCatalogue
from gsi_desktop.services.achievements.rules import applies_text, describe_ages
from gsi_desktop.services.core.errors import CancelledError, ExpectedError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.resources import resource_path
from tests.support.contents import business
from tests.support.factories import NewMember, add_family
from tests.support.logros import TODAY, board, close, mark, mark_all, start

SOURCE: dict[int, str] = {
    1: "menores de 7 años",
    2: "de 7 a 17 años",
    3: "de 18 años y más",
    4: "hombres, de 18 a 50 años",
    5: "todos los integrantes",
    6: "de 60 años y más",
    7: "familias con alguien de 15 a 60 años",
    8: "de 15 a 65 años",
    9: "toda familia",
    10: "menores de 5 años",
    11: "quienes no han terminado la media, de 5 a 17 años",
    12: "de 15 años y más",
    13: "de 5 a 17 años",
    14: "quienes terminaron la básica o la media, de 15 años y más",
    15: "todos los integrantes",
    16: "todos los integrantes",
    17: "gestantes",
    18: "menores de 6 años",
    19: "menores de 10 años",
    20: "de 12 años y más",
    21: "mujeres, de 21 años y más",
    22: "mujeres, de 20 años y más",
    23: "personas con discapacidad",
    26: "menores de 6 meses",
    40: "familias con menores de 18 años",
    43: "familias con un adulto",
    45: "familias con una necesidad jurídica identificada",
}
"""To whom each logro applies, after the table of the domain facts; those not named are for every family."""


def now(services: Services) -> Catalogue:
    return services.read(catalogue.in_force, TODAY)


def edited(book: Catalogue, number: int, **fields: object) -> tuple[Achievement, ...]:
    return tuple(replace(one, **fields) if one.number == number else one for one in book.achievements)  # type: ignore[arg-type]


def added(book: Catalogue, number: int = 46, **fields: object) -> Achievement:
    known = {"dimension": 4, "short": "Salud oral", "text": "Van al odontólogo", "unit": AchievementUnit.MEMBER}
    return Achievement(number=number, **(known | fields))  # type: ignore[arg-type]


def publish(
    services: Services,
    achievements: tuple[Achievement, ...],
    *,
    base: int = 1,
    reason: str = "Acuerdo del consejo",
    on: date = TODAY,
    progress: Progress | None = None,
) -> int:
    data = PublishCatalogue(base_number=base, label="", reason=reason, valid_from_on=on, achievements=achievements)
    return services.run(commands.publish_catalogue, data, progress=progress).result


def refused(services: Services, achievements: tuple[Achievement, ...], **how: object) -> ExpectedError:
    before = business(services.database)
    with pytest.raises(ExpectedError) as refusal:
        publish(services, achievements, **how)  # type: ignore[arg-type]
    assert business(services.database) == before
    return refusal.value


# --- what is shipped


def test_the_catalogue_holds_45_logros_in_nine_dimensions(services: Services) -> None:
    book = now(services)
    assert [one.number for one in book.achievements] == list(range(1, 46))
    assert [one.number for one in book.dimensions] == list(range(1, 10))
    counts = [len(book.of_dimension(dimension.number)) for dimension in book.dimensions]
    assert counts == [5, 4, 5, 9, 3, 11, 4, 2, 2]
    assert book.label == "Catálogo JUNTOS (45) – redacción de trabajo"
    assert sum(not one.of_members for one in book.achievements) == 23


def test_the_database_holds_what_the_shipped_table_says(services: Services) -> None:
    with resource_path("catalogues", "achievements.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = now(services).achievements
    assert len(rows) == len(shown)
    for row, one in zip(rows, shown, strict=True):
        assert row["number"] == str(one.number)
        assert (row["short"], row["text"], row["question"], row["evidence"]) == (
            one.short,
            one.text,
            one.question,
            one.evidence,
        )
        assert row["unit"] == ("integrante" if one.of_members else "familia")
        assert row["min_months"] == ("" if one.min_months is None else str(one.min_months))
        assert row["max_months"] == ("" if one.max_months is None else str(one.max_months))
        assert row["evidence_required"] == ("sí" if one.evidence_required else "no")
        assert row["ipm_indicator"] == ("" if one.ipm_indicator is None else str(one.ipm_indicator))
        assert (row["source"], row["confidence"]) == (one.source, one.confidence)
    assert catalogue.shipped_achievements() == shown


def test_whom_each_logro_is_for_is_what_the_source_says(services: Services) -> None:
    told = {one.number: applies_text(one) for one in now(services).achievements}
    assert told == {number: SOURCE.get(number, "toda familia") for number in range(1, 46)}


def test_every_shipped_logro_passes_the_rules_of_a_new_version(services: Services) -> None:
    book = now(services)
    assert editing.problems(book.achievements, book) == ()
    assert tuple(editing.tidy(one) for one in book.achievements) == book.achievements
    assert all(one.question and one.evidence for one in book.achievements)


def test_who_is_told_partly_found_and_who_reconstructed(services: Services) -> None:
    said = [one.confidence for one in now(services).achievements]
    assert set(said) == {"hallado en parte", "reconstruido"}
    assert said.count("reconstruido") == 9


# --- a new version


def test_an_edit_is_a_new_version_and_the_old_one_stays_as_it_was(services: Services) -> None:
    first = now(services)
    assert publish(services, (*edited(first, 12, text="Leen y escriben"), added(first))) == 2
    second = now(services)
    assert second.number == 2
    assert (second.by_number[12].text, second.by_number[46].short) == ("Leen y escriben", "Salud oral")
    assert second.dimensions == first.dimensions
    assert services.read(catalogue.by_number, 1) == first
    shown = services.read(catalogue.versions, TODAY)
    assert [(one.number, one.in_force, one.reason) for one in shown] == [
        (2, True, "Acuerdo del consejo"),
        (1, False, "Versión que acompaña al programa"),
    ]


def test_a_version_counts_from_its_day_on(services: Services) -> None:
    publish(services, edited(now(services), 5, short="SISBÉN"), on=date(2026, 10, 1))
    assert services.read(catalogue.in_force, date(2026, 9, 30)).number == 1
    assert services.read(catalogue.in_force, date(2026, 10, 1)).number == 2


def test_assessments_made_before_keep_version_figures_and_answers(services: Services) -> None:
    family = add_family(services)
    baseline = start(services, family.family_id)
    mark_all(services, family.family_id, MarkState.PENDING)
    close(services, baseline)
    before = board(services, family.family_id)
    kept = services.read(queries.assessments, before.enrolment_id)
    publish(services, edited(now(services), 24, retired=True))
    after = board(services, family.family_id)
    assert services.read(queries.assessments, before.enrolment_id) == kept
    assert (after.catalogue.number, kept[0].catalogue_number) == (2, 1)
    assert after.progress.total.base_applicable == before.progress.total.base_applicable
    assert after.progress.total.applicable == before.progress.total.applicable - 1
    assert after.cells[24, None].state is MarkState.NOT_APPLICABLE
    assert after.cells[24, None].why == "No aplica: se retiró del catálogo"
    bound = {one.number: one.assessments for one in services.read(catalogue.versions, TODAY)}
    assert bound == {1: 1, 2: 0}


def test_a_linea_base_under_way_is_finished_with_the_version_it_was_begun_with(services: Services) -> None:
    family = add_family(services)
    baseline = start(services, family.family_id)
    mark(services, family.family_id, 24, MarkState.PENDING)
    publish(services, (*edited(now(services), 24, retired=True), added(now(services))))
    shown = board(services, family.family_id)
    assert shown.catalogue.number == 1
    assert (46, None) not in shown.cells
    assert shown.cells[24, None].state is MarkState.PENDING
    assert services.read(marks.differences, TODAY) == 0
    close(services, baseline)
    after = board(services, family.family_id)
    assert after.catalogue.number == 2
    assert after.baseline is not None
    assert after.baseline.summary is not None
    assert after.baseline.summary.total.pending == 1
    assert (46, None) in after.cells
    assert services.read(marks.differences, TODAY) == 0


def test_publishing_brings_the_marks_of_every_family_up_to_date(services: Services) -> None:
    baby = NewMember(
        first_name="Sara", first_surname="Muñoz", birth_date=date(2020, 1, 1), document_type="RC", document="1083900001"
    )
    family = add_family(services, baby)
    close(services, start(services, family.family_id))
    assert board(services, family.family_id).cells[1, family.people[0]].state is MarkState.ACHIEVED
    steps: list[str] = []
    publish(services, edited(now(services), 1, max_months=60), progress=Progress(lambda step: steps.append(step.code)))
    assert "refreshing_marks" in steps
    assert services.read(marks.differences, TODAY) == 0
    assert board(services, family.family_id).cells[1, family.people[0]].state is MarkState.NOT_APPLICABLE


def test_cancelling_leaves_the_catalogue_as_it_was(services: Services) -> None:
    start(services, add_family(services).family_id)
    before = business(services.database)
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        publish(services, edited(now(services), 1, short="Otro"), progress=progress)
    assert business(services.database) == before


def test_new_assessments_use_the_newest_version(services: Services) -> None:
    publish(services, edited(now(services), 1, short="Registro civil"))
    made = start(services, add_family(services).family_id)
    with services.database.reading() as session:
        bound = session.execute(select(Assessment.catalogue_version_id).where(Assessment.id == made)).scalar_one()
    assert bound == now(services).version_id


# --- what a version may not do


def test_numbers_are_never_reused_dropped_or_skipped(services: Services) -> None:
    book = now(services)
    assert refused(services, book.achievements[1:]).code == "catalogue_numbers"
    assert refused(services, (*book.achievements, added(book, 45))).code == "catalogue_numbers"
    assert refused(services, (*book.achievements, added(book, 47))).code == "catalogue_numbers"
    publish(services, edited(book, 45, retired=True))
    second = now(services)
    assert editing.next_number(second.achievements) == 46
    assert refused(services, second.achievements[:-1], base=2).code == "catalogue_numbers"


@pytest.mark.parametrize(
    ("number", "fields", "code", "field"),
    [
        (3, {"short": "  "}, "catalogue_text_missing", "3.short"),
        (3, {"text": ""}, "catalogue_text_missing", "3.text"),
        (3, {"text": "x" * 401}, "text_too_long", "3.text"),
        (3, {"short": "x" * 61}, "text_too_long", "3.short"),
        (2, {"min_months": 216, "max_months": 84}, "catalogue_ages", "2.max_months"),
        (1, {"max_months": 0}, "catalogue_ages", "1.max_months"),
        (3, {"min_months": 200 * 12}, "catalogue_age_limit", "3.min_months"),
        (1, {"min_months": -1}, "catalogue_age_limit", "1.min_months"),
        (24, {"unit": AchievementUnit.MEMBER}, "catalogue_unit", "24.unit"),
        (1, {"evidence": "", "evidence_required": True}, "catalogue_evidence", "1.evidence"),
        (1, {"dimension": 10}, "choice_invalid", "1.dimension"),
        (1, {"ipm_indicator": 16}, "choice_invalid", "1.ipm_indicator"),
        (1, {"weight": 0}, "parameter_invalid", "1.weight"),
        (1, {"weight": 21}, "parameter_invalid", "1.weight"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    services: Services, number: int, fields: dict[str, object], code: str, field: str
) -> None:
    error = refused(services, edited(now(services), number, **fields))
    assert (error.code, error.field) == (code, field)


def test_reason_and_day_are_asked(services: Services) -> None:
    changed = edited(now(services), 1, short="Registro civil")
    assert refused(services, changed, reason="  ab ").field == "reason"
    assert refused(services, changed, reason="x" * 401).code == "text_too_long"
    assert refused(services, changed, on=date(2006, 12, 31)).code == "catalogue_day"
    assert refused(services, changed, on=date(2026, 11, 22)).code == "date_future"
    assert refused(services, now(services).achievements).code == "catalogue_unchanged"


def test_who_publishes_second_is_told_that_somebody_was_faster(services: Services) -> None:
    first = now(services)
    publish(services, edited(first, 1, short="Registro civil"))
    error = refused(services, edited(first, 2, short="Tarjeta"))
    assert (error.code, error.params) == ("catalogue_changed", {"number": 2})


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_two_at_the_same_moment_make_one_version_and_one_refusal(services: Services) -> None:
    changed = edited(now(services), 1, short="Registro civil")
    told: list[object] = []
    gate = threading.Barrier(2)

    def attempt() -> None:
        gate.wait()
        try:
            told.append(publish(services, changed))
        except ExpectedError as error:
            told.append(error.code)

    threads = [threading.Thread(target=attempt) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told)) == ["2", "catalogue_changed"]


def test_a_version_that_is_not_there(services: Services) -> None:
    with pytest.raises(ExpectedError) as refusal:
        services.read(catalogue.by_number, 7)
    assert refusal.value.code == "catalogue_gone"


# --- what differs


def test_differences_tell_changed_new_retired_and_taken_up_again(services: Services) -> None:
    book = now(services)
    mine = (*edited(book, 3, text="Otra cosa"), added(book))
    mine = tuple(replace(one, retired=True) if one.number == 9 else one for one in mine)
    assert editing.differences(book, mine) == editing.Differences((3,), (46,), (9,), ())
    assert editing.changed_columns(book.by_number[3], mine[2]) == ("text",)
    publish(services, mine)
    second = now(services)
    again = tuple(replace(one, retired=False) if one.number == 9 else one for one in second.achievements)
    assert editing.differences(second, again) == editing.Differences((), (), (), (9,))
    assert not editing.differences(second, second.achievements)


def test_what_a_unit_does_not_know_is_not_kept() -> None:
    base = added_plain()
    family = replace(base, unit=AchievementUnit.FAMILY, min_months=12, sex=Sex.MALE, condition=Condition.PREGNANT)
    tidied = editing.tidy(family)
    assert (tidied.min_months, tidied.max_months, tidied.sex, tidied.condition) == (None, None, None, None)
    assert editing.tidy(replace(base, household_condition=HouseholdCondition.ADULT)).household_condition is None
    assert editing.tidy(replace(base, text="  dos   espacios ", min_months=0)) == replace(base, text="dos espacios")


def added_plain() -> Achievement:
    return Achievement(number=46, dimension=1, short="Corto", text="Texto", unit=AchievementUnit.MEMBER)


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (None, None, ""),
        (0, None, ""),
        (84, 96, "de 7 años"),
        (6, 24, "de 6 meses a menos de 2 años"),
        (18, None, "de 18 meses y más"),
        (None, 12, "menores de 1 año"),
        (None, 1, "menores de 1 mes"),
        (12, None, "de 1 año y más"),
        (60, 216, "de 5 a 17 años"),
        (12, 30, "de 1 año a menos de 30 meses"),
    ],
)
def test_ages_as_people_say_them(least: int | None, most: int | None, said: str) -> None:
    assert describe_ages(least, most) == said
