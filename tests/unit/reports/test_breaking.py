"""Sharing out over pages: whatever the sizes, a row is whole, titles and rows are never left alone."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gsi_desktop.services.reports.drawing.breaking import Extent, Fragment, paginate

FIRST, LATER = 500.0, 620.0


@st.composite
def extents(draw: st.DrawFn) -> Extent:
    rows = draw(st.lists(st.floats(8, 110), min_size=1, max_size=60))
    opening = draw(st.floats(0, 60))
    groups = draw(st.sets(st.integers(0, max(len(rows) - 2, 0)), max_size=8))
    glued = frozenset(at for at in groups if at + 1 < len(rows) and at - 1 not in groups)
    return Extent(
        rows=rows, opening=lambda _row: opening, closing=draw(st.floats(0, 30)), gap=draw(st.floats(0, 12)),
        glued=glued, whole=draw(st.booleans()),
    )  # fmt: skip


def height(extent: Extent, piece: Fragment) -> float:
    closing = extent.closing if piece.last == len(extent.rows) else 0.0
    return extent.opening(piece.first) + sum(extent.rows[piece.first : piece.last]) + closing


def of_block(placed: list[Fragment], number: int) -> list[Fragment]:
    return [piece for piece in placed if piece.block == number]


@given(st.lists(extents(), min_size=1, max_size=6))
def test_every_row_is_placed_once_in_order_and_inside_its_page(blocks: list[Extent]) -> None:
    placed = paginate(blocks, FIRST, LATER)
    for number, block in enumerate(blocks):
        pieces = of_block(placed, number)
        assert [row for piece in pieces for row in range(piece.first, piece.last)] == list(range(len(block.rows)))
    for piece in placed:
        assert piece.top + height(blocks[piece.block], piece) <= (LATER if piece.page else FIRST) + 1e-6
    for one, other in pairwise(placed):
        same_page = one.page == other.page
        assert other.page in {one.page, one.page + 1}
        assert not same_page or other.top >= one.top + height(blocks[one.block], one) - 1e-6


@given(st.lists(extents(), min_size=1, max_size=6))
def test_no_row_is_alone_at_either_side_of_a_break(blocks: list[Extent]) -> None:
    placed = paginate(blocks, FIRST, LATER)
    for number, block in enumerate(blocks):
        pieces = of_block(placed, number)
        for piece in pieces:
            assert piece.last - piece.first >= min(2, len(block.rows)), "a title or a row stands alone"
        for piece in pieces[:-1]:
            assert piece.last - 1 not in block.glued, "the name of a group is left behind"


@given(st.lists(extents(), min_size=1, max_size=6))
def test_what_stays_together_is_broken_only_when_no_page_can_hold_it(blocks: list[Extent]) -> None:
    placed = paginate(blocks, FIRST, LATER)
    for number, block in enumerate(blocks):
        whole = block.opening(0) + sum(block.rows) + block.closing
        if block.whole and whole <= FIRST:
            assert len(of_block(placed, number)) == 1


def test_a_row_higher_than_a_page_still_gets_a_page() -> None:
    block = Extent(rows=[20, 900, 20], opening=lambda _row: 10)
    assert [(piece.first, piece.last) for piece in paginate([block], FIRST, LATER)][-1][1] == 3
