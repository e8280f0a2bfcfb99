"""Triggers and full-text indexes, generated from the metadata for both engines.

They are not revisions: every upgrade drops and reinstalls them, because an Alembic batch on SQLite silently loses
triggers and moves rowids (architecture.md §3). `live` reads what is installed so that a check can compare.

Audit rows hold the key on insert, the former values of changed columns on update and all columns on delete; never the
value of a column marked ``reserved`` (that it changed leaves a row without it). The
version trigger raises the version only when the statement did not (a trigger that always bumps makes the ORM's next
flush stale).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Connection, Table

from gsi_desktop.models.base import Guid
from gsi_desktop.models.tables import metadata

_PREFIX = "gsi_"
_NOW = "strftime('%Y-%m-%d %H:%M:%f','now')"


def _names_its_operation(table: Table) -> bool:
    """Whether rows are append-only and carry their operation, so that only a later change needs an audit row."""
    return bool(table.info.get("audited") == "changes")


def audited_tables() -> list[Table]:
    """Return the tables whose every write leaves an audit row."""
    return [table for table in metadata.sorted_tables if table.info.get("audited")]


def _full_text_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if "full_text" in table.info]


def _business_columns(table: Table) -> list[Column[object]]:
    return [column for column in table.columns if column.name not in {"version", "row_no"}]


def _reserved(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.info.get("reserved")]


def _municipality(table: Table, row: str) -> str:
    return f"{row}.municipality_id" if "municipality_id" in table.c else "NULL"


# --- SQLite


def _sqlite_value(column: Column[object], row: str) -> str:
    return f"hex({row}.{column.name})" if isinstance(column.type, Guid) else f"{row}.{column.name}"


def _sqlite_before(table: Table, *, only_changed: bool) -> str:
    pairs = []
    reserved = _reserved(table)
    for column in _business_columns(table):
        if column.name in reserved:
            continue
        pair = f"SELECT '{column.name}' AS k, {_sqlite_value(column, 'OLD')} AS v"
        if only_changed:
            pair += f" WHERE OLD.{column.name} IS NOT NEW.{column.name}"
        pairs.append(pair)
    return f"(SELECT json_group_object(k, v) FROM ({' UNION ALL '.join(pairs)}))"


def _sqlite_audit(table: Table, action: str, row: str, before: str) -> str:
    return (
        "INSERT INTO audit_entry (operation_id, actor, at, table_name, row_id, municipality_id, action, before_values)"
        f" SELECT (SELECT operation_id FROM current_operation), (SELECT actor FROM current_operation), {_NOW},"
        f" '{table.name}', {row}.id, {_municipality(table, row)}, '{action}', {before};"
    )


def _sqlite_triggers(table: Table) -> Iterator[tuple[str, str]]:
    name = table.name
    changed = " OR ".join(f"OLD.{c.name} IS NOT NEW.{c.name}" for c in _business_columns(table))
    bodies = {
        "insert": ("AFTER INSERT", "", _sqlite_audit(table, "insert", "NEW", "NULL")),
        "update": (
            "AFTER UPDATE",
            f" WHEN {changed}",
            _sqlite_audit(table, "update", "NEW", _sqlite_before(table, only_changed=True)),
        ),
        "delete": (
            "AFTER DELETE",
            "",
            _sqlite_audit(table, "delete", "OLD", _sqlite_before(table, only_changed=False)),
        ),
    }
    if _names_its_operation(table):
        del bodies["insert"]
    for action, (moment, condition, body) in bodies.items():
        trigger = f"{_PREFIX}{name}_{action}"
        yield trigger, f"CREATE TRIGGER {trigger} {moment} ON {name}{condition} BEGIN {body} END"
    if "version" in table.c:
        trigger = f"{_PREFIX}{name}_version"
        yield (
            trigger,
            (
                f"CREATE TRIGGER {trigger} AFTER UPDATE ON {name} WHEN NEW.version = OLD.version AND ({changed})"
                f" BEGIN UPDATE {name} SET version = OLD.version + 1 WHERE id = NEW.id; END"
            ),
        )


def _sqlite_full_text(table: Table) -> Iterator[tuple[str, str]]:
    name, column = table.name, table.info["full_text"]
    index = f"{name}_search"
    yield (
        index,
        (
            f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{name}', content_rowid='row_no',"
            " prefix='2 3', columnsize=0, tokenize=\"unicode61 remove_diacritics 2\")"
        ),
    )
    at_once = "NOT coalesce((SELECT search_deferred FROM current_operation), 0)"
    add = f"INSERT INTO {index}(rowid, {column}) VALUES (NEW.row_no, NEW.{column});"
    drop = f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', OLD.row_no, OLD.{column});"
    for action, moment, body in (
        ("insert", "AFTER INSERT", add),
        ("delete", "AFTER DELETE", drop),
        ("update", f"AFTER UPDATE OF {column}", drop + add),
    ):
        trigger = f"{_PREFIX}{name}_search_{action}"
        yield trigger, f"CREATE TRIGGER {trigger} {moment} ON {name} WHEN {at_once} BEGIN {body} END"


def sqlite_objects() -> dict[str, str]:
    """Return the name and definition of every generated object of a local file."""
    objects: dict[str, str] = {}
    for table in audited_tables():
        objects.update(_sqlite_triggers(table))
    for table in _full_text_tables():
        objects.update(_sqlite_full_text(table))
    return objects


# --- PostgreSQL

_PG_FUNCTIONS = {
    "gsi_audit_insert": """
