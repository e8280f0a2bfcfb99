from __future__ import annotations

import sys

import pytest
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit.labels import Line


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there")
def test_none_survives_every_call_that_answers_it(qtbot: QtBot) -> None:
    widget = Line()
    qtbot.addWidget(widget)
    for _turn in range(20_000):
        widget.parentWidget()
    assert sys.getrefcount(None) > 1 << 39
