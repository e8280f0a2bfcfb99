"""Rosters come in as their senders meant them, on both engines."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import NoticeStatus, RowOutcome
from gsi_desktop.services.core.errors import CancelledError, ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import commands, queries, results
from gsi_desktop.services.families import cards, finding
from gsi_desktop.services.families import commands as family_commands
from gsi_desktop.services.families import queries as family_queries
from gsi_desktop.services.families.data import EditContact, EditPerson, FamilyFilter, PersonFields
from tests.support import rosters
from tests.support.contents import business

ROSTERS = ["padron_sisben_pitalito.xlsx", "padron_rupd_neiva.csv"]


@pytest.mark.parametrize("name", ROSTERS)
def test_sample_rosters_give_their_expected_result(services: Services, name: str) -> None:
    path = rosters.SAMPLES / name
    dry = rosters.dry_run(services, path)
    applied = rosters.apply(services, path)
    assert dry.counts == applied.counts
    told = dataclasses.asdict(applied.counts)
    for field, value in rosters.expected(name).items():
        assert told[field] == value, field
    outcomes = (told["persons_created"], *told["rejected"].values(), *told["skipped"].values())
    assert told["rows"] == sum(outcomes)
    assert services.read(family_queries.family_count, FamilyFilter()) == told["families_created"]
    assert services.read(cards.differences) == 0


@pytest.mark.parametrize("name", ROSTERS)
def test_the_same_file_twice_creates_nothing(services: Services, name: str) -> None:
    first = rosters.apply(services, rosters.SAMPLES / name)
    before = business(services.database)
    again = rosters.apply(services, rosters.SAMPLES / name)
    assert (again.counts.families_created, again.counts.persons_created, again.counts.persons_updated) == (0, 0, 0)
    assert again.counts.persons_unchanged == first.counts.persons_created
    assert again.counts.rejected == first.counts.rejected
    assert business(services.database) == before


def test_a_dry_run_writes_nothing_and_says_why_for_every_row(services: Services) -> None:
    before = business(services.database)
    report = rosters.dry_run(services, rosters.SAMPLES / ROSTERS[0])
    assert business(services.database) == before
    assert report.batch is None
    assert len(report.rows) == report.counts.rows
    assert all(row.message for row in report.rows if row.outcome in (RowOutcome.REJECTED, RowOutcome.SKIPPED))
    duplicate = next(row for row in report.rows if "duplicate_document" in row.codes)
    assert "fila" in duplicate.message


def test_every_person_is_left_with_the_notice_pending(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.write_xlsx(tmp_path / "p.xlsx", [rosters.row()]))
    family = services.read(family_queries.family_page, FamilyFilter()).rows[0]
    dossier = services.read(family_queries.dossier, family.family_id)
    assert [member.notice for member in dossier.members] == [NoticeStatus.PENDING]
    assert services.read(queries.batches)[0].legal_basis == "prueba"


OTHER_OFFICES = {
    "separate words, other order": (
        ["Sexo", "Primer Apellido", "Segundo Apellido", "Primer Nombre", "Fecha de Nacimiento", "Número de documento",
         "Tipo de documento", "Código DANE municipio", "Número de ficha", "Parentesco con el jefe", "Celular"],
        ["Mujer", "Muñoz", "Ordóñez", "Rosalba", "19-02-1985", "36.284.517", "C.C.", "41551", "1000",
         "Jefe de hogar", "321 579 5346"],
    ),
    "names together, sex as M/F": (
        ["NOMBRES", "APELLIDOS", "GENERO", "FECHANAC", "NDOC", "TIPODOC", "MUNICIPIO", "HOGAR", "PARENTESCO"],
        ["ROSALBA", "MUÑOZ ORDÓÑEZ", "F", "1985/02/19", "36284517", "Cédula", "PITALITO", "1000", "JEFE(A)"],
    ),
    "one column for the name, declaration": (
        ["Nombre completo", "F. Nacimiento", "Cédula", "Cod. Municipio", "No. Declaración", "Relación"],
        ["ROSALBA MUÑOZ ORDÓÑEZ", "19/2/85", "36284517", "41551", "778812", "CABEZA DE FAMILIA"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("office", OTHER_OFFICES)
def test_other_offices_headings_and_orders_work(sqlite_services: Services, tmp_path: Path, office: str) -> None:
    headings, cells = OTHER_OFFICES[office]
    applied = rosters.apply(sqlite_services, rosters.write_xlsx(tmp_path / "o.xlsx", [cells], headings))
    assert (applied.counts.persons_created, applied.counts.rejected) == (1, {})
    hit = sqlite_services.read(finding.search, "36284517").hits[0]
    assert hit.name == "Rosalba Muñoz Ordóñez"
    family = sqlite_services.read(family_queries.dossier, hit.family_id)
    assert str(family.members[0].birth_date) == "1985-02-19"
    assert family.municipality == "Pitalito"


def test_a_corrected_mapping_is_remembered(services: Services, tmp_path: Path) -> None:
    headings = [*rosters.HEADINGS[:-1], "GRUPO RARO"]
    path = rosters.write_xlsx(tmp_path / "m.xlsx", [rosters.row(NIVEL="A3")], headings)
    staged = rosters.stage(services, path)
    assert staged.layout.mapping().get("level") is None
    columns = tuple(
        dataclasses.replace(one, field="level") if one.heading == "GRUPO RARO" else one for one in staged.layout.columns
    )
    staged.options = dataclasses.replace(staged.options, layout=dataclasses.replace(staged.layout, columns=columns))
    services.run(commands.apply_roster, staged)
    remembered = rosters.stage(services, path).layout
    assert remembered.remembered
    assert "level" in remembered.mapping()


# --- a newer cut


def _contact(services: Services, address: str) -> None:
    family = services.read(family_queries.family_page, FamilyFilter()).rows[0]
    with services.database.reading() as session:
        _row, base = family_commands.current_contact(session, family.family_id)
    mine = dataclasses.replace(base, address=address)
    services.run(family_commands.edit_contact, EditContact(family_id=family.family_id, base=base, mine=mine))


def test_a_newer_cut_updates_what_nobody_touched(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row()]))
    newer = rosters.write_xlsx(tmp_path / "2.xlsx", [rosters.row(DIRECCION="CLL 8 # 17-37", NOMBRE2="DEL MAR")])
    applied = rosters.apply(services, newer)
    assert (applied.counts.persons_updated, applied.counts.warnings) == (1, {})
    family = services.read(family_queries.family_page, FamilyFilter()).rows[0]
    dossier = services.read(family_queries.dossier, family.family_id)
    assert dossier.address == "CLL 8 # 17-37"
    assert dossier.members[0].full_name == "Rosalba Del Mar Muñoz Ordóñez"
    assert services.read(finding.search, "rosalba mar").hits
    assert services.read(cards.differences) == 0


def test_a_value_changed_here_becomes_a_review_item(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row()]))
    _contact(services, "Finca El Porvenir")
    newer = rosters.write_xlsx(tmp_path / "2.xlsx", [rosters.row(DIRECCION="CLL 8 # 17-37")])
    applied = rosters.apply(services, newer)
    assert (applied.counts.persons_updated, applied.counts.persons_unchanged) == (0, 1)
    assert applied.counts.warnings == {"needs_review": 1}
    (review,) = services.read(queries.reviews)
    assert (review.field, review.current_value, review.new_value) == ("address", "Finca El Porvenir", "CLL 8 # 17-37")
    services.run(commands.settle_review, commands.SettleReview(review.review_id, take=True))
    dossier = services.read(family_queries.dossier, review.family_id)
    assert dossier.address == "CLL 8 # 17-37"
    assert services.read(queries.reviews) == ()


def test_an_old_review_does_not_overwrite_a_newer_edit(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row()]))
    _contact(services, "Finca El Porvenir")
    rosters.apply(services, rosters.write_xlsx(tmp_path / "2.xlsx", [rosters.row(DIRECCION="CLL 8 # 17-37")]))
    _contact(services, "Finca La Unión")
    (review,) = services.read(queries.reviews)
    with pytest.raises(ExpectedError, match="changed_meanwhile"):
        services.run(commands.settle_review, commands.SettleReview(review.review_id, take=True))
    assert services.read(family_queries.dossier, review.family_id).address == "Finca La Unión"


def test_an_empty_cell_never_overwrites_and_a_new_head_is_asked_about(services: Services, tmp_path: Path) -> None:
    child = rosters.row(NUM_DOC="1080123456", TIPO_DOC="TI", NOMBRE1="ANA", FEC_NAC="01/05/2012", PARENTESCO="3")
    rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row(), child]))
    newer = rosters.write_xlsx(
        tmp_path / "2.xlsx", [rosters.row(TELEFONO="", PARENTESCO="3"), [*child[:11], "1", *child[12:]]]
    )
    applied = rosters.apply(services, newer)
    assert applied.counts.persons_updated == 0
    assert {review.field for review in services.read(queries.reviews)} == {"kinship"}
    family = services.read(family_queries.family_page, FamilyFilter()).rows[0]
    dossier = services.read(family_queries.dossier, family.family_id)
    assert dossier.phone == "3215795346"
    assert dossier.head is not None
    assert dossier.head.first_name == "Rosalba"


def test_a_new_member_joins_the_family_already_registered(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row()]))
    baby = rosters.row(NUM_DOC="1080999888", TIPO_DOC="RC", NOMBRE1="LUZ", FEC_NAC="01/05/2025", PARENTESCO="1")
    applied = rosters.apply(services, rosters.write_xlsx(tmp_path / "2.xlsx", [rosters.row(), baby]))
    assert (applied.counts.families_created, applied.counts.persons_created) == (0, 1)
    assert applied.counts.warnings == {"second_head": 1}
    family = services.read(family_queries.family_page, FamilyFilter()).rows[0]
    assert family.members == 2


def test_a_document_of_another_registered_household_is_rejected(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row()]))
    report = rosters.dry_run(services, rosters.write_xlsx(tmp_path / "2.xlsx", [rosters.row(FICHA="2000")]))
    assert report.counts.rejected == {"duplicate_document": 1}
    assert "folio 41551-" in report.rows[0].message


# --- one transaction, cancel, retry


def test_the_same_operation_is_answered_not_repeated(services: Services, tmp_path: Path) -> None:
    staged = rosters.stage(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row()]))
    operation = new_id()
    first = services.run(commands.apply_roster, staged, operation_id=operation)
    again = services.run(commands.apply_roster, staged, operation_id=operation)
    assert again.repeated
    assert again.result == first.result
    assert len(services.read(queries.batches)) == 1


def test_cancelling_leaves_everything_as_it_was(services: Services) -> None:
    before = business(services.database)
    staged = rosters.stage(services, rosters.SAMPLES / ROSTERS[0])
    progress = Progress()
    progress.listener = lambda step: progress.cancel() if step.code == "writing_rows" and step.done else None
    with pytest.raises(CancelledError):
        services.run(commands.apply_roster, staged, progress=progress)
    assert business(services.database) == before
    assert services.read(queries.batches) == ()


# --- undo


@pytest.mark.check("A54")
@pytest.mark.parametrize("name", ROSTERS)
def test_undo_leaves_counts_and_checksums_as_before(services: Services, tmp_path: Path, name: str) -> None:
    rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row()]))
    before = business(services.database)
    applied = rosters.apply(services, rosters.SAMPLES / name)
    assert business(services.database) != before
    services.run(commands.undo_batch, commands.UndoBatch(applied.batch_id))
    assert business(services.database) == before
    assert services.read(cards.differences) == 0
    assert services.read(finding.search, "muñoz").hits[0].folio.startswith("41551-")
    with pytest.raises(ExpectedError, match="batch_undone"):
        services.run(commands.undo_batch, commands.UndoBatch(applied.batch_id))


@pytest.mark.check("A54")
def test_undo_of_a_newer_cut_restores_the_former_values(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row()]))
    before = business(services.database)
    newer = rosters.row(
        DIRECCION="CLL 8 # 17-37", NOMBRE1="ROSA", NUM_DOC="36284517", BARRIO_VEREDA="CONTADOR", NIVEL="2"
    )
    applied = rosters.apply(services, rosters.write_xlsx(tmp_path / "2.xlsx", [newer]))
    assert services.read(finding.search, "rosa munoz").hits
    services.run(commands.undo_batch, commands.UndoBatch(applied.batch_id))
    assert business(services.database) == before
    assert services.read(finding.search, "rosalba").hits


def test_undo_is_refused_with_the_families_touched_since(services: Services, tmp_path: Path) -> None:
    other = rosters.row(FICHA="2000", NUM_DOC="1075234567", NOMBRE1="LUCY")
    applied = rosters.apply(services, rosters.write_xlsx(tmp_path / "1.xlsx", [rosters.row(), other]))
    hit = services.read(finding.search, "lucy").hits[0]
    person = services.read(family_queries.dossier, hit.family_id).members[0]
    names = [field.name for field in dataclasses.fields(PersonFields) if field.name != "document"]
    base = PersonFields(**{name: getattr(person, name) for name in names}, document=person.document)
    mine = dataclasses.replace(base, second_name="Estela")
    services.run(family_commands.edit_person, EditPerson(person_id=person.person_id, base=base, mine=mine))
    before = business(services.database)
    with pytest.raises(ExpectedError, match="batch_touched"):
        services.run(commands.undo_batch, commands.UndoBatch(applied.batch_id))
    assert business(services.database) == before
    assert [family.folio for family in services.read(queries.touched_families, applied.batch_id)] == [hit.folio]


# --- the result workbook


def test_the_result_workbook_has_the_same_columns_and_what_happened(sqlite_services: Services, tmp_path: Path) -> None:
    staged = rosters.stage(sqlite_services, rosters.SAMPLES / ROSTERS[0])
    applied = sqlite_services.run(commands.apply_roster, staged).result
    report = sqlite_services.read(queries.batch_report, applied.batch_id)
    target = tmp_path / "resultado.xlsx"
    assert results.write_result(staged, report, target) == 1161
    sheet = load_workbook(target).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header[:3] == ("COD_MPIO", "MUNICIPIO", "ZONA")
    assert header[-3:] == ("resultado", "motivo", "folio")
    assert len(rows) == 1161
    assert rows[0][0] == "41551"
    assert {row[-3] for row in rows} == {"Se creó", "No entró", "Se omitió"}
    assert all(row[-1] for row in rows if row[-3] == "Se creó")
    assert all(row[-2] for row in rows if row[-3] == "No entró")
