"""Schema: made, upgraded and taken back on both engines without losing a row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.core.database import Database
from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.resources import migrations_path
from gsi_desktop.services.families import finding
from gsi_desktop.services.upkeep import checking, repeatables, revisions, schema
from tests.support import rosters
from tests.support.contents import business
from tests.support.keys import open_file


def _generated(name: str | None) -> bool:
    return name is not None and "_search" in name


@pytest.mark.check("A40")
def test_models_and_migrations_agree(database: Database) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind in {"table", "index"} and _generated(name))

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.check("A40")
def test_there_is_one_head() -> None:
    assert ScriptDirectory(str(migrations_path())).get_heads() == [revisions.known()[-1]]


@pytest.mark.check("A39")
def test_upgrade_downgrade_upgrade_keeps_the_registry(services: Services) -> None:
    rosters.apply(services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    before = {name: told for name, told in business(services.database).items() if not name.startswith("import_")}
    schema.downgrade(services.database, "0001_registry")
    assert schema.state(services.database).current == "0001_registry"
    schema.upgrade(services.database)
    after = {name: told for name, told in business(services.database).items() if not name.startswith("import_")}
    assert after == before
    test_models_and_migrations_agree(services.database)
    assert checking.problems(services.database) == []
    assert services.read(finding.search, "munoz").hits


def _with_revision(folder: Path, body: str) -> Path:
    """Return a copy of the migrations with one more revision whose upgrade is ``body``."""
    scripts = shutil.copytree(migrations_path(), folder / "migrations")
    (scripts / "versions" / "0099_test.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\n"
        f'revision = "0099_test"\ndown_revision = "{schema_head()}"\n'
        f"def upgrade():\n    {body}\n\ndef downgrade():\n    pass\n",
        encoding="utf-8",
    )
    return scripts


def schema_head() -> str:
    return str(ScriptDirectory(str(migrations_path())).get_current_head())


REWRITE_PARENT = (
    "with op.batch_alter_table('family', recreate='auto') as batch: "
    "batch.alter_column('address', type_=sa.String(length=300), existing_type=sa.String(length=200), "
    "existing_nullable=False)"
)


@pytest.mark.check("A38")
def test_rewriting_a_parent_keeps_its_children_and_triggers(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    before = business(services.database)
    schema.upgrade(services.database, scripts=_with_revision(tmp_path, REWRITE_PARENT))
    assert business(services.database) == before
    with services.database.engine.connect() as connection:
        assert repeatables.differences(connection) == []
    assert services.read(finding.search, "munoz").hits


@pytest.mark.check("A38")
def test_a_migration_that_loses_rows_is_taken_back(services: Services, tmp_path: Path) -> None:
    rosters.apply(services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    before = business(services.database)
    scripts = _with_revision(tmp_path, "op.execute('DELETE FROM membership')")
    with pytest.raises(MachineError, match="rows_lost"):
        schema.upgrade(services.database, scripts=scripts)
    assert business(services.database) == before
    with services.database.engine.connect() as connection:
        assert repeatables.differences(connection) == []


def test_upgrading_twice_changes_nothing(services: Services) -> None:
    rosters.apply(services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    before = business(services.database)
    schema.upgrade(services.database)
    assert business(services.database) == before


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    database = open_file(str(tmp_path / "foreign.db"))
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (x)")
    with pytest.raises(ExpectedError, match="not_our_database"):
        schema.upgrade(database)
    database.dispose()


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "letter.gsi"
    path.write_text("Querida familia " * 500, encoding="utf-8")
    with pytest.raises(ExpectedError, match="not_our_file"):
        open_file(str(path))
    assert path.read_text(encoding="utf-8").startswith("Querida familia")


@pytest.mark.parametrize("folder", ["OneDrive - Alcaldía", "Dropbox", "Google Drive"])
def test_a_cloud_folder_is_refused_before_a_file_is_made(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    with pytest.raises(ExpectedError, match="place_cloud"):
        open_file(str(tmp_path / folder / "gsi.db"))
    assert list((tmp_path / folder).iterdir()) == []


def test_a_newer_schema_is_refused(services: Services) -> None:
    with services.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_future'")
    with pytest.raises(ExpectedError, match="schema_too_new"):
        schema.state(services.database)


def test_catalogues_are_in_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        counts = {
            name: connection.execute(
                select(func.count())
                .select_from(metadata.tables[name])
                .where(metadata.tables[name].c.valid_to_on.is_(None))
            ).scalar_one()
            for name in ("municipality", "microregion", "microregion_municipality")
        }
    assert counts == {"municipality": 1121, "microregion": 5, "microregion_municipality": 37}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_local_file_is_opened_with_every_protection(database: Database) -> None:
    with database.engine.connect() as connection:
        read = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete", "temp_store")
        }
    assert read == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "temp_store": 2,
    }


def test_checking_finds_what_is_broken(services: Services) -> None:
    rosters.apply(services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    assert checking.problems(services.database) == []
    with services.database.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE family_card SET members = 99 WHERE folio = (SELECT min(folio) FROM family_card)"
        )
    assert [problem.code for problem in checking.problems(services.database)] == ["cards_differ"]
