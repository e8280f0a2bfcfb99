"""Views of lists: one's own and the office's, one default each, names told apart as people read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core import views
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.views import DeleteView, SaveView


@pytest.fixture
def others(services: Services) -> Services:
    """The same database in somebody else's hands."""
    return Services(services.database, clock=services.clock, actor="otra persona")


def _names(services: Services, area: str | None = "families") -> list[str]:
    return [one.name for one in services.read(views.views, services.actor, area)]


NEW = SaveView(view_id=None, area="families", name="Sin visita", content='{"a":1}')


@pytest.mark.check("C35")
def test_views_are_kept_shared_and_one_is_the_default(services: Services, others: Services) -> None:
    mine = services.run(views.save_view, NEW).result
    services.run(views.save_view, replace(NEW, name="  Ñapas   rurales ", shared=True, is_default=True))
    services.run(views.save_view, replace(NEW, area="visits", name="Otra lista"))
    assert _names(services) == ["Ñapas rurales", "Sin visita"]
    assert _names(services, None) == ["Ñapas rurales", "Sin visita", "Otra lista"]
    assert _names(others) == ["Ñapas rurales"]
    assert [one.is_default for one in others.read(views.views, others.actor, "families")] == [False]

    services.run(views.save_view, replace(NEW, view_id=mine, name="Sin visita", is_default=True, content='{"b":2}'))
    told = {one.name: (one.is_default, one.content) for one in services.read(views.views, services.actor, "families")}
    assert told == {"Ñapas rurales": (False, '{"a":1}'), "Sin visita": (True, '{"b":2}')}


def test_a_name_is_one_s_own(services: Services, others: Services) -> None:
    services.run(views.save_view, NEW)
    with pytest.raises(ExpectedError, match="view_name_taken"):
        services.run(views.save_view, replace(NEW, name="SIN VISITÁ"))
    with pytest.raises(ExpectedError, match="view_name_missing"):
        services.run(views.save_view, replace(NEW, name="   "))
    others.run(views.save_view, NEW)
    services.run(views.save_view, replace(NEW, area="visits"))


def test_a_view_thrown_away_comes_back(services: Services, others: Services) -> None:
    made = services.run(views.save_view, replace(NEW, shared=True)).result
    for deny in (
        lambda: others.run(views.delete_view, DeleteView(view_id=made)),
        lambda: others.run(views.save_view, replace(NEW, view_id=made, name="Mía")),
    ):
        with pytest.raises(ExpectedError, match="view_of_another"):
            deny()
    services.run(views.delete_view, DeleteView(view_id=made))
    assert _names(services) == []
    assert services.run(views.save_view, replace(NEW, view_id=made)).result == made
    assert _names(services) == ["Sin visita"]
    with pytest.raises(ExpectedError, match="view_gone"):
        services.run(views.delete_view, DeleteView(view_id=new_id()))
