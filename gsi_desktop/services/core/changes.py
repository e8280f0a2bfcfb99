"""What a command changed, told to open screens after commit so that each decides whether to refresh."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Kinds and ids touched by one command; ``many`` means "more families than listed, refresh everything"."""

    families: frozenset[UUID] = frozenset()
    kinds: frozenset[str] = frozenset()
    many: bool = False


@dataclass(slots=True)
class Changes:
    """Collected while a command runs."""

    families: set[UUID] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def frozen(self, most: int = 500) -> ChangeSet:
        """Return the change set screens receive; beyond ``most`` families ids are not listed."""
        many = len(self.families) > most
        return ChangeSet(frozenset() if many else frozenset(self.families), frozenset(self.kinds), many)
