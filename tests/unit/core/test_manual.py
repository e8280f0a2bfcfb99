from __future__ import annotations

import pytest

from gsi_desktop.services.core.manual import anchor_of, find_help, help_page, help_pages
from gsi_desktop.services.core.resources import manual_path
from gsi_desktop.ui.shell.pages import pages


def test_every_page_of_the_manual_is_in_the_help_in_its_order() -> None:
    names = [page.name for page in help_pages()]
    assert names[:2] == ["README", "primera-vez"]
    assert sorted(names) == sorted(file.stem for file in manual_path().glob("*.md"))
    assert all(page.title for page in help_pages())


@pytest.mark.check("C50")
def test_every_screen_has_its_help() -> None:
    broken = []
    for spec in pages():
        name, _mark, anchor = spec.help.partition("#")
        page = help_page(name)
        known = {section.anchor for section in page.sections} if page is not None else set()
        if page is None or name == "README" or (anchor and anchor not in known):
            broken.append(f"{spec.area}: {spec.help}")
    assert broken == []


@pytest.mark.check("C50")
@pytest.mark.parametrize("typed", ["línea base", "LINEA  base", "base linea"])
def test_the_search_finds_words_in_any_order_accents_aside(typed: str) -> None:
    hits = find_help(typed)
    assert hits
    assert all("base" in f"{hit.section.heading} {hit.section.text}".lower() for hit in hits)


def test_headings_come_before_running_text() -> None:
    hits = find_help("filtros")
    assert hits[0].section.heading == "La lista y los filtros"
    assert any("filtros" not in hit.section.heading.lower() for hit in hits)


def test_an_excerpt_is_short_and_has_what_was_looked_for() -> None:
    for hit in find_help("documento"):
        assert len(hit.excerpt) <= 120
        if "documento" not in hit.section.heading.lower():
            assert "documento" in hit.excerpt.lower()
        assert "](" not in hit.excerpt
        assert "**" not in hit.excerpt


def test_nothing_is_found_for_nothing() -> None:
    assert find_help("  ") == ()
    assert find_help("palabrainexistente") == ()


def test_anchors_are_those_of_links() -> None:
    assert anchor_of("La fase de la familia") == "la-fase-de-la-familia"
    assert anchor_of("El buscador (`Ctrl+K`)") == "el-buscador-ctrlk"
