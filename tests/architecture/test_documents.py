"""The documents lead where they say: every link, heading and picture is there, and no picture is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "manual"
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def _documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def _links(document: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    return (found[1] for found in _LINK.finditer(text) if "://" not in found[1])


def _anchors(document: Path) -> set[str]:
    """Return what leads to the headings of ``document``, as forges make it of their words."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def _broken(document: Path) -> Iterator[str]:
    for link in _links(document):
        place, _mark, anchor = link.partition("#")
        target = (document.parent / place).resolve() if place else document
        if not target.exists():
            yield f"{document.relative_to(ROOT)}: {link}"
        elif anchor and anchor not in _anchors(target):
            yield f"{document.relative_to(ROOT)}: {link}, no such heading"


def test_links_and_pictures_of_the_documents_are_there() -> None:
    assert [broken for document in _documents() for broken in _broken(document)] == []


def test_no_picture_of_the_manual_is_left_over() -> None:
    shown = {(document.parent / link).resolve() for document in _documents() for link in _links(document)}
    assert sorted(one.name for one in (MANUAL / "images").iterdir() if one.resolve() not in shown) == []


def test_the_manual_begins_with_a_list_of_all_its_pages() -> None:
    listed = {link.partition("#")[0] for link in _links(MANUAL / "README.md")}
    assert sorted(page.name for page in MANUAL.glob("*.md") if page.name not in {*listed, "README.md"}) == []
