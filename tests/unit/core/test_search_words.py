"""Folding of names: what a person types finds what was written, and lists sort as a Spanish dictionary."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gsi_desktop.services.core.search import fold, query_words, search_text, sort_key, words

PEOPLE = st.text(alphabet="aábcdeéghiíjlmnñoópqrstuúüvxyzAÁEÉMNÑOÓZ -'", max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Muñoz-ORDÓÑEZ ", "munoz ordonez"),
        ("PEÑA\tQUIMBAYA\n", "pena quimbaya"),
        ("D'Costa", "d costa"),
        ("Güetio", "guetio"),
        (unicodedata.normalize("NFD", "Ñáñez"), "nanez"),
        ("STRAßE", "strasse"),
        ("１２３", "123"),
        ("🙂 … ¿? %_;\\", ""),
        ("\x00Ana\u200b", "ana"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_folding_leaves_plain_words(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
@example("ﷺ ㎨ İ ŉ")
def test_folding_is_stable_and_leaves_only_letters_and_digits_of_ascii(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == folded.strip()
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert " ".join(words(text)) == folded


SPANISH_ORDER = [
    ("Muñoz", "Ordóñez", "Ana"),
    ("Nadal", "", "Zoila"),
    ("Núñez", "", "Ana"),
    ("Nuza", "", "Ana"),
    ("Ñáñez", "", "Ana"),
    ("Oa", "", "Ana"),
    ("Peña", "", "Ana"),
    ("Peña", "", "Beto"),
    ("Peña", "Abad", "Ana"),
    ("Peñaloza", "", "Ana"),
    ("Pera", "", "Ana"),
]


def test_names_sort_as_in_a_spanish_dictionary() -> None:
    """ñ after n and before o, accents of no weight, a shorter surname before its continuation."""
    assert sorted(set(SPANISH_ORDER), key=lambda name: sort_key(*name)) == SPANISH_ORDER


@given(PEOPLE)
def test_case_and_composition_do_not_change_the_order(name: str) -> None:
    assert sort_key(name) == sort_key(name.upper()) == sort_key(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("perez munoz", {"perez", "munoz"}),
        ("PÉREZ  Muñoz, perez", {"perez", "munoz"}),
        ("1.075.234", {"1075234"}),
        ("1 075 234", {"1075234"}),
        ("1,075,234", {"1075234"}),
        ("1.075.23", {"107523"}),
        ("1.075.", {"1075"}),
        ("1075-234", {"1075234"}),
        ("rosalba 36.284", {"rosalba", "36284"}),
        ('"perez" AND NEAR(munoz*) OR NOT -col:x', {"perez", "and", "near", "munoz", "or", "not", "col", "x"}),
        ("%_;\\'--", set()),
        ("🙂", set()),
        ("\x00\x1f", set()),
        ("perez " * 400, {"perez"}),
    ],
)
def test_words_of_a_query(typed: str, asked: set[str]) -> None:
    assert set(query_words(typed)) == asked


@given(st.text(max_size=3000))
@example("a" * 3000)
@example("perez munoz " * 200)
@example("㎨" * 3000)
def test_a_query_asks_few_words_of_a_length_every_engine_takes(typed: str) -> None:
    asked = query_words(typed)
    assert len(asked) <= 8
    assert len(set(asked)) == len(asked)
    assert all(word.isascii() and word.isalnum() and len(word) < 2000 for word in asked)


@given(st.text("0123456789", min_size=4, max_size=15), st.data())
def test_any_part_of_a_document_begins_one_of_its_words(document: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(document) - 3))
    part = document[start : data.draw(st.integers(start + 3, len(document)))]
    assert any(word.startswith(part) for word in search_text((), (document,)).split())


@given(PEOPLE, PEOPLE, PEOPLE)
def test_every_word_of_a_name_is_among_the_words_one_is_found_by(first: str, second: str, surname: str) -> None:
    stored = set(search_text((first, second, surname), ()).split())
    assert set(words(f"{surname} {first} {second}")) == stored


def test_short_endings_of_documents_find_nobody() -> None:
    assert search_text(("Ana",), ("1075", "")).split() == ["ana", "1075", "075"]