CREATE FUNCTION gsi_audit_insert() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE format(
    'INSERT INTO audit_entry (operation_id, actor, at, table_name, row_id, municipality_id, action)
     SELECT nullif(current_setting(''gsi.operation_id'', true), '''')::uuid, session_user, clock_timestamp(),
            %L, n.id, %s, ''insert''
     FROM new_rows n', TG_TABLE_NAME, TG_ARGV[0]);
  RETURN NULL;
END $body$""",
    "gsi_audit_change": """
CREATE FUNCTION gsi_audit_change() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  before jsonb := to_jsonb(OLD) - TG_ARGV[0]::text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(o.key, o.value) INTO before FROM jsonb_each(before) o
    WHERE o.value IS DISTINCT FROM to_jsonb(NEW) -> o.key;
    IF before IS NULL THEN RETURN NULL; END IF;
  END IF;
  before := before - TG_ARGV[1]::text[];
  INSERT INTO audit_entry (operation_id, actor, at, table_name, row_id, municipality_id, action, before_values)
  VALUES (nullif(current_setting('gsi.operation_id', true), '')::uuid, session_user, clock_timestamp(), TG_TABLE_NAME,
          OLD.id, to_jsonb(OLD) ->> 'municipality_id', lower(TG_OP), before::text);
  RETURN NULL;
END $body$""",
    "gsi_version": """
CREATE FUNCTION gsi_version() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF NEW.version = OLD.version AND NEW IS DISTINCT FROM OLD THEN NEW.version := OLD.version + 1; END IF;
  RETURN NEW;
END $body$""",
}


def _pg_triggers(table: Table) -> Iterator[tuple[str, str]]:
    name = table.name
    kept = {column.name for column in _business_columns(table)}
    derived = "{" + ",".join(column.name for column in table.columns if column.name not in kept) + "}"
    reserved = "{" + ",".join(_reserved(table)) + "}"
    scope = "n.municipality_id" if "municipality_id" in table.c else "NULL"
    if not _names_its_operation(table):
        yield (
            f"{_PREFIX}{name}_insert",
            (
                f"CREATE TRIGGER {_PREFIX}{name}_insert AFTER INSERT ON {name} REFERENCING NEW TABLE AS new_rows"
                f" FOR EACH STATEMENT EXECUTE FUNCTION gsi_audit_insert('{scope}')"
            ),
        )
    yield (
        f"{_PREFIX}{name}_change",
        (
            f"CREATE TRIGGER {_PREFIX}{name}_change AFTER UPDATE OR DELETE ON {name}"
            f" FOR EACH ROW EXECUTE FUNCTION gsi_audit_change('{derived}', '{reserved}')"
        ),
    )
    if "version" in table.c:
        yield (
            f"{_PREFIX}{name}_version",
            (
                f"CREATE TRIGGER {_PREFIX}{name}_version BEFORE UPDATE ON {name}"
                " FOR EACH ROW EXECUTE FUNCTION gsi_version()"
            ),
        )


def postgresql_objects() -> dict[str, str]:
    """Return the name and definition of every generated object of a shared database, functions first."""
    objects = {name: body.strip() for name, body in _PG_FUNCTIONS.items()}
    for table in audited_tables():
        objects.update(_pg_triggers(table))
    for table in _full_text_tables():
        index, column = f"{table.name}_search", table.info["full_text"]
        objects[index] = (
            f"CREATE INDEX {index} ON {table.name} USING gin (array_to_tsvector(string_to_array({column}, ' ')))"
        )
    return objects


# --- install, remove, compare


def _installed_sqlite(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        "SELECT name, type, sql FROM sqlite_master"
        f" WHERE (type = 'trigger' AND name LIKE '{_PREFIX}%')"
        " OR (type = 'table' AND name LIKE '%\\_search' ESCAPE '\\')"
    )
    return {row.name: row.sql for row in rows}


def _installed_postgresql(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        "SELECT tgname AS name, 'trigger' AS kind, tgrelid::regclass::text AS host FROM pg_trigger"
        f" WHERE NOT tgisinternal AND tgname LIKE '{_PREFIX}%%'"
        f" UNION ALL SELECT proname, 'function', '' FROM pg_proc WHERE proname LIKE '{_PREFIX}%%'"
        " AND pronamespace = current_schema()::regnamespace"
        " UNION ALL SELECT indexname, 'index', tablename FROM pg_indexes"
        " WHERE indexname LIKE '%%\\_search' AND schemaname = current_schema()"
    )
    return {row.name: f"{row.kind} {row.host}".strip() for row in rows}


def remove(connection: Connection) -> None:
    """Drop every generated object, so that a revision may rewrite tables and data freely."""
    if connection.dialect.name == "sqlite":
        for name, sql in _installed_sqlite(connection).items():
            kind = "TABLE" if sql.startswith("CREATE VIRTUAL") else "TRIGGER"
            connection.exec_driver_sql(f"DROP {kind} {name}")
        return
    order = {"trigger": 0, "index": 1, "function": 2}
    installed = _installed_postgresql(connection)
    for name, what in sorted(installed.items(), key=lambda item: order[item[1].split()[0]]):
        kind, _, host = what.partition(" ")
        statement = {
            "trigger": f"DROP TRIGGER {name} ON {host}",
            "index": f"DROP INDEX {name}",
            "function": f"DROP FUNCTION {name}()",
        }[kind]
        connection.exec_driver_sql(statement)


def install(connection: Connection) -> None:
    """Create every generated object and rebuild the full-text indexes."""
    sqlite = connection.dialect.name == "sqlite"
    for sql in (sqlite_objects() if sqlite else postgresql_objects()).values():
        connection.exec_driver_sql(sql.replace("%", "%%") if not sqlite else sql)
    if sqlite:
        for table in _full_text_tables():
            connection.exec_driver_sql(f"INSERT INTO {table.name}_search({table.name}_search) VALUES ('rebuild')")


def differences(connection: Connection) -> list[str]:
    """Return the names of generated objects that are missing, unknown or (on SQLite) altered."""
    if connection.dialect.name == "sqlite":
        installed, wanted = _installed_sqlite(connection), sqlite_objects()
        return sorted(name for name in installed.keys() | wanted.keys() if installed.get(name) != wanted.get(name))
    return sorted(_installed_postgresql(connection).keys() ^ postgresql_objects().keys())
