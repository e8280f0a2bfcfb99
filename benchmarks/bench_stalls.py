"""How long the window keeps people waiting while they go through every page of an office of 57,191 families (C38)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from benchmarks import sample
from benchmarks.harness import figure

ROOT = Path(__file__).resolve().parents[1]
WALK = """
import json, sys
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from gsi_desktop.__main__ import speak_spanish
from gsi_desktop.services.core.settings import SettingsStore, places
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.kit.watchdog import StallWatchdog
from gsi_desktop.ui.shell.crash import CrashReporter
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.program import Program

app = QApplication(sys.argv[:1])
speak_spanish(app)
program = Program(Options(database=sys.argv[1], page="families"), SettingsStore(), CrashReporter(places().logs))

def let_work(ms):
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()
    deadline = QDeadlineTimer(30_000)
    while not program.runner.wait_idle(20) and not deadline.hasExpired():
        QTimer.singleShot(20, loop.quit)
        loop.exec()

program.start()
while program.context is None:
    let_work(100)
let_work(1500)
watch = StallWatchdog()
watch.start()
stalls = {}

def note(place):
    let_work(600)
    stalls[place] = watch.longest_ms
    watch.reset()

row = program.context.services.read(queries.family_page, FamilyFilter()).rows[0]
for turn in ("first", "again"):
    for page in pages():
        if page.group or page.offered:
            QTimer.singleShot(0, lambda area=page.area: program.navigate(area))
            note(f"{page.area}, {turn}")
    QTimer.singleShot(0, lambda: program.navigate("family", family_id=row.family_id))
    note(f"family, {turn}")
watch.stop()
print(json.dumps(stalls))
program.window.close()
"""


@cache
def _walked() -> dict[str, float]:
    """Return the longest stall at each place of the walk, in ms."""
    environment = {
        **os.environ,
        **sample.SIGNED_IN,
        "GSI_HOME": str(sample.folder() / "home-stalls"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", WALK, str(sample.database(sample.HUILA))]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=600).stdout
    stalls: dict[str, float] = json.loads(told.strip().splitlines()[-1])
    return stalls


def _longest(turn: str) -> float:
    mine = {place: waited for place, waited in _walked().items() if place.endswith(turn)}
    worst = max(mine, key=lambda place: mine[place])
    print(f"  longest: {worst}", flush=True)
    return mine[worst]


@figure("longest stall, each page for the first time", unit="ms", most=100)
def first_time() -> float:
    return _longest("first")


@figure("longest stall, each page again", unit="ms", most=100)
def again() -> float:
    return _longest("again")
