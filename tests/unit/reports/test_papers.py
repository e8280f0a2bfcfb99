"""The papers as people get them: what they say, how they look, and that any reader opens them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.core.canonical import digest
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.reports import papers
from gsi_desktop.services.reports.data import (
    BaselinePaper,
    FamilyPlanPaper,
    MemberLine,
    MovementLine,
    Paper,
    PriorityLine,
    ReviewLine,
    canonical,
    coded,
    printed,
    restored,
)
from gsi_desktop.services.reports.drawing import pen as pens
from gsi_desktop.services.reports.drawing.styles import MARGIN, PAGE, WIDTH, Style
from gsi_desktop.services.reports.drawing.text import measure
from tests.support import goldens
from tests.support import papers as samples

FORM_CODE = "AB-0012-00457-8"
PRINTED = {"at": "20/11/2026 10:42", "user": "Yenny P. Muñoz"}


def verified(paper: FamilyPlanPaper) -> FamilyPlanPaper:
    return printed(paper, frozen_hash=digest(canonical(paper)), **PRINTED)


def draft() -> FamilyPlanPaper:
    made = samples.plan(with_conditions=True)
    return printed(replace(made, head=replace(made.head, draft=True, subtitle="Borrador de la versión 2")), **PRINTED)


ALL: dict[str, Callable[[], Paper]] = {
    "plan-familiar": lambda: verified(samples.plan()),
    "plan-familiar-borrador": draft,
    "linea-base": lambda: printed(samples.baseline(), **PRINTED),
    "linea-base-en-blanco": lambda: printed(samples.baseline(blank=True), **PRINTED),
    "visita": lambda: printed(samples.visit(), **PRINTED),
    "visita-en-blanco": lambda: printed(samples.visit(blank=True), **PRINTED),
    "constancia": lambda: printed(samples.certificate(), **PRINTED),
    "visita-de-un-lote": lambda: coded(printed(samples.visit(blank=True), **PRINTED), FORM_CODE),
    "linea-base-de-un-lote": lambda: coded(printed(samples.baseline(blank=True), **PRINTED), FORM_CODE),
    "plan-de-un-lote": lambda: coded(verified(samples.plan()), FORM_CODE),
}
every_paper = pytest.mark.parametrize("name", ALL)


@pytest.fixture(scope="module")
def drawn() -> Callable[[str], bytes]:
    kept: dict[str, bytes] = {}

    def draw(name: str) -> bytes:
        if name not in kept:
            kept[name] = papers.draw(ALL[name]())
        return kept[name]

    return draw


@every_paper
def test_a_paper_says_what_it_said(name: str, drawn: Callable[[str], bytes]) -> None:
    told = [f"--- {at}\n{text}\n" for at, text in enumerate(samples.pages(drawn(name)), start=1)]
    goldens.check_text(f"reports/{name}", "".join(told))


@every_paper
def test_a_paper_looks_as_it_looked(name: str, drawn: Callable[[str], bytes], qapp: Any) -> None:
    sheets = samples.pictures(drawn(name))
    assert len(sheets) == len(samples.pages(drawn(name)))
    for at, sheet in enumerate(sheets, start=1):
        goldens.check_picture(f"reports/{name}-{at}", sheet)


@every_paper
@pytest.mark.check("C41")
def test_every_typeface_is_inside_and_accents_come_out(name: str, drawn: Callable[[str], bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn(name)))
    for page in reader.pages:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert fonts
        assert all("Inter" in font["/BaseFont"] and "/FontFile2" in font["/FontDescriptor"] for font in fonts)
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Rosalba Muñoz Ordóñez" in text
    assert "Página 1 de " in text
    assert reader.trailer["/Root"]["/Lang"] == "es-CO"


@every_paper
@pytest.mark.check("C41")
def test_two_readers_open_it_and_see_the_same_pages(name: str, drawn: Callable[[str], bytes], qapp: Any) -> None:
    sheets = samples.pictures(drawn(name), dpi=24)
    assert len(sheets) == len(samples.pages(drawn(name)))
    for sheet in sheets:
        assert any(sheet.pixelColor(x, 30).lightness() < 200 for x in range(sheet.width())), "an empty sheet"


@pytest.mark.parametrize("name", ["visita-de-un-lote", "linea-base-de-un-lote", "plan-de-un-lote"])
def test_the_code_of_a_copy_stands_on_each_of_its_pages(name: str, drawn: Callable[[str], bytes]) -> None:
    texts = samples.pages(drawn(name))
    assert all(FORM_CODE in text for text in texts)


def test_what_an_approved_plan_froze_is_the_same_on_a_copy_of_a_batch() -> None:
    plan = verified(samples.plan())
    assert canonical(coded(plan, FORM_CODE)) == canonical(plan)
    assert "form_code" not in canonical(plan)
    assert restored(canonical(coded(plan, FORM_CODE)), FamilyPlanPaper).head.printing.form_code == ""


@every_paper
@pytest.mark.check("C40")
def test_every_page_tells_page_of_pages_whose_it_is_and_who_printed_it(
    name: str, drawn: Callable[[str], bytes]
) -> None:
    texts = samples.pages(drawn(name))
    for number, text in enumerate(texts, start=1):
        assert f"Página {number} de {len(texts)}" in text
        assert "Impreso 20/11/2026 10:42 por Yenny P. Muñoz" in text
        assert f"Folio {samples.FOLIO}" in text
        assert "Rosalba Muñoz Ordóñez" in text
        assert "Municipio de Pitalito" in text


@every_paper
def test_a_printer_without_colour_loses_nothing(name: str, drawn: Callable[[str], bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(drawn(name)))
    streams = [page.get_contents().get_data() for page in reader.pages]  # type: ignore[union-attr]
    for page in reader.pages:
        forms = page["/Resources"].get("/XObject", {})
        streams += [form.get_object().get_data() for form in forms.values()]
    coloured = re.compile(rb"(?:^|\s)(?:rg|RG|k|K|sc|SC|scn|SCN)(?:\s|$)")
    assert not [stream for stream in streams if coloured.search(re.sub(rb"\((?:\\.|[^\\)])*\)", b"", stream))]


def test_the_same_paper_gives_the_same_file() -> None:
    assert papers.draw(ALL["plan-familiar"]()) == papers.draw(ALL["plan-familiar"]())


# --- plan familiar


def test_a_usual_plan_takes_two_or_three_sheets() -> None:
    for count in (6, 10):
        priorities = [replace(one, number=str(at)) for at, one in enumerate(samples.PRIORITIES * 2, 1)][:count]
        assert len(samples.pages(papers.family_plan(samples.plan(priorities=tuple(priorities))))) in {2, 3}


def test_a_table_that_goes_on_repeats_its_head_and_says_so() -> None:
    priorities = tuple(replace(one, number=str(at)) for at, one in enumerate(samples.PRIORITIES * 5, 1))
    texts = samples.pages(papers.family_plan(samples.plan(priorities=priorities)))
    going_on = [text for text in texts if "Logros que la familia decide trabajar" in text]
    assert len(going_on) > 2
    for text in going_on:
        assert "Acción acordada" in text
        assert "Responsable" in text
    assert all("(continuación)" in text for text in going_on[1:])


def test_a_draft_has_neither_code_nor_square_and_says_what_it_is() -> None:
    made = verified(draft())
    assert made.head.printing.verification == ""
    reader = pypdf.PdfReader(io.BytesIO(papers.family_plan(made)))
    first = reader.pages[0].extract_text()
    assert "BORRADOR" in first
    assert "Verificación" not in first
    assert made.head.code not in first


def test_an_approved_plan_carries_the_code_of_its_content() -> None:
    made = verified(samples.plan())
    first = samples.pages(papers.family_plan(made))[0]
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", made.head.printing.verification)
    assert made.head.printing.verification in first
    other = verified(samples.plan(goal="Otra meta"))
    assert other.head.printing.verification != made.head.printing.verification


def test_conditions_are_printed_only_when_they_were_asked_for() -> None:
    assert "Gestante" not in "".join(samples.pages(papers.family_plan(samples.plan(priorities=()))))
    asked = "".join(samples.pages(papers.family_plan(samples.plan(priorities=(), with_conditions=True))))
    assert "Condición" in asked
    assert "Gestante" in asked


def test_a_plan_drawn_from_its_frozen_text_is_the_same_sheet() -> None:
    made = samples.plan()
    frozen = canonical(printed(made, frozen_hash="0f" * 32, at="01/12/2026 08:00", user="Otra persona"))
    assert frozen == canonical(made)
    again = restored(frozen, FamilyPlanPaper)
    assert papers.family_plan(printed(again, **PRINTED)) == papers.family_plan(printed(made, **PRINTED))


def test_conditions_of_one_printing_are_never_frozen() -> None:
    assert "Discapacidad física" not in canonical(samples.plan(with_conditions=True))


def test_a_damaged_frozen_plan_is_refused_and_not_printed() -> None:
    with pytest.raises(ExpectedError) as caught:
        restored('{"head": {}}', FamilyPlanPaper)
    assert caught.value.code == "frozen_damaged"


# --- whatever a family is like, nothing falls off the sheet

LONG_NAME = "María Concepción de los Ángeles Hernández-Echavarría viuda de Quintero Santofimio"
names = st.sampled_from([LONG_NAME, "Ana", "", "Íngrid Ñáñez", "X" * 90])
texts = st.sampled_from(
    ["", "Sí", "Llevar la fotocopia de la cédula. " * 11, "W" * 130, "Línea\nsegunda línea\n\ncuarta"]
)
states = st.sampled_from([None, *MarkState])


@st.composite
def members(draw: st.DrawFn) -> tuple[MemberLine, ...]:
    made = draw(st.lists(st.tuples(names, texts), max_size=18))
    return tuple(
        MemberLine(
            number=str(at), name=name, given_name=name[:30], kinship="Hijo(a) de crianza", document="PPT 1.234.567.890",
            birth="28/12/2006", age="102", condition=condition[:120],
        )
        for at, (name, condition) in enumerate(made, start=1)
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> FamilyPlanPaper:
    def part() -> Any:
        return samples.commitment("Cogestora", draw(texts)[:400], draw(names), "28/12/2026")

    priorities = tuple(
        PriorityLine(
            number=str(at), achievement=str(at), text=draw(texts)[:60], member=draw(names), initial=draw(states),
            current=draw(states), note=draw(texts)[:400],
            commitments=tuple(part() for _part in range(draw(st.integers(0, 6)))),
        )
        for at in range(1, draw(st.integers(0, 45)) + 1)
    )  # fmt: skip
    return samples.plan(
        members=draw(members()), priorities=priorities, goal=draw(texts), observations=draw(texts),
        with_conditions=draw(st.booleans()), few_reason=draw(texts),
    )  # fmt: skip


class Written(list[tuple[float, float, str, Style]]):
    """Whatever is written on sheets: left, top, text and style."""

    def __repr__(self) -> str:
        return "written"


@pytest.fixture(scope="module")
def written() -> Any:
    kept = Written()
    plain = pens.Pen.text

    def text(self: Any, x: float, top: float, text: str, style: Style, **placed: Any) -> None:
        if text:
            room = placed.get("room", 0.0)
            free = room - measure(text, style)
            left = x + {"right": free, "center": free / 2}.get(placed.get("align", "left"), 0.0)
            kept.append((left, top, text, style))
        plain(self, x, top, text, style, **placed)

    patch = pytest.MonkeyPatch()
    patch.setattr(pens.Pen, "text", text)
    yield kept
    patch.undo()


def assert_inside(written: Written) -> None:
    for x, top, text, style in written:
        right = x + measure(text, style)
        stamped = len(text) == 1 and x < 12 and top < 12
        assert stamped or x >= MARGIN - 1, text
        assert right <= MARGIN + WIDTH + 1, text
        assert 20 <= top + style.leading <= PAGE[1] - 18 or stamped, text
        assert style.size >= 7.9 or style.size == 6.5 or len(text) == 1, f"{text} is too small to read"


@settings(max_examples=25)
@given(plan=plans())
def test_any_plan_stays_on_its_sheets(plan: FamilyPlanPaper, written: Written) -> None:
    written.clear()
    papers.family_plan(plan)
    assert_inside(written)


@settings(max_examples=15)
@given(people=members(), blank=st.booleans())
def test_any_family_has_its_ficha_on_its_sheets(people: tuple[MemberLine, ...], blank: bool, written: Written) -> None:
    made: BaselinePaper = samples.baseline(blank=blank, members=people)
    letters = tuple(
        replace(
            group,
            achievements=tuple(
                replace(line, members=(MarkState.PENDING,) * len(people)) for line in group.achievements
            ),
        )
        for group in made.groups
    )
    written.clear()
    papers.baseline(replace(made, groups=letters * 4))
    assert_inside(written)


@settings(max_examples=15)
@given(people=members(), told=texts)
def test_a_certificate_and_a_visit_of_anybody_stay_on_their_sheets(
    people: tuple[MemberLine, ...], told: str, written: Any
) -> None:
    written.clear()
    papers.certificate(samples.certificate(members=people))
    papers.visit(samples.visit(history=told * 20, notes=told, place=told[:200]))
    assert_inside(written)


def test_the_certificate_of_a_family_of_fourteen_is_one_page() -> None:
    people = tuple(replace(samples.MEMBERS[0], number=str(at), name=LONG_NAME) for at in range(1, 15))
    assert len(samples.pages(papers.certificate(samples.certificate(members=people)))) == 1


def test_the_visit_form_fits_one_sheet_on_both_sides() -> None:
    assert len(samples.pages(papers.visit(samples.visit(blank=True)))) == 2


def test_a_family_of_more_than_fourteen_has_its_ficha_in_two_tables() -> None:
    people = tuple(replace(samples.MEMBERS[at % 6], number=str(at + 1)) for at in range(17))
    told = "".join(samples.pages(papers.baseline(samples.baseline(members=people))))
    assert "Logros, integrantes 1 a 14" in told
    assert "Logros, integrantes 15 a 17" in told


def test_ten_commitments_leave_the_visit_form_on_two_sheets() -> None:
    lines = tuple(
        ReviewLine(
            number=str(number),
            action="Escoger la EPS y firmar la afiliación (Leidy Tatiana)",
            responsible="Rosalba Muñoz Ordóñez",
            due="29/11/2026",
        )
        for number in range(1, 11)
    )
    form = samples.visit(blank=True, commitments=lines, movements=(MovementLine(),) * 2, signatures=samples.SIGNATURES)
    assert len(samples.pages(papers.draw(form))) == 2


def test_the_conditions_of_the_home_stay_together() -> None:
    questions = tuple(samples.baseline(blank=True).home_questions * 3)
    for more in range(1, 9):
        groups = samples.baseline(blank=True).groups * more
        texts = samples.pages(papers.draw(samples.baseline(blank=True, groups=groups, home_questions=questions)))
        held = [text.count("¿De dónde toman el agua") for text in texts]
        assert sorted(held)[-1] == 3
        assert sum(held) == 3
