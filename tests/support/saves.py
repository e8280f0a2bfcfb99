"""Saves as a clerk makes them, one after another, in a process that may be killed at any moment.

Run as a script it is a nursery: for every line of its input it forks a child that saves for ever and says the number of
each save once it was told "saved". Forking costs nothing; starting Python anew a thousand times costs an hour.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.families.data import ContactFields

ROOT = Path(__file__).resolve().parents[2]


def save(services: Services, family_id: UUID, number: int, base: ContactFields | None = None) -> None:
    """Save ``number`` as the telephone of the family, over what it is now or over the ``base`` one had before."""
    from gsi_desktop.services.families import commands
    from gsi_desktop.services.families.data import EditContact

    base = base or contact(services, family_id)
    edit = EditContact(family_id=family_id, base=base, mine=replace(base, phone=phone(number)))
    services.run(commands.edit_contact, edit, operation_id=UUID(int=number))


def contact(services: Services, family_id: UUID) -> ContactFields:
    """Return the family's contact as it is."""
    from gsi_desktop.services.families import commands

    return services.read(commands.current_contact, family_id)[1]


def phone(number: int) -> str:
    """Return the telephone that tells ``number``."""
    return f"3{number:09d}"


def saved(services: Services, family_id: UUID) -> int:
    """Return the number of the last save that is in the database."""
    told = contact(services, family_id).phone
    return int(told[1:]) if told.startswith("300") else 0


def _child(job: dict[str, Any]) -> None:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.services.core import encrypted_file
    from gsi_desktop.services.core.database import Database
    from tests.support.keys import TEST_KEY

    encrypted_file._SETTINGS.update(job["settings"])  # a protection taken away, to see that the test bites
    services = Services(Database.open(job["location"], key=TEST_KEY), actor="x")
    family_id, number = UUID(job["family"]), saved(services, UUID(job["family"]))
    while True:
        number += 1
        save(services, family_id, number)
        os.write(1, f"{number}\n".encode())


def _main() -> None:
    from gsi_desktop import bootstrap  # noqa: F401 - loaded once, before forking
    from gsi_desktop.services.families import commands  # noqa: F401

    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.set_blocking(1, True)
            _child(json.loads(line))
        print(f"pid {pid}", flush=True)
        os.waitpid(pid, 0)
        print("dead", flush=True)


@dataclass(frozen=True)
class Nursery:
    """A process that has loaded everything and makes children."""

    process: subprocess.Popen[str]

    def save_until_killed(self, location: str, family_id: UUID, moment: Iterator[float], **settings: str) -> list[int]:
        """Let a child save at ``location``, kill it at a random moment; return the numbers it said were saved."""
        import time

        job = {"location": location, "family": str(family_id), "settings": settings}
        told, asked = self.process.stdout, self.process.stdin
        assert told is not None
        assert asked is not None
        asked.write(json.dumps(job) + "\n")
        asked.flush()
        pid, numbers = 0, []
        for line in told:
            if line.startswith("pid"):
                pid = int(line.split()[1])
            elif line == "dead\n":
                break
            else:
                numbers.append(int(line))
            if pid and len(numbers) == 1:
                time.sleep(next(moment))
                os.kill(pid, 9)
        return numbers


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Yield a nursery; it ends with the block."""
    command = [sys.executable, "-m", "tests.support.saves"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    try:
        yield Nursery(process)
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    _main()
