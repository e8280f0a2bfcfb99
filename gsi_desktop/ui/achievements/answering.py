"""Answers to the conditions, saved at once behind the keys; they can be undone and never get lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from gsi_desktop.models.enums import Answer, AnswerKind, Sex
from gsi_desktop.services.achievements import commands, queries
from gsi_desktop.services.achievements.conditions_data import (
    AnswerKey,
    Conditions,
    Question,
    SaveAnswers,
    SavePregnancy,
    answer_name,
)
from gsi_desktop.services.achievements.data import BoardMember
from gsi_desktop.services.achievements.ipm import NO, YES
from gsi_desktop.services.core.errors import ConflictError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.writing import read_only

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services
    from gsi_desktop.ui.kit.tasks import TaskRunner

DECLINED: Final = "declined"
PREGNANCY: Final = "pregnancy"
"""Code of the question whose answer belongs to the person, with its day."""

STEPS_KEPT: Final = 50
_ANSWERS: Final = {YES: Answer.YES, NO: Answer.NO, DECLINED: Answer.DECLINED}
_FERTILE: Final = (10, 55)


def pregnancy_question() -> Question:
    """Return the question about pregnancy, asked of women of fertile age."""
    return Question(
        code=PREGNANCY,
        text=_("¿Está en embarazo?"),
        short=_("En embarazo"),
        kind=AnswerKind.YES_NO,
        of_members=True,
        min_age=_FERTILE[0],
        max_age=_FERTILE[1],
        choices=(),
        low=None,
        high=None,
        help=_("Hace aplicar los controles prenatales desde el día en que se supo. R: prefiere no responder."),
    )


def asked(question: Question, member: BoardMember | None) -> bool:
    """Whether ``question`` is asked of ``member``, or of the household for None."""
    if member is None:
        return not question.of_members
    fits = question.code != PREGNANCY or member.sex is Sex.FEMALE
    return question.of_members and fits and question.asked_of(member.age)


class _Step(NamedTuple):
    """An answer, with what was answered before it; each with the day a pregnancy was told on."""

    key: AnswerKey
    former: tuple[str, date | None]
    now: tuple[str, date | None]


class Answering(QObject):
    """Holds the `Conditions` of a family and saves what is said.

    ``changed`` fires when an answer or the IPM shows something else, ``saved`` after each save, ``failed`` carries why
    `unsaved` was not saved, ``clashed`` the answers somebody else gave meanwhile: nothing was saved until `settle`.
    """

    changed = Signal()
    saved = Signal()
    failed = Signal(object)
    clashed = Signal(object)

    def __init__(self, services: Services, runner: TaskRunner, conditions: Conditions, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._runner = runner
        self.conditions = conditions
        self.unsaved: dict[AnswerKey, tuple[str, date]] = {}
        self._said: dict[AnswerKey, tuple[str, date]] = {}
        self._sending: dict[AnswerKey, tuple[str, date]] = {}
        self._steps: list[_Step] = []
        self._undone: list[_Step] = []

    # --- reading

    def value(self, key: AnswerKey) -> str:
        """Return the answer as shown, "" when there is none."""
        for said in (self._said, self._sending):
            if key in said:
                return said[key][0]
        if key[0] == PREGNANCY and key[1] is not None:
            told = self.conditions.pregnancy.get(key[1], (None, None))[0]
            return next((value for value, answer in _ANSWERS.items() if answer is told), "")
        return self.conditions.answers.get(key, "")

    def told_on(self, key: AnswerKey) -> date | None:
        """Return the day a pregnancy was told, None for other answers."""
        if key in self._said or key in self._sending:
            return (self._said.get(key) or self._sending[key])[1]
        return self.conditions.pregnancy.get(key[1], (None, None))[1] if key[1] is not None else None

    @property
    def idle(self) -> bool:
        """Whether everything said is saved or given up."""
        return not (self._said or self._sending or self.unsaved)

    # --- saying

    def say(self, key: AnswerKey, value: str, on: date | None = None) -> None:
        """Answer; an empty value takes the answer away. While nothing can be saved nothing can be said."""
        former = self.value(key)
        if read_only() or (value == former and on is None):
            return
        self._steps = [*self._steps, _Step(key, (former, self.told_on(key)), (value, on))][-STEPS_KEPT:]
        self._undone.clear()
        self._put(key, value, on)

    def undo(self) -> AnswerKey | None:
        """Take back the last answer and return whose it was."""
        if not self._steps:
            return None
        step = self._steps.pop()
        self._undone.append(step)
        self._put(step.key, *step.former)
        return step.key

    def redo(self) -> AnswerKey | None:
        """Give again the answer taken back last and return whose it is."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._steps.append(step)
        self._put(step.key, *step.now)
        return step.key

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer to take back."""
        return bool(self._steps)

    def retry(self) -> None:
        """Try again what was not saved."""
        waiting, self.unsaved = self.unsaved, {}
        self._said = {**waiting, **self._said}
        self._send()

    def key_named(self, name: str) -> AnswerKey:
        """Return the answer not saved that a `ConflictError` calls ``name``."""
        return next(key for key in self.unsaved if answer_name(*key) == name)

    def settle(self, chosen: Mapping[str, bool]) -> None:
        """Save again after a clash: one's own answer where it was chosen, the other person's stays elsewhere."""
        for name, own in chosen.items():
            if not own:
                self.unsaved.pop(self.key_named(name), None)

        def over(conditions: Conditions) -> None:
            self.conditions = conditions
            self.retry()
            self.changed.emit()

        self._runner.read(self, self._read, over, key="conditions")

    def discard(self) -> None:
        """Give up what was not saved."""
        self.unsaved = {}

    def refresh(self) -> None:
        """Read again, because somebody else changed something; saving reads anyway."""
        if not self._sending:
            self._runner.read(self, self._read, self._renew, key="conditions")

    # --- inside

    def _put(self, key: AnswerKey, value: str, on: date | None = None) -> None:
        self.unsaved.pop(key, None)
        self._said[key] = (value, on or self._services.clock.today())
        self.changed.emit()
        self._send()

    def _send(self) -> None:
        if self._sending or not self._said:
            return
        self._sending, self._said = self._said, {}
        batch, seen = dict(self._sending), self.conditions
        self._runner.write(self, lambda: self._save(batch, seen), self._arrived, self._refused)

    def _save(self, batch: dict[AnswerKey, tuple[str, date]], seen: Conditions) -> Conditions:
        """Run in the writing thread; ``seen`` is what the answers were given over."""
        family, today = seen.family_id, self._services.clock.today()
        keys = [key for key in batch if key[0] != PREGNANCY]
        if keys:
            told = tuple((key[0], key[1], batch[key][0]) for key in keys)
            base = tuple(seen.answers.get(key, "") for key in keys)
            self._services.run(commands.save_answers, SaveAnswers(family_id=family, on=today, answers=told, base=base))
        for (code, person), (value, on) in batch.items():
            if code == PREGNANCY and person is not None:
                answer, before = _ANSWERS.get(value), (seen.pregnancy.get(person, (None, None))[0],)
                data = SavePregnancy(family_id=family, person_id=person, answer=answer, on=on, base=before)
                self._services.run(commands.save_pregnancy, data)
        return self._read()

    def _read(self) -> Conditions:
        return self._services.read(queries.conditions, self.conditions.family_id, self._services.clock.today())

    def _arrived(self, conditions: Conditions) -> None:
        self._sending = {}
        self.conditions = conditions
        self.changed.emit()
        self.saved.emit()
        self._send()

    def _refused(self, error: Exception) -> None:
        self.unsaved = {**self.unsaved, **self._sending, **self._said}
        self._sending, self._said = {}, {}
        self.changed.emit()
        (self.clashed if isinstance(error, ConflictError) else self.failed).emit(error)

    def _renew(self, conditions: Conditions) -> None:
        if not self._sending:
            self.conditions = conditions
            self.changed.emit()
