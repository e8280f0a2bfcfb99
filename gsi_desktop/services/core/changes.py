"""What a command changed, told to open screens after commit so that each decides whether to refresh."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Joined:
    """A field somebody else changed meanwhile and that stays beside one's own; who and when where that is known."""

    field: str
    actor: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Kinds and ids touched by one command; ``many`` means "more families than listed, refresh everything".

    ``joined`` is for whoever ran it: what of others was combined with what they wrote.
    """

    families: frozenset[UUID] = frozenset()
    kinds: frozenset[str] = frozenset()
    many: bool = False
    joined: tuple[Joined, ...] = ()


@dataclass(slots=True)
class Changes:
    """Collected while a command runs."""

    families: set[UUID] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    joined: list[Joined] = field(default_factory=list)

    def frozen(self, most: int = 500) -> ChangeSet:
        """Return the change set screens receive; beyond ``most`` families ids are not listed."""
        many = len(self.families) > most
        families = frozenset() if many else frozenset(self.families)
        return ChangeSet(families, frozenset(self.kinds), many, tuple(self.joined))
