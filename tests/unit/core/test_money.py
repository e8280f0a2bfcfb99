from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.money import parse_pesos, show_pesos


@pytest.mark.check("C28")
@pytest.mark.parametrize("typed", ["1234567", "1.234.567", "1,234,567", "$ 1.234.567", "$1.234.567,00", "1 234 567"])
def test_one_amount_however_it_is_typed(typed: str) -> None:
    assert parse_pesos(typed) == 123_456_700


@pytest.mark.parametrize(("typed", "centavos"), [("0", 0), ("1.234,50", 123_450), ("12.50", 1_250), ("1,5e3", None)])
def test_centavos_and_what_is_no_amount(typed: str, centavos: int | None) -> None:
    if centavos is None:
        with pytest.raises(ExpectedError):
            parse_pesos(typed)
    else:
        assert parse_pesos(typed) == centavos


@pytest.mark.parametrize("typed", ["", "mil", "1.23.456", "1.2345", "1.234,567", "-5", "1234567890123456", "١٢٣"])
def test_what_could_be_read_in_two_ways_is_asked_again(typed: str) -> None:
    with pytest.raises(ExpectedError) as refused:
        parse_pesos(typed)
    assert refused.value.code == "pesos_invalid"


@given(st.integers(0, 10**14))
def test_what_is_shown_reads_back(centavos: int) -> None:
    assert parse_pesos(show_pesos(centavos)) == centavos
