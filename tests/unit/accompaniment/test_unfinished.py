"""What somebody may go on with, on both engines."""

from __future__ import annotations

from datetime import date

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.accompaniment.unfinished import unfinished
from gsi_desktop.services.accompaniment.workload_data import WorkScope
from gsi_desktop.services.core.ids import new_id
from tests.support import accompaniment as steps
from tests.support.factories import NewFamily, NewMember, add_families

ALL = WorkScope()


def test_drafts_come_first_then_what_was_opened_each_family_once(services: Services) -> None:
    heads = [NewMember(first_name="Ana", first_surname=name, document=str(number)) for number, name in enumerate("ABC")]
    one, two, three = add_families(services, *(NewFamily(members=(head,)) for head in heads))
    for family in (one, two):
        steps.baseline(services, family, date(2026, 5, 1))
        steps.draft(services, family)
    opened = (three.family_id, two.family_id, new_id(), three.family_id)
    found = services.read(unfinished, ALL, opened)
    assert [(line.family_id, line.draft) for line in found] == [
        (two.family_id, 1),
        (one.family_id, 1),
        (three.family_id, None),
    ]
    assert (found[2].head, found[2].folio, found[2].settlement) == ("C, Ana", three.folio, "El Cabuyal")
    assert len(services.read(unfinished, ALL, opened, 2)) == 2

    yenny = steps.cogestor(services)
    steps.assign(services, yenny, one)
    mine = services.read(unfinished, WorkScope(cogestor_id=yenny), ())
    assert [line.family_id for line in mine] == [one.family_id]
    assert services.read(unfinished, WorkScope(cogestor_id=new_id()), ()) == ()
