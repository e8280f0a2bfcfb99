"""Any list beside the registry: however it comes, each row is found, likened or missed, with what its family lacks."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.services.core.errors import CancelledError, ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import crosscheck, crossed_lists
from gsi_desktop.services.exchange.crosscheck import Found, Lack
from gsi_desktop.services.exchange.crossed_lists import DropList, KeepList
from gsi_desktop.services.exchange.workbooks import write_rows
from tests.support.accompaniment import approve, assign, baseline, cogestor, draft, full_content, record
from tests.support.counts import count
from tests.support.factories import HOUSEHOLD, NewFamily, add_families, add_family

PASTED = "CÉDULA\tNOMBRES\tAPELLIDOS\tTALLA\n36.284.517\tRosalba\tMuñoz\tM\n 12228430 \tWilson\tCabrera\t\n\t\t\t\n"


def crossed(services: Services, text: str) -> crosscheck.Crossed:
    return services.snapshot(crosscheck.cross, crosscheck.from_text(text, "Lista"))


def test_a_pasted_table_is_crossed_with_its_headings(services: Services) -> None:
    family = add_family(services)
    found = crossed(services, PASTED + "999888777\tNadie\tConocida\tS\nNN\tSin\tDocumento\tS\n36284517\tOtra\tVez\tS")
    assert found.table.headings == ("CÉDULA", "NOMBRES", "APELLIDOS", "TALLA")
    assert [(row.number, row.typed, row.found, row.repeated) for row in found.rows] == [
        (2, "36.284.517", Found.ACTIVE, False),
        (3, "12228430", Found.ACTIVE, False),
        (5, "999888777", Found.ABSENT, False),
        (6, "NN", Found.NO_DOCUMENT, False),
        (7, "36284517", Found.ACTIVE, True),
    ]
    assert {row.folio for row in found.rows if row.found is Found.ACTIVE} == {family.folio}
    assert found.rows[1].name == "Wilson Andrés Cabrera Peña"


@pytest.mark.parametrize(
    "text",
    ["36284517\n12228430", "36.284.517;x\n12.228.430;y", "a\t36284517\nb\t12228430", "Cédula\n36284517\n12228430\n"],
)
def test_documents_are_found_wherever_they_stand(services: Services, text: str) -> None:
    add_family(services)
    assert crossed(services, text).count(Found.ACTIVE) == 2


def test_what_a_family_lacks_is_told(services: Services) -> None:
    new, far, gone = add_families(
        services,
        NewFamily(members=(replace(HOUSEHOLD[0], document="1001"),)),
        NewFamily(members=(replace(HOUSEHOLD[0], document="1002"),)),
        NewFamily(members=(replace(HOUSEHOLD[0], document="1003"),), status=FamilyStatus.EXITED),
    )
    del new, gone
    baseline(services, far)
    approve(services, *draft(services, far, full_content(services, far)))
    record(services, far, occurred_on=date(2026, 10, 20))
    assign(services, cogestor(services, "Yenny"), far)
    found = crossed(services, "1001\n1002\n1003")
    assert [row.lacks for row in found.rows] == [(Lack.BASELINE, Lack.PLAN, Lack.VISIT, Lack.COGESTOR), (), ()]
    assert [row.found for row in found.rows] == [Found.ACTIVE, Found.ACTIVE, Found.EXITED]
    assert (found.rows[1].cogestor, found.rows[1].last_visit_on) == ("Yenny", date(2026, 10, 20))
    assert found.lacking(Lack.PLAN) == 1


@pytest.mark.parametrize("name", ["Muñoz Ordóñez Rosalba", "ROSALVA MUÑOS ORDOÑEZ"])
def test_somebody_without_their_document_is_likened_by_name(services: Services, name: str) -> None:
    family = add_family(services)
    text = f"Documento\tNombre completo\tFecha de nacimiento\n555\t{name}\t02/07/1985\n556\tFulano Zutano\t01/01/1990"
    found = crossed(services, text)
    assert [row.found for row in found.rows] == [Found.LIKE, Found.ABSENT]
    hint = found.rows[0].hint
    assert hint is not None
    assert (hint.folio, found.rows[0].family_id) == (family.folio, family.family_id)
    assert "36.284.517" in crosscheck.hint_words(hint)


@pytest.mark.parametrize("name", ["lista.xlsx", "lista.csv"])
def test_a_file_is_read_by_the_process_that_reads_rosters(services: Services, tmp_path: Path, name: str) -> None:
    add_family(services)
    path = tmp_path / name
    write_rows(path, sheet="Hoja", header=["Nro", "CEDULA"], rows=[["1", "36284517"], ["2", "0042"]])
    found = services.snapshot(crosscheck.cross, crosscheck.from_file(path))
    assert [(row.typed, row.found) for row in found.rows] == [("36284517", Found.ACTIVE), ("0042", Found.ABSENT)]
    assert found.table.name == "lista"


@pytest.mark.parametrize(
    ("text", "code"), [("", "cross_empty"), ("  \n\t\n", "cross_empty"), ("Ana\nLuis\nMarta", "cross_no_documents")]
)
def test_what_is_no_list_of_documents_is_told(text: str, code: str) -> None:
    with pytest.raises(ExpectedError, match=code):
        crosscheck.from_text(text, "Lista")


def test_the_person_may_say_where_the_documents_are(services: Services) -> None:
    add_family(services)
    table = crosscheck.from_text("Documento\tOtro\n111222\t36284517\n", "Lista")
    found = services.read(crosscheck.cross, crosscheck.with_document(table, 1))
    assert found.rows[0].found is Found.ACTIVE


def test_answers_leave_beside_the_list_s_own_columns(services: Services, tmp_path: Path) -> None:
    add_family(services)
    path = tmp_path / "cruce.csv"
    found = crossed(services, "Documento\tCelular\n0036284517\t+57 300\n778\t=1+1")
    assert crosscheck.write(found, found.rows, path) == 2
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [row["Documento"] for row in rows] == ["0036284517", "778"]
    assert [row["Celular"] for row in rows] == ["'+57 300", "'=1+1"]
    assert [row["En el registro"] for row in rows] == ["No está", "No está"]


def test_a_list_is_kept_and_answers_anew(services: Services) -> None:
    table = crosscheck.from_text(PASTED, "Lista")
    assert services.read(crosscheck.cross, table).count(Found.ABSENT) == 2
    made = services.run(crossed_lists.keep_list, KeepList(name="  Talleres  ", table=table)).result
    (info,) = services.read(crossed_lists.kept_lists)
    assert (info.name, info.rows, info.list_id) == ("Talleres", 2, made)
    add_family(services)
    again = services.read(crossed_lists.kept_list, made)
    assert again == replace(table, name="Talleres")
    assert services.read(crosscheck.cross, again).count(Found.ACTIVE) == 2
    services.run(crossed_lists.drop_list, DropList(list_id=made))
    for gone in (lambda: services.read(crossed_lists.kept_list, made),
                 lambda: services.run(crossed_lists.drop_list, DropList(list_id=new_id()))):  # fmt: skip
        with pytest.raises(ExpectedError, match="cross_gone"):
            gone()
    with pytest.raises(ExpectedError, match="cross_name_missing"):
        services.run(crossed_lists.keep_list, KeepList(name=" ", table=table))


def test_a_long_list_is_crossed_whole_and_can_be_stopped(services: Services) -> None:
    rows = count(3_000, 20_000)
    add_family(services)
    text = "\n".join(["Documento", "36284517", *(str(10_000_000 + number) for number in range(rows))])
    found = crossed(services, text)
    assert (found.count(Found.ACTIVE), found.count(Found.ABSENT)) == (1, rows)
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        services.read(crosscheck.cross, found.table, progress)
