"""Every text a person reads goes through translation: in the pseudo-language a raw one stands out without its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core import i18n
from gsi_desktop.services.core.resources import resource_path
from gsi_desktop.ui.kit.accessibility import visible_texts
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import Start, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ENTRIES = [page.area for page in pages() if page.group or page.offered]
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_SAYS_SOMETHING = re.compile(r"[^\W\d_]{3,}")
_KEYS = re.compile(r"\b(Ctrl|Alt|Mayúsculas|Intro|Esc|Supr|F\d+)\b")
_OWN_NAMES = ("SQLite", "Desplazar hacia la izquierda", "Desplazar hacia la derecha")
"""What is no text of ours: a product's name, and Qt's own words, which come from its catalogue."""
_STORED = (
    "Persona de Prueba",
    "Hallado en parte",
    "Catálogo JUNTOS (45) – redacción de trabajo",
    "Versión que acompaña al programa",
)
"""Written into the database when it was made: in Spanish, or somebody's name."""


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speak the pseudo-language for one test."""
    monkeypatch.setenv("GSI_LANGUAGE", "pseudo")
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


def raw_texts(root: QWidget) -> set[str]:
    """The texts below ``root`` that say something outside the marks."""
    data = _catalogues()
    return {
        text
        for text in visible_texts(root)
        if re.sub(r"^\d+\. ", "", text.strip()) not in data and _SAYS_SOMETHING.search(_rest(text))
    }


def _rest(text: str) -> str:
    """Return ``text`` without what is marked, marks within marks included, keys and names."""
    while (less := _MARKED.sub("", text)) != text:
        text = less
    for name in (*_OWN_NAMES, *_STORED):
        text = text.replace(name, "")
    return _KEYS.sub("", re.sub(r"/\S+", "", text))


@cache
def _catalogues() -> str:
    """Everything in the shipped catalogues, which is data and no text of the program."""
    return "\n".join(file.read_text(encoding="utf-8") for file in resource_path("catalogues").iterdir())


def test_no_text_of_any_page_is_raw(pseudo: None, start: Start, sqlite_location: str) -> None:
    program: Program = start(Options(database=sqlite_location))
    raw: dict[str, set[str]] = {}
    for area in ENTRIES:
        program.navigate(area)
        settle(program)
        page = program.host.page()
        assert page is not None
        raw[area] = raw_texts(page)
    assert {area: texts for area, texts in raw.items() if texts} == {}


def test_a_raw_text_is_found(pseudo: None, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QPushButton

    button = QPushButton("Guardar")
    qtbot.addWidget(button)
    assert raw_texts(button) == {"Guardar"}
