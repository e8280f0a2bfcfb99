"""A batch of papers killed in mid-work: no file, no folder and no batch is left; the next one is made as ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gsi_desktop.models.enums import PaperKind
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import printing, queries
from gsi_desktop.services.paperwork.data import Selection, WantedBatch
from tests.gui.families.support import many_families
from tests.support.factories import add_families
from tests.support.saves import ROOT

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is Linux's and macOS's")

_PRINT = """
import sys
from pathlib import Path
from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import PaperKind
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import printing
from gsi_desktop.services.paperwork.data import Selection, WantedBatch
from tests.support.keys import open_file

def tell(step):
    if step.code == "drawing_papers" and step.done:
        print(step.done, flush=True)
        sys.stdin.readline()  # stays here, parts drawn and more to come, until it is killed

wanted = WantedBatch(kinds=(PaperKind.VISIT,), selection=Selection(chosen=FamilyFilter()))
services = Services(open_file(sys.argv[1]), actor="x")
printing.print_batch(services, wanted, Path(sys.argv[2]), workers=1, progress=Progress(tell))
"""


@pytest.mark.check("B39")
def test_a_batch_that_is_killed_leaves_no_file_behind(
    sqlite_services: Services, sqlite_location: str, tmp_path: Path
) -> None:
    add_families(sqlite_services, *many_families(60))
    out, scratch = tmp_path / "salida", tmp_path / "temporal"
    out.mkdir()
    scratch.mkdir()
    command = [sys.executable, "-c", _PRINT, sqlite_location, str(out / "lote.pdf")]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"TMPDIR": str(scratch)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert int(child.stdout.readline()) > 0
        child.send_signal(signal.SIGKILL)
    assert list(out.iterdir()) == []
    assert list(scratch.iterdir()) == []
    assert sqlite_services.read(queries.batch_list).rows == ()
    made = printing.print_batch(sqlite_services, _wanted(), out / "lote.pdf", workers=1)
    assert (made.papers, [file.name for file in out.iterdir()]) == (60, ["lote.pdf"])


def test_what_a_killed_folder_left_hidden_goes_with_the_next_of_its_name(
    sqlite_services: Services, sqlite_location: str, tmp_path: Path
) -> None:
    add_families(sqlite_services, *many_families(3))
    (tmp_path / ".lote.new").mkdir()
    (tmp_path / ".lote.new" / "00001 resto.pdf").write_bytes(b"resto")
    made = printing.print_batch(sqlite_services, _wanted(per_family=True), tmp_path / "lote", workers=1)
    assert made.files == 3
    assert not (tmp_path / ".lote.new").exists()
    assert "resto" not in " ".join(file.name for file in (tmp_path / "lote").iterdir())


def _wanted(*, per_family: bool = False) -> WantedBatch:
    return WantedBatch(kinds=(PaperKind.VISIT,), selection=Selection(chosen=FamilyFilter()), per_family=per_family)
