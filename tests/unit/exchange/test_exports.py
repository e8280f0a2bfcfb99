"""Lists leave whole: every family, person and logro once, documents with their zeros, dates as dates, nothing else."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Answer, FamilyStatus, Kinship, MarkState, NoDocument
from gsi_desktop.services.achievements.catalogue import shipped_achievements
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.exchange import exports
from gsi_desktop.services.families import enrolling, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilySort
from tests.support import enrolment, logros
from tests.support.factories import HOUSEHOLD, PITALITO, NewFamily, NewMember, add_families, add_family

NEIVA = "41001"
SENSITIVE = frozenset(one.number for one in shipped_achievements() if one.condition in ("pregnant", "disability"))
"""Logros that would tell a sensitive fact of whom they concern."""
BABY = NewMember(
    first_name="=CMD()", first_surname="Ñáñez", kinship=Kinship.CHILD, document_type="RC", document="0012345678",
    birth_date=date(2025, 1, 31), pregnant=Answer.DECLINED, disability="physical", victim=Answer.YES,
    ethnicity="indigenous",
)  # fmt: skip


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";", strict=True))


@pytest.fixture
def families(services: Services) -> list[str]:
    """Fifty families in two municipalities, one with a member who has sensitive facts."""
    made = [
        NewFamily(
            members=(replace(HOUSEHOLD[0], document=f"{3_000_000 + number:08}"),),
            municipality_id=(PITALITO, NEIVA)[number % 2],
            status=FamilyStatus.EXITED if number % 7 == 0 else FamilyStatus.ACTIVE,
        )
        for number in range(49)
    ]
    made.append(NewFamily(members=(replace(HOUSEHOLD[0], document="00777"), BABY)))
    return [one.folio for one in add_families(services, *made)]


def test_families_leave_whole_and_in_order(services: Services, families: list[str], tmp_path: Path) -> None:
    path = tmp_path / "familias.xlsx"
    assert services.snapshot(exports.export_families, exports.FamilyListing(), path) == 50
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == sorted(families)
    titles = rows[0]
    first = dict(zip(titles, rows[1], strict=True))
    assert first["Integrantes"] == 1
    assert first["Ingreso"].date() == date(2026, 3, 14)
    assert "00777" in [row[titles.index("Documento")] for row in rows[1:]]
    assert {len(row[titles.index("Código del municipio")]) for row in rows[1:]} == {5}


def test_families_leave_as_they_are_seen(services: Services, families: list[str], tmp_path: Path) -> None:
    path = tmp_path / "familias.csv"
    chosen = FamilyFilter(municipality_id=NEIVA, status=FamilyStatus.ACTIVE)
    listing = exports.FamilyListing(chosen, FamilySort.HEAD, True, ("head_name", "head_document", "folio", "unknown"))
    expected = services.read(queries.family_count, chosen)
    assert services.snapshot(exports.export_families, listing, path) == expected
    rows = read_csv(path)
    assert list(rows[0]) == ["Jefe(a) de hogar", "Tipo de documento", "Documento", "Folio"]
    page = services.read(queries.family_page, chosen, FamilySort.HEAD, descending=True)
    assert [row["Folio"] for row in rows] == [row.folio for row in page.rows]


def test_only_the_families_picked_leave(services: Services, families: list[str], tmp_path: Path) -> None:
    rows = services.read(queries.family_page, FamilyFilter()).rows
    picked = frozenset(row.family_id for row in rows[3:9])
    path = tmp_path / "familias.csv"
    assert services.snapshot(exports.export_families, exports.FamilyListing(only=picked), path) == 6
    assert {row["Folio"] for row in read_csv(path)} == {row.folio for row in rows[3:9]}


def test_persons_leave_without_sensitive_facts(services: Services, families: list[str], tmp_path: Path) -> None:
    path = tmp_path / "personas.csv"
    assert services.snapshot(exports.export_persons, FamilyFilter(), date(2026, 11, 21), path) == 51
    rows = read_csv(path)
    (baby,) = [row for row in rows if row["Documento"] == "0012345678"]
    assert baby["Primer nombre"] == "'=CMD()"
    assert (baby["Fecha de nacimiento"], baby["Edad"], baby["Parentesco"]) == ("2025-01-31", "1", "Hija")
    assert not {"Discapacidad", "Gestante", "Víctima", "Etnia"} & set(baby)
    text = path.read_text(encoding="utf-8-sig").lower()
    assert not [
        word for word in ("physical", "física", "indígena", "indigenous", "declined", "prefiere") if word in text
    ]


def test_who_has_no_document_leaves_with_the_reason(services: Services, tmp_path: Path) -> None:
    lost = enrolment.person(1, document="", document_type="", no_document=NoDocument.LOST)
    both = (enrolment.person(0), lost)
    services.run(enrolling.enrol_family, enrolment.household(2, members=both))
    path = tmp_path / "personas.csv"
    services.snapshot(exports.export_persons, FamilyFilter(), enrolment.TODAY, path)
    told = {row["Documento"]: row["Por qué no hay documento"] for row in read_csv(path)}
    assert told == {"1075234500": "", "": "Lo perdió"}


def test_persons_of_one_municipality(services: Services, families: list[str], tmp_path: Path) -> None:
    path = tmp_path / "personas.csv"
    day = date(2026, 11, 21)
    assert services.snapshot(exports.export_persons, FamilyFilter(municipality_id=NEIVA), day, path) == 24
    assert {row["Código del municipio"] for row in read_csv(path)} == {NEIVA}


def test_logros_leave_with_their_baseline(services: Services, tmp_path: Path) -> None:
    family = add_family(services)
    day = services.clock.today()
    logros.start(services, family.family_id, day)
    logros.mark_all(services, family.family_id, MarkState.PENDING, day)
    path = tmp_path / "logros.csv"
    written = services.snapshot(exports.export_achievements, FamilyFilter(), day, path)
    rows = read_csv(path)
    assert written == len(rows) > 0
    assert {row["Folio"] for row in rows} == {family.folio}
    shown = logros.board(services, family.family_id, day)
    assert Counter(int(row["Número del logro"]) for row in rows if row["Hoy"] == "Por alcanzar") == Counter(
        number for number, person in shown.markable() if number not in SENSITIVE
    )


def test_a_list_that_changes_between_its_statements_reads_one_moment(
    services: Services, families: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody enrols a family between the count and the pages: the file holds the moment of the count."""
    real = queries.family_count

    def counting(session: Session, chosen: FamilyFilter) -> int:
        counted = real(session, chosen)
        add_family(services, replace(HOUSEHOLD[0], document="999"))
        return counted

    monkeypatch.setattr(queries, "family_count", counting)
    path = tmp_path / "familias.csv"
    assert services.snapshot(exports.export_families, exports.FamilyListing(), path) == 50
    assert len(read_csv(path)) == 50


def test_a_list_that_lost_rows_is_refused(
    services: Services, families: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., int] = queries.family_count
    monkeypatch.setattr(queries, "family_count", lambda session, chosen: real(session, chosen) + 1)
    with pytest.raises(ExpectedError, match="list_changed"):
        services.snapshot(exports.export_families, exports.FamilyListing(), tmp_path / "familias.xlsx")
    assert not list(tmp_path.glob("familias*"))
