"""Whoever finds the machine finds nobody in its files."""

from __future__ import annotations

import logging
import shutil
from datetime import date
from pathlib import Path

import pytest

from gsi_desktop import bootstrap
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.access.users import NewUser
from gsi_desktop.services.core.drafts import Draft, DraftStore, drafts_file
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.settings import Recent, SettingsStore, places
from gsi_desktop.services.families import finding, queries
from gsi_desktop.services.families.data import FamilyFilter
from tests.support.databases import NOW
from tests.support.factories import NewFamily, NewMember, add_families

PASSWORD = "camino de herradura"
PLANTED = [f"Canario{letter}{number}" for number in range(10) for letter in "ÑXQWZ"]
"""Fifty first names nobody has."""


def _spellings(name: str) -> tuple[bytes, ...]:
    words = (name, name.upper(), name.lower(), name.replace("Ñ", "N").lower())
    return tuple(word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le", "latin-1"))


def _work(services: Services) -> None:
    """Do with the planted people what leaves traces: enrol, search, draft, remember."""
    families = (
        NewFamily(members=(NewMember(first_name=name, first_surname="Ñáñez", birth_date=date(1985, 7, 2)),))
        for name in PLANTED
    )
    add_families(services, *families)
    found = services.read(finding.search_families, PLANTED[0], 5)
    assert len(found) == 1
    assert services.unlocked is not None
    file = drafts_file(places().data, services.location, services.actor)
    drafts = DraftStore.open(file, services.unlocked.derive("drafts"))
    for name in PLANTED:
        drafts.keep(Draft("person", name, f"Corregir · {name}", 1, new_id(), {"typed": {"name": name}}, NOW))
    settings = SettingsStore()
    settings.put(settings.current.remembering(Recent("family", str(found[0].family_id))))
    settings.save()


def _files_with_somebody(*folders: Path) -> list[str]:
    """Return the files in which one of the planted people can be read."""
    hits = []
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        hits += [f"{path.name}: {name}" for name in PLANTED if any(word in content for word in _spellings(name))]
    return hits


@pytest.mark.check("B32")
def test_nobody_can_be_read_in_what_the_program_leaves(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    location = str(tmp_path / "oficina.gsi")
    bootstrap.create_database(location, user=NewUser("ana", "Ana Ñáñez"), password=PASSWORD)
    with pytest.raises(ExpectedError):
        bootstrap.open_services(location, password="no es esta")
    services = bootstrap.open_services(location, password=PASSWORD, hold=True)
    with caplog.at_level(logging.DEBUG):
        _work(services)
    names = {path.name for path in (*tmp_path.iterdir(), *home.rglob("*"))}
    assert {"oficina.gsi", "oficina.gsi-wal", "oficina.gsi.llaves", "oficina.gsi.abierta", "settings.json"} <= names
    at_work = tmp_path / "at work"
    shutil.copytree(tmp_path, at_work, ignore=shutil.ignore_patterns("at work"))
    services.close()
    assert _files_with_somebody(tmp_path, at_work) == []
    assert not any(name in caplog.text for name in PLANTED)


@pytest.mark.check("B32")
def test_the_same_look_finds_them_in_a_plain_file(tmp_path: Path) -> None:
    from gsi_desktop.services.core.database import Database, sqlite_engine
    from gsi_desktop.services.upkeep import schema

    path = tmp_path / "plain.db"
    database = Database(sqlite_engine(path, None), str(path))
    schema.upgrade(database)
    services = Services(database, actor="x")
    families = (NewFamily(members=(NewMember(first_name=name, first_surname="Ñáñez"),)) for name in PLANTED)
    add_families(services, *families)
    assert services.read(queries.family_count, FamilyFilter()) == len(PLANTED)
    assert len({hit.partition(": ")[2] for hit in _files_with_somebody(tmp_path)}) == len(PLANTED)
    services.close()
