"""What the columns of an entry grid make of what is typed and pasted."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.models.enums import Answer, Kinship, NoDocument, Sex
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.ui.families.enrol_columns import member_columns
from gsi_desktop.ui.kit.entry_kinds import CellKind

KINDS: dict[str, CellKind] = {column.key: column.kind for column in member_columns(lambda: date(2026, 11, 21))}


@pytest.mark.parametrize(
    ("key", "typed", "shown", "value"),
    [
        ("first_surname", "  de  la CRUZ ", "de la CRUZ", "de la CRUZ"),
        ("first_surname", "ÑÁÑEZ", "Ñáñez", "Ñáñez"),
        ("document_type", "c", "CC", "CC"),
        ("document_type", "cc", "CC", "CC"),
        ("document_type", "tarjeta", "TI", "TI"),
        ("document_type", "C.C.", "CC", "CC"),
        ("document_type", "en t", "En trámite", NoDocument.IN_PROCESS),
        ("document", "1.075.234.567", "1.075.234.567", "1075234567"),
        ("document", "1 075 234 567", "1.075.234.567", "1075234567"),
        ("document", "CC1075234567", "1.075.234.567", "1075234567"),
        ("document", "0012345", "0.012.345", "0012345"),
        ("document", "ab-12345", "AB12345", "AB12345"),
        ("sex", "f", "Mujer", Sex.FEMALE),
        ("sex", "h", "Hombre", Sex.MALE),
        ("sex", "masculino", "Hombre", Sex.MALE),
        ("sex", "mas", "Hombre", Sex.MALE),
        ("sex", "mu", "Mujer", Sex.FEMALE),
        ("kinship", "h", "Hijo(a)", Kinship.CHILD),
        ("kinship", "herm", "Hermano(a)", Kinship.SIBLING),
        ("kinship", "mamá", "Padre o madre", Kinship.PARENT),
        ("kinship", "esposa", "Cónyuge o compañero(a)", Kinship.SPOUSE),
        ("ethnicity", "afro", "Afrocolombiano(a)", "afro_colombian"),
        ("ethnicity", "pref", "Prefiere no responder", "declined"),
        ("disability", "no", "Sin discapacidad", "none"),
        ("pregnant", "s", "Sí", Answer.YES),
        ("victim", "p", "Prefiere no responder", Answer.DECLINED),
    ],
)
def test_what_is_typed_is_understood(key: str, typed: str, shown: str, value: object) -> None:
    kind = KINDS[key]
    assert kind.tidy(typed) == shown
    assert kind.tidy(shown) == shown
    assert kind.value(shown) == value


@pytest.mark.check("C27")
@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("document", "NN", "document_no_number"),
        ("document", "sin documento", "document_no_number"),
        ("document", "999999", "document_no_number"),
        ("birth_date", "22/11/2026", "born_in_future"),
        ("birth_date", "01/01/1889", "born_too_early"),
        ("kinship", "vecino", "choice_unknown"),
        ("sex", "m", "sex_unclear"),
        ("first_name", "x" * 81, "text_too_long"),
    ],
)
def test_what_will_not_do_says_why(key: str, typed: str, code: str) -> None:
    with pytest.raises(ExpectedError) as wrong:
        KINDS[key].tidy(typed)
    assert wrong.value.code == code


def test_the_letter_m_means_what_its_pasted_column_says() -> None:
    beside_f = KINDS["sex"].block(["M", "F", "M"])
    assert beside_f("M") == "Hombre"
    beside_h = KINDS["sex"].block(["M", "H"])
    assert beside_h("M") == "Mujer"
    alone = KINDS["sex"].block(["M", "M"])
    with pytest.raises(ExpectedError, match="sex_unclear"):
        alone("M")
