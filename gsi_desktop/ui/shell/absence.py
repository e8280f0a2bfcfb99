"""Whether the person is still there: nobody touched the machine for a while, it slept, or its session was locked."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QEvent,
    QObject,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QWindow

_EVERY_MS: Final = 5000
_ASLEEP_S: Final = 60
_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class AbsenceWatch(QObject):
    """``absent`` fires when the screen should be locked. Keys and mouse are seen at the windows, not at each widget.

    ``limit`` gives the seconds without a touch that are an absence. Sleep shows as a gap between two looks at
    ``clock``, which counts while the machine sleeps; what the system itself tells comes sooner.
    """

    absent = Signal()

    def __init__(self, limit: Callable[[], float], clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._limit = limit
        self._clock = clock
        self._touched = self._looked = clock()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._system = _system_watch(self.absent.emit)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._follow)
            for window in app.allWindows():
                self._follow(window)

    def start(self) -> None:
        """Begin to watch; the person is there now."""
        self._touched = self._looked = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def close(self) -> None:
        """Give back what the system was asked for."""
        self.stop()
        if self._system is not None:
            self._system.close()

    def look(self) -> None:
        """See how long ago the person was there; called every few seconds."""
        now = self._clock()
        slept = now - self._looked > _ASLEEP_S or now < self._looked - _ASLEEP_S
        self._looked = now
        if slept or now - self._touched >= self._limit():
            self._touched = now
            self.absent.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice a touch."""
        if event.type() in _TOUCHES:
            self._touched = self._clock()
        return super().eventFilter(watched, event)

    def _follow(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
            self._touched = self._clock()


def _system_watch(absent: Callable[[], object]) -> Any:
    """Return what hears the system's own word of a locked session or of sleep, None where there is none."""
    kinds: dict[str, Callable[[Callable[[], object]], Any]] = {"win32": _WindowsWatch, "linux": _LoginWatch}
    kind = kinds.get(sys.platform)
    return kind(absent) if kind is not None else None


class _WindowsWatch(QAbstractNativeEventFilter):
    """WM_WTSSESSION_CHANGE and WM_POWERBROADCAST, as they pass through the event loop."""

    _SESSION, _LOCKED = 0x02B1, 0x7
    _POWER, _SUSPENDED = 0x0218, 0x4

    def __init__(self, absent: Callable[[], object]) -> None:
        super().__init__()
        self._absent = absent
        self._registered: set[int] = set()
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._register)

    def close(self) -> None:
        """Hear no more."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Look at one message of Windows."""
        del kind
        import ctypes
        import ctypes.wintypes

        told = ctypes.wintypes.MSG.from_address(int(message))
        if (told.message, told.wParam) in {(self._SESSION, self._LOCKED), (self._POWER, self._SUSPENDED)}:
            self._absent()
        return False, 0

    def _register(self, window: QWindow | None) -> None:
        """Ask to be told of the session, once for each window."""
        if window is None or int(window.winId()) in self._registered:
            return
        import ctypes

        self._registered.add(int(window.winId()))
        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), 0)  # type: ignore[attr-defined]


class _LoginWatch(QObject):
    """logind's PrepareForSleep and the lock of any session of this person, over the system bus when there is one."""

    def __init__(self, absent: Callable[[], object]) -> None:
        super().__init__()
        self._absent = absent
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.systemBus()
        if bus.isConnected():
            service, manager = "org.freedesktop.login1", "org.freedesktop.login1.Manager"
            session = "org.freedesktop.login1.Session"
            slept, locked = SLOT("slept(bool)"), SLOT("locked()")  # text: PySide refuses the bytes its stubs ask for
            bus.connect(service, "/org/freedesktop/login1", manager, "PrepareForSleep", self, slept)  # type: ignore[call-overload]
            bus.connect(service, "", session, "Lock", self, locked)  # type: ignore[call-overload]

    @Slot(bool)
    def slept(self, going: bool) -> None:
        """The machine goes to sleep, or has woken."""
        if going:
            self._absent()

    @Slot()
    def locked(self) -> None:
        """The session was locked."""
        self._absent()

    def close(self) -> None:
        """Nothing to give back: the connection goes with the object."""
