"""Theme and text size as the settings say, at once and without a restart; and the settings put on disk in time."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, QTimer, Signal

from gsi_desktop.services.core.settings import Settings, SettingsStore, clamp_scale
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import Mode, theme

SIZES = (90, 100, 110, 125, 150, 175)
_SAVE_AFTER_MS = 400


class Appearance(QObject):
    """Applies the settings to the theme and writes them a moment after the last change.

    ``theme_for_this_run`` wins until the person chooses one. ``lost`` carries why the settings could not be written.
    """

    lost = Signal(object)

    def __init__(
        self, settings: SettingsStore, runner: TaskRunner, theme_for_this_run: str | None, told: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._runner = runner
        self._this_run = theme_for_this_run
        self._told = told
        self._save = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._save.timeout.connect(self._write)
        settings.listen(self._changed)

    @property
    def mode(self) -> Mode:
        """The theme in force: light, dark or system."""
        return cast("Mode", self._this_run or self._settings.current.theme)

    def apply(self) -> None:
        """Dress the window as the settings say."""
        look, scale = theme(), self._settings.current.scale / 100
        if look.mode != self.mode:
            look.set_mode(self.mode)
        if look.scale != scale:
            look.set_scale(scale)

    def set_theme(self, mode: str) -> None:
        """Choose a theme."""
        self._this_run = None
        self._settings.update(theme=mode)
        self._changed(self._settings.current)

    def step_scale(self, step: int) -> None:
        """Make the text one step larger (1) or smaller (-1)."""
        current = self._settings.current.scale
        wanted = [size for size in SIZES if (size > current if step > 0 else size < current)]
        if wanted:
            self._settings.update(scale=clamp_scale(wanted[0] if step > 0 else wanted[-1]))

    def stop(self) -> None:
        """Write nothing more by itself; the caller saves."""
        self._save.stop()

    def _changed(self, settings: Settings) -> None:
        self.apply()
        self._told(self.mode)
        self._save.start()

    def _write(self) -> None:
        self._runner.write(self, self._settings.save, lambda _none: None, self.lost.emit)
