"""The catalogue as a file in the window: out, edited, in as a draft to look over; what is wrong told by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsi_desktop.services.achievements import catalogue
from gsi_desktop.ui.catalogue import files
from gsi_desktop.ui.catalogue.catalogue_page import CataloguePage
from tests.gui.exchange.support import Desk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def page(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CataloguePage:
    """The page, reading and writing the file the test says."""
    path = tmp_path / "logros.csv"
    monkeypatch.setattr(files, "ask_save_file", lambda *_args: path)
    monkeypatch.setattr(files, "ask_open_file", lambda *_args: path)
    page = desk.show(CataloguePage)
    desk.wait()
    page._give()
    desk.wait()
    return page


def change(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "logros.csv"
    path.write_text(path.read_text("utf-8-sig").replace(before, after), "utf-8")


def told(page: CataloguePage) -> str:
    return " ".join(bar.text for bar in page.bars())


def test_a_file_becomes_a_draft_and_publishes_nothing(desk: Desk, page: CataloguePage, tmp_path: Path) -> None:
    change(tmp_path, "¿Tiene tarjeta de identidad?", "¿Ya la sacó?")
    page.files.take()
    desk.wait()
    assert page.draft is not None
    assert page.draft.differences().changed == (2,)
    assert page.list.number == 2
    assert desk.services.read(catalogue.newest).number == 1


def test_mistakes_are_told_by_row_and_change_nothing(desk: Desk, page: CataloguePage, tmp_path: Path) -> None:
    change(tmp_path, "¿Tiene tarjeta de identidad?", "x" * 500)
    page.files.take()
    desk.wait()
    assert page.draft is None
    assert "El archivo tiene un error. No se cambió nada." in told(page)
    assert "Fila 3, pregunta:" in told(page)


def test_a_file_that_says_the_same_is_told(desk: Desk, page: CataloguePage) -> None:
    page.files.take()
    desk.wait()
    assert page.draft is None
    assert "El archivo dice lo mismo que la versión 1." in told(page)
