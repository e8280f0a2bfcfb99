"""The manual as help: its pages, their headings and a search over both, read from the files shipped with the program.

Works offline and without Qt. The files are Markdown; the first line of each is its title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gsi_desktop.services.core.resources import manual_path
from gsi_desktop.services.core.search import fold, words

_LISTED = re.compile(r"^\d+\. \[[^\]]+\]\(([\w-]+)\.md\)", re.MULTILINE)
_HEADING = re.compile(r"^#+ +(.+)$")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*`|>]+|^- ", re.MULTILINE)
_EXCERPT = 110


@dataclass(frozen=True, slots=True)
class HelpSection:
    """A heading of a page with the text below it, marks taken off; ``anchor`` leads to it."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of the manual. ``name`` is its file without ending; ``source`` is Markdown."""

    name: str
    title: str
    source: str
    sections: tuple[HelpSection, ...]


@dataclass(frozen=True, slots=True)
class HelpHit:
    """A section that has every word looked for, and some of its text around the first."""

    page: HelpPage
    section: HelpSection
    excerpt: str


def anchor_of(heading: str) -> str:
    """Return what leads to ``heading`` in a link, as forges make it of its words."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


@cache
def help_pages() -> tuple[HelpPage, ...]:
    """Return the pages in the order of the manual's own list, the list itself first."""
    folder = manual_path()
    contents = (folder / "README.md").read_text(encoding="utf-8")
    files = [folder / "README.md", *(folder / f"{name}.md" for name in _LISTED.findall(contents))]
    return tuple(map(_page, files))


def help_page(name: str) -> HelpPage | None:
    """Return the page called ``name``, None when the manual has none."""
    return next((page for page in help_pages() if page.name == name), None)


def find_help(typed: str) -> tuple[HelpHit, ...]:
    """Return the sections that have every word of ``typed``, accents aside; headings that have them come first."""
    asked = words(typed)
    if not asked:
        return ()
    found = [
        (
            not all(word in fold(section.heading) for word in asked),
            number,
            HelpHit(page, section, _excerpt(section, asked)),
        )
        for number, (page, section) in enumerate((p, s) for p in help_pages() for s in p.sections)
        if all(word in fold(f"{section.heading} {section.text}") for word in asked)
    ]
    return tuple(hit for _later, _number, hit in sorted(found, key=lambda one: one[:2]))


def _page(file: Path) -> HelpPage:
    source = file.read_text(encoding="utf-8")
    sections: list[HelpSection] = []
    heading, lines = "", list[str]()
    for line in [*source.splitlines(), "# "]:
        begins = _HEADING.match(line) or (line == "# ")
        if not begins:
            lines.append(line)
            continue
        if heading:
            sections.append(HelpSection(anchor_of(heading), _plain(heading), _plain("\n".join(lines))))
        heading, lines = line.lstrip("# "), []
    return HelpPage(file.stem, sections[0].heading, source, tuple(sections))


def _plain(text: str) -> str:
    """Return Markdown as running text: pictures gone, links and emphasis as their words."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", _PICTURE.sub("", text))).split())


def _excerpt(section: HelpSection, asked: tuple[str, ...]) -> str:
    folded = [fold(word) for word in section.text.split(" ")]
    first = next((n for n, word in enumerate(folded) if any(one in word for one in asked)), 0)
    told = " ".join(section.text.split(" ")[max(0, first - 4) :])
    cut = told[:_EXCERPT].rsplit(" ", 1)[0] if len(told) > _EXCERPT else told
    return ("… " if first > 4 else "") + cut + (" …" if cut != told else "")
