"""Cruzar una lista, used: paste, read the answers, filter, keep, open again, export."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from gsi_desktop.services.exchange import crossed_lists
from gsi_desktop.services.exchange.crosscheck import Found, Lack
from gsi_desktop.ui.exchange.cross_page import CrossPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from tests.gui.families.support import Desk, click, press, type_text
from tests.support.factories import add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LIST = "Cédula\tNombre\n36284517\tRosalba\n12228430\tWilson\n777888\tNadie\n"


@pytest.fixture
def page(desk: Desk) -> CrossPage:
    """The page after a paste, over a registry of one family."""
    add_family(desk.services)
    page = desk.show(CrossPage)
    page.start.paste.setPlainText(LIST)
    page.start.paste.setFocus()
    press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: page.crossed is not None)
    return page


def test_the_answers_are_counted_and_filter_the_rows(desk: Desk, page: CrossPage) -> None:
    assert [row.found for row in page.result.shown()] == [Found.ACTIVE, Found.ACTIVE, Found.ABSENT]
    click(page.result.counts.counter(Found.ABSENT))
    assert [row.typed for row in page.result.shown()] == ["777888"]
    assert page.result.total.text() == "<b>1</b> de 3 filas"
    click(page.result.counts.counter(Found.ABSENT))
    click(page.result.lacks[Lack.VISIT])
    assert len(page.result.shown()) == 2
    page.result.table.setFocus()
    press(Qt.Key.Key_Return)
    assert desk.visited[0][0] == "family"


def test_a_list_is_kept_opened_thrown_away_and_taken_back(desk: Desk, page: CrossPage) -> None:
    click(page.save_button)
    desk.wait()
    type_text("Talleres")
    press(Qt.Key.Key_Return)
    desk.until(lambda: desk.notices)
    assert desk.notices[0][1] == "Se guardó la lista «Talleres»."
    click(page.other_button)
    desk.until(lambda: page.start.kept.rowCount() == 1)
    click(page.start.open)
    desk.until(lambda: page.crossed is not None)
    assert page.title == "Talleres"
    assert len(page.result.shown()) == 3
    click(page.other_button)
    click(page.start.drop)
    desk.until(lambda: page.start.kept.rowCount() == 0)
    assert desk.services.read(crossed_lists.kept_lists) == ()


def test_the_rows_shown_are_exported(
    desk: Desk, page: CrossPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "cruce.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    click(page.result.counts.counter(Found.ACTIVE))
    click(page.export_button)
    desk.until(target.exists)
    desk.wait()
    assert len(target.read_text(encoding="utf-8-sig").splitlines()) == 3


def test_what_is_no_list_says_why_and_keeps_the_paste(desk: Desk) -> None:
    page = desk.show(CrossPage)
    page.start.paste.setPlainText("Ana\nLuis")
    click(page.start.go)
    desk.until(page.bars)
    assert "columna de documentos" in page.bars()[0].text
    assert page.start.paste.toPlainText() == "Ana\nLuis"


@pytest.mark.check("C04", "C15")
def test_everything_is_named_in_spanish(desk: Desk, page: CrossPage) -> None:
    assert unnamed_focusables(page) == []
    assert english_words(page) == set()
    assert QApplication.activePopupWidget() is None
