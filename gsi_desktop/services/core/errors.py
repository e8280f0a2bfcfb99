"""The four families of failure. Services raise codes; `messages.text` turns a code into Spanish.

`ExpectedError` is a person's to correct, `MachineError` is the machine's, `CancelledError` is nobody's fault,
and every other exception is a bug.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gsi_desktop.services.core.authorship import Written


class GsiError(Exception):
    """A failure with a code and the values its message needs.

    ``code`` names the message in `services.core.messages`; ``params`` fill its placeholders and never hold personal
    data beyond what the person who caused it already sees.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class ExpectedError(GsiError):
    """Something the user can correct; shown at the field or in a banner. ``field`` names the input at fault."""

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


class MachineError(GsiError):
    """The machine, disk, network or database failed: say what happened, what was kept and what to do."""


class CancelledError(GsiError):
    """The person cancelled; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("cancelled")


class ConflictError(ExpectedError):
    """A save lost against a newer version of the row.

    ``fields`` maps each field both sides changed to ``(base, mine, theirs)``, ``written`` those fields to who wrote the
    other value and when, where that is known; ``joined`` names the fields that only one side changed.
    """

    def __init__(
        self,
        fields: dict[str, tuple[object, object, object]],
        *,
        joined: tuple[str, ...] = (),
        written: Mapping[str, Written] | None = None,
    ) -> None:
        super().__init__("conflict")
        self.fields = fields
        self.joined = joined
        self.written: Mapping[str, Written] = written or {}
