"""A roster meets people registered twice: flagged before, compared after, and not brought back once merged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gsi_desktop.bootstrap import Services, look_for_duplicates
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import queries
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.merges import queries as merges
from gsi_desktop.services.families.merges.data import MergeFamilies, Same
from gsi_desktop.services.families.merges.households import merge_families
from tests.support import rosters
from tests.support.factories import ROSALBA, add_family

ROW = {
    "NOMBRE1": "ROSALVA", "NOMBRE2": "", "APELLIDO1": "MUNOS", "APELLIDO2": "ORDOÑEZ", "FEC_NAC": "02/07/1985",
    "NUM_DOC": "36284571",
}  # fmt: skip


def test_a_row_that_looks_like_somebody_registered_is_flagged_and_gets_in(services: Services, tmp_path: Path) -> None:
    made = add_family(services, ROSALBA)
    staged = rosters.stage(services, rosters.write_xlsx(tmp_path / "p.xlsx", [rosters.row(**ROW)]))
    report = services.read(queries.dry_run, staged)
    (row,) = report.rows
    assert "possible_duplicate" in row.codes
    assert f"Puede ser Rosalba Muñoz Ordóñez ({made.folio})." in row.message
    assert report.counts.persons_created == 1


def test_what_a_batch_brought_is_compared_with_everybody(services: Services, tmp_path: Path) -> None:
    add_family(services, replace(ROSALBA, first_name="Rosa Alba"))
    applied = rosters.apply(services, rosters.write_xlsx(tmp_path / "p.xlsx", [rosters.row(**ROW)]))
    look_for_duplicates(services, applied.batch_id, Progress())
    (pair,) = services.read(merges.pair_page, merges.PairFilter()).rows
    assert {pair.one.document, pair.other.document} == {"36284517", "36284571"}


def test_a_roster_that_still_has_both_rows_does_not_bring_back_who_was_merged(
    services: Services, tmp_path: Path
) -> None:
    twice = [rosters.row(**ROW), rosters.row(**ROW | {"FICHA": "2000", "NOMBRE1": "ROSALBA", "NUM_DOC": "36284517"})]
    rosters.apply(services, rosters.write_xlsx(tmp_path / "enero.xlsx", twice))
    first, second = (row.family_id for row in services.read(families.family_page, FamilyFilter()).rows)
    told = services.read(merges.compare_families, first, second)
    same = tuple(Same(one.kept_id, one.gone_id) for one in told.same)
    services.run(merge_families, MergeFamilies(kept_id=first, gone_id=second, same=same))
    again = rosters.apply(services, rosters.write_xlsx(tmp_path / "febrero.xlsx", twice))
    assert again.counts.persons_created == 0
    assert services.read(families.family_count, FamilyFilter()) == 1
    alone = rosters.apply(services, rosters.write_xlsx(tmp_path / "marzo.xlsx", twice[1:]))
    assert (alone.counts.persons_created, alone.counts.rejected) == (0, {})
