"""Search finds people however they are typed, and nobody by accident, on both engines."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from sqlalchemy import update

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Kinship
from gsi_desktop.models.families import Membership
from gsi_desktop.services.core.search import query_words
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import finding
from tests.support.factories import ENTRY, HOUSEHOLD, Added, NewFamily, NewMember, add_families, add_family

PEREZ = NewMember(first_name="Aurora", first_surname="Pérez", second_surname="Muñoz", document="1083900417")
OTHERS = (
    (PEREZ, NewMember(first_name="Iván", first_surname="Pérez", second_surname="Gil", kinship=Kinship.CHILD)),
    (NewMember(first_name="Munir", first_surname="Perezoso", document="26500123"),),
    (NewMember(first_name="Ana", first_surname="Pérez", second_surname="Muñozca", document="26500124"),),
    (NewMember(first_name="Zoila", first_surname="Peña", document="VEN12345678", document_type="CE"),),
    (NewMember(first_name="Andrés", first_surname="Neardo", second_surname="Ordóñez", document=""),),
)


@pytest.fixture
def families(services: Services) -> tuple[Added, ...]:
    """Rosalba Muñoz's household first, then Aurora Pérez Muñoz's and people with names like theirs."""
    return add_families(services, *(NewFamily(members=members) for members in (HOUSEHOLD, *OTHERS)))


def _found(services: Services, typed: str, limit: int = 50) -> list[UUID]:
    return [hit.person_id for hit in services.read(finding.search, typed, limit).hits]


@pytest.mark.check("C30")
def test_the_same_family_comes_first_however_the_name_is_typed(services: Services, families: tuple[Added, ...]) -> None:
    typed = ["perez munoz", "PÉREZ MUÑOZ", "muñoz perez", "Munoz  Pérez,", "aurora", "1083900", "900417", "83900"]
    tops = [services.read(finding.search_families, text)[0] for text in typed]
    assert {top.family_id for top in tops} == {families[1].family_id}
    assert {(top.head, top.members) for top in tops} == {("Aurora Pérez Muñoz", 2)}


def test_parts_of_names_are_found_in_any_order_with_or_without_accents(
    services: Services, families: tuple[Added, ...]
) -> None:
    leidy = families[0].people[2]
    parts = ["leidy", "tatiana", "cabrera", "muñoz"]
    orders = random.Random(3)
    for _ in range(6):
        orders.shuffle(parts)
        assert _found(services, " ".join(parts)) == [leidy]
        assert _found(services, " ".join(part[:3].upper() for part in parts)) == [leidy]
    assert _found(services, "leidy rosalba") == []


PARTS = [
    "36284517",
    "362",
    "628",
    "517",
    "628451",
    "36.284.517",
    "36.284",
    "284.517",
    "36.28",
    "36 284 5",
    "36,284,517",
    "36-284-517",
    " 36284517 ",
    "CC 36.284.517",
    "cédula 36284517",
    "Muñoz 36.284",
    "36.284 ros",
]


def test_part_of_a_document_is_enough(services: Services, families: tuple[Added, ...]) -> None:
    for typed in PARTS:
        assert _found(services, typed) == [families[0].people[0]], typed


def test_a_document_with_letters_is_found(services: Services, families: tuple[Added, ...]) -> None:
    zoila = [families[4].people[0]]
    assert _found(services, "VEN12345678") == _found(services, "ven-12345") == _found(services, "345678") == zoila


def test_a_folio_or_part_of_it_finds_the_head(services: Services, families: tuple[Added, ...]) -> None:
    rosalba, folio = families[0].people[0], families[0].folio
    municipality, letters, number, digit = folio.split("-")
    for typed in (folio, folio.lower(), f" {folio} ", f"{letters}-{number}", f"{letters}-{number}-{digit}",
                  f"{municipality}-{letters}-{number}", f"{number}-{digit}"):  # fmt: skip
        assert _found(services, typed)[0] == rosalba, typed
    everybody = services.read(finding.search, f"{municipality}-", 2)
    assert (len(everybody.hits), everybody.more) == (2, True)
    assert services.read(finding.search, f"{municipality}-", 6).more is False
    assert _found(services, f"{municipality}-{letters}-999999-9") == []


def test_whole_words_come_before_beginnings_and_heads_before_members(
    services: Services, families: tuple[Added, ...]
) -> None:
    _rosalba, aurora, munir, ana, _zoila, _andres = (family.people[0] for family in families)
    ivan = families[1].people[1]
    assert _found(services, "perez") == [aurora, ana, ivan, munir]


HOSTILE = [
    "'", '"', "''", '"perez', "perez'; DROP TABLE person; --", "perez OR munoz", "perez AND munoz NOT gil",
    "NEAR(perez munoz, 2)", "perez*", "^perez", "search_text:perez", "-perez", "perez + munoz", "(perez", "{perez}",
    "%", "_", "%%%", "p_rez", "p%z", ";", "\\", "a\\'b", "perez & !munoz", "perez:*", "perez <-> munoz", "| perez",
    "\x00", "perez\x00munoz", "\x1b[31m", "41551-\x00", "41551-%", "41551-_", "\ud800", "41551-\ud800", "AB-1\x00",
    "perez " * 400, "x" * 2000, "x" * 5000, "1" * 2000, "ñ" * 2000, "x " * 1000, "...", "¿?", "—", "👩‍👧", "perez 👩‍👧",
    "٣٦٢٨٤٥١٧", "\u202eperez", "\u200b", "ＰＥＲＥＺ", "%s %(x)s {0} :name $1", "\t\n", "NULL", "true",
]  # fmt: skip
SILENT = ["%", "_", "'", '"', "\x00", "...", "¿?", "👩‍👧", "\ud800", "٣٦٢٨٤٥١٧", "p_rez", "p%q", "x" * 2000, "1" * 2000]


def test_hostile_text_never_raises_and_never_finds_nonsense(services: Services, families: tuple[Added, ...]) -> None:
    """Whoever is found has every word typed; signs, operators and wildcards have no meaning of their own."""
    for typed in HOSTILE:
        result = services.read(finding.search, typed)
        services.read(finding.search_families, typed)
        for hit in result.hits:
            plain = f"{hit.name} {hit.document}".lower().translate(str.maketrans("éñóáí", "enoai")).split()
            asked = query_words(typed)
            assert asked
            assert all(any(word.startswith(one) for word in plain) for one in asked), (typed, hit)
    assert [typed for typed in SILENT if _found(services, typed)] == []
    assert _found(services, "perez👩‍👧") == _found(services, "ＰＥＲＥＺ") == _found(services, "perez " * 400) != []


def _leave(work: UnitOfWork, person: UUID) -> None:
    work.session.execute(
        update(Membership).where(Membership.person_id == person).values(valid_to_on=ENTRY.replace(month=9))
    )


def test_whoever_left_the_family_is_not_found_in_it(services: Services, families: tuple[Added, ...]) -> None:
    leidy = families[0].people[2]
    assert _found(services, "leidy") == _found(services, "1083865401") == [leidy]
    services.run(_leave, leidy)
    assert _found(services, "leidy") == _found(services, "1083865401") == []
    assert services.read(finding.search_families, "leidy") == ()
    assert services.read(finding.search, "rosalba").hits[0].person_id == families[0].people[0]


def test_more_is_said_only_when_there_are_more(services: Services, families: tuple[Added, ...]) -> None:
    assert len(_found(services, "perez")) == 4
    told = {limit: services.read(finding.search, "perez", limit).more for limit in (1, 3, 4, 5)}
    assert told == {1: True, 3: True, 4: False, 5: False}
    assert len(_found(services, "perez", 3)) == 3
    empty = services.read(finding.search, "nadie")
    assert (empty.hits, empty.more) == ((), False)


def test_a_search_that_looked_at_its_most_says_more(
    services: Services, families: tuple[Added, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when whoever it looked at left: others, not looked at, may still be there."""
    monkeypatch.setattr(finding, "SEARCH_CAP", 3)
    assert services.read(finding.search, "perez", 10).more
    assert not services.read(finding.search, "cabrera", 10).more


