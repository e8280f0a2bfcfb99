"""The sheet of the recovery code: one page of Carta with the whole code, readable by who has to type it."""

from __future__ import annotations

import io

import pypdf
import pytest

from gsi_desktop.services.access import recovery
from gsi_desktop.services.reports.recovery import recovery_sheet
from tests.support.databases import NOW


@pytest.mark.check("B37")
def test_the_sheet_has_the_code_and_what_it_opens_and_fits_one_page() -> None:
    code = recovery.make()
    pdf = pypdf.PdfReader(io.BytesIO(recovery_sheet(code, "oficina.gsi", "Yolanda Muñoz", NOW)))
    assert len(pdf.pages) == 1
    page = pdf.pages[0]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (612, 792)
    text = page.extract_text()
    joined = text.replace("\n", "")
    assert code in joined
    assert recovery.same(joined[joined.index(code) : joined.index(code) + len(code)], code)
    for told in ("oficina.gsi", "Yolanda Muñoz", "Ley 1581", "bajo llave", "21/11/2026"):
        assert told in text
