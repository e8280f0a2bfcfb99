"""How the board speaks."""

from __future__ import annotations

from gsi_desktop.services.achievements import wording
from gsi_desktop.services.achievements.data import Achievement, Board, BoardMember, Cell, HistoryLine
from gsi_desktop.services.core.formats import years
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.wording import short_kinship
from gsi_desktop.ui.kit.states import state_name


def kinship_and_age(member: BoardMember) -> str:
    """Return what stands below a name: "Jefa, 41"."""
    return short_kinship(member) if member.age is None else f"{short_kinship(member)}, {member.age}"


def name_and_age(member: BoardMember) -> str:
    """Return "Wilson A., 44"."""
    return member.given_name if member.age is None else f"{member.given_name}, {member.age}"


def history_line(line: HistoryLine) -> str:
    """Return what happened, in one line."""
    details = [line.reason, wording.how(line.how) if line.how else "", line.provider, line.note]
    said = next((text for text in details if text), state_name(line.to_state))
    text = f"{line.to_state.value} {said}"
    if line.actor:
        text = f"{text} · {line.actor}"
    return _("{text} (se deshizo)").format(text=text) if line.reverted else text


def spoken(board: Board, achievement: Achievement, member: BoardMember | None, cell: Cell, *, initial: bool) -> str:
    """Return what assistive technology says of a cell."""
    who = member.given_name if member is not None else _("Familia")
    parts = [_("Logro {number}").format(number=achievement.number), who]
    parts.append(_("hoy {state}").format(state=state_name(cell.state, full=True).lower()))
    if initial and cell.initial is not None and board.baseline is not None:
        parts.append(_("línea base {state}").format(state=state_name(cell.initial, full=True).lower()))
    if cell.rolled_up and cell.applicable:
        parts.append(_("{reached} de {applicable}").format(reached=cell.reached, applicable=cell.applicable))
    if cell.why:
        parts.append(cell.why[0].lower() + cell.why[1:])
    return ", ".join(parts)


def cell_place(achievement: Achievement, member: BoardMember | None) -> str:
    """Return which cell it is: "logro 8 de Wilson", "logro 7 de la familia"."""
    if member is None:
        return _("logro {number} de la familia").format(number=achievement.number)
    return _("logro {number} de {name}").format(number=achievement.number, name=member.given_name)


def member_facts(member: BoardMember) -> str:
    """Return name, kinship and age in full, for tooltips."""
    parts = [member.name, short_kinship(member)] + ([years(member.age)] if member.age is not None else [])
    return ", ".join(parts)