SAME_SURNAME = tuple(
    (NewMember(first_name=name, first_surname="Muñoz", second_surname=second, document=""),)
    for name, second in (("Marta", "Ñañez"), ("Mario", "Gil"), ("Nubia", "Peña"), ("Martín", "Ana"), ("Inés", "Marín"))
)


@pytest.mark.parametrize("reach", [(20_000, 1_000_000), (20_000, -2), (1, -2)])
@pytest.mark.parametrize(
    ("typed", "fitting"),
    [
        ("muñoz", 5), ("muno", 5), ("MUÑ", 5), ("munoz gil", 1), ("pen mu", 1), ("mar munoz", 4), ("mart mar mun", 2),
        ("ines marin", 1), ("nañ mar", 1), ("muñoz nadie", 0),
    ],
)  # fmt: skip
def test_among_many_of_a_surname_those_are_found_whom_every_word_fits(
    services: Services, monkeypatch: pytest.MonkeyPatch, typed: str, fitting: int, reach: tuple[int, int]
) -> None:
    """However many are looked at and wherever they are looked for: in the names, or in the full-text index."""
    add_families(services, *(NewFamily(members=members) for members in SAME_SURNAME))
    monkeypatch.setattr(finding, "_NAMES_SEEN", reach[0])
    monkeypatch.setattr(finding, "_MANY", reach[1])  # -1 is what a server knows of a table it never counted
    everybody = services.read(finding.search, typed)
    assert (len(everybody.hits), everybody.more) == (fitting, False)
    for most in range(1, 6):
        monkeypatch.setattr(finding, "SEARCH_CAP", most)
        some = services.read(finding.search, typed)
        assert set(some.hits) <= set(everybody.hits)
        assert len(some.hits) >= min(most, fitting)
        assert some.more is (fitting > most)


def test_a_family_is_listed_once_with_its_head_and_who_was_found(services: Services) -> None:
    family = add_family(services, settlement="La Laguna")
    (hit,) = services.read(finding.search_families, "cabrera")
    assert (hit.family_id, hit.folio, hit.head, hit.members) == (
        family.family_id, family.folio, "Rosalba Muñoz Ordóñez", 3,
    )  # fmt: skip
    assert (hit.document_type, hit.document, hit.municipality, hit.settlement) == (
        "CC", "36284517", "Pitalito", "La Laguna",
    )  # fmt: skip
    assert hit.matched == "Leidy Tatiana Cabrera Muñoz"
    (child,) = services.read(finding.search, "leidy").hits
    assert (child.kinship, child.head, child.document_type) == (Kinship.CHILD, "Muñoz Ordóñez, Rosalba", "TI")
