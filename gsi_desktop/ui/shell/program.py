"""What happens in the window: going to pages, telling of saves and failures, putting things away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.settings import Recent, SettingsStore, places
from gsi_desktop.ui.kit.tasks import runner
from gsi_desktop.ui.kit.writing import set_read_only
from gsi_desktop.ui.shell.appearance import Appearance
from gsi_desktop.ui.shell.commands import Handlers
from gsi_desktop.ui.shell.context import NoticeAction, UiContext
from gsi_desktop.ui.shell.crash import CrashReporter
from gsi_desktop.ui.shell.door import DatabaseDoor
from gsi_desktop.ui.shell.draft_watch import DraftWatch
from gsi_desktop.ui.shell.header_facts import HeaderFacts
from gsi_desktop.ui.shell.help_desk import HelpDesk
from gsi_desktop.ui.shell.host import PageHost
from gsi_desktop.ui.shell.opening import FILE_NAME, NewDatabase, Opened
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.safekeeping import Safekeeping
from gsi_desktop.ui.shell.session import Session
from gsi_desktop.ui.shell.whereabouts import Whereabouts
from gsi_desktop.ui.shell.window import MainWindow, focus_into

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.crash_dialog import CrashDesk
    from gsi_desktop.ui.shell.help_window import HelpWindow
    from gsi_desktop.ui.shell.keeping import Kept
    from gsi_desktop.ui.shell.palette_desk import PaletteDesk

SAMPLE_FAMILIES = 400


class Program(QObject):
    """The window and everything behind it; one per process.

    ``ready`` fires when the first page, the wizard or the safe mode shows.
    """

    ready = Signal()
    _changed = Signal(object)

    def __init__(self, options: Options, settings: SettingsStore, reporter: CrashReporter) -> None:
        super().__init__()
        self.options = options
        self.settings = settings
        self.reporter = reporter
        self.runner = runner()
        self.context: UiContext | None = None
        self.desk: PaletteDesk | None = None
        self.crash_desk: CrashDesk | None = None
        self._opened: Opened | None = None
        self.here: dict[str, object] = {}
        """What the page in front was told."""
        self._pages = pages()
        self.appearance = Appearance(settings, self.runner, options.theme, self._theme_told)
        self.appearance.apply()
        self.help = HelpDesk(self)
        self.window = MainWindow(self._pages, self._handlers())
        self.drafts = DraftWatch(self.window.status, self.runner, self.notify, partial(self.navigate, "drafts"))
        self.host = PageHost(self._pages, partial(reporter.report, tell=False), self.copy)
        self.place = Whereabouts(self.window, self.host, settings, self._pages, options.page)
        self.door = DatabaseDoor(self.window, settings, self.runner, reporter, self.copy_diagnostics)
        self.session = Session(self)
        self.safekeeping = Safekeeping(self)
        self.facts = HeaderFacts(self)
        self._bind()

    @property
    def help_window(self) -> HelpWindow | None:
        """The manual, once somebody asked for it."""
        return self.help.window

    def start(self) -> None:
        """Show the window; the rest follows its first paint."""
        self.window.navigation.set_collapsed(self.settings.current.navigation_collapsed)
        self.window.commands.mark_theme(self.appearance.mode)
        spec = self.place.first()
        self.window.navigation.mark(spec.area)
        self.window.show_place(spec.icon, [(spec.title, "")])
        self.window.show_at(self.settings.current.window)

    def _begin(self) -> None:
        """Set the opening going first; what people do not wait for comes after it."""
        self._go_to_database()
        self.reporter.start_log()
        from gsi_desktop.ui.shell.crash_dialog import CrashDesk

        self.crash_desk = CrashDesk(self.window, self.notify, self.window.close)
        self.reporter.listen(self.crash_desk.tell)
        if self.settings.broken is not None:
            detail = _("Se guardaron aparte como {name}.").format(name=self.settings.broken.name)
            self.notify("warning", _("Los ajustes estaban dañados y se usan los de fábrica."), detail)

    def _go_to_database(self) -> None:
        location = self.options.database or self.settings.current.database
        if self.options.sample:
            self.door.make(NewDatabase(location or str(places().data / FILE_NAME), SAMPLE_FAMILIES))
        elif location:
            self.door.open(location)
        else:
            self.door.first_run()

    # --- the database

    def _attach(self, opened: Opened, kept: Kept) -> None:
        """Put ``opened`` behind the window and show the page one was on."""
        self.release()
        place = self.session.take_place(opened.services)
        self._opened, services = opened, opened.services
        services.subscribe(self._changed.emit)
        drafts = self.drafts.open(services, kept)
        self.context = UiContext(
            services,
            self.runner,
            self.settings,
            self.navigate,
            self.notify,
            self._choose_family,
            drafts,
            self.safekeeping.restore,
        )
        self.window.status.show_connection(services.location, services.engine_name)
        self.window.status.show_version(opened.data_version)
        self.safekeeping.begin(services)
        self.window.set_working(True)
        self._make_desk(self.context)
        self.host.show()
        if not self.session.begin(services, drafts, place):
            self.navigate(self.place.first().area)
            self.drafts.tell(kept)
        self._focus_page()
        self.ready.emit()
        self.facts.read_soon()

    def _closed_off(self) -> None:
        self.window.set_working(False)
        self.ready.emit()

    def _make_desk(self, context: UiContext) -> None:
        from gsi_desktop.ui.shell.palette_desk import PaletteDesk

        self.desk = PaletteDesk(self.window, self._pages, self.window.commands, context, self._on_screen)
        self.window.resized.connect(self.desk.palette.place)

    def release(self) -> None:
        """Let go of the database and of everything that came from it: pages, models, names in the frame."""
        self.window.set_state(None)
        set_read_only(False)
        self.window.status.show_user("", "")
        self.window.status.show_waiting(_("Sin entrar"))
        if self.desk is not None:
            self.desk.palette.deleteLater()
            self.desk.deleteLater()
            self.desk = None
        self.here = {}
        self.place.forget()
        self.safekeeping.end()
        self._close_database()
        self.host.forget_all()
        self.window.set_working(False)

    def lock(self) -> None:
        """Lock the screen."""
        self.session.lock()

    def switch_user(self) -> None:
        """Lock the screen and let somebody else in."""
        self.session.switch_user()

    def show_again(self) -> None:
        """Say again where one is, and give the keyboard back to the page."""
        self.place.tell()
        self._focus_page()

    def _close_database(self) -> None:
        try:
            self.drafts.close()
        except GsiError as error:
            self.reporter.report(error, tell=False)
        if self._opened is not None:
            self._opened.services.close()
            self._opened = None
        self.context = None

    # --- going about

    def navigate(self, area: str, **args: object) -> None:
        """Show the page of ``area``; before a database is open, once it is."""
        if self.context is None:
            self.place.wanted = area
            self.window.navigation.mark(area)
            return
        focus = QApplication.focusWidget()
        by_navigation = focus is not None and self.window.navigation.isAncestorOf(focus)
        for passing in ("info", "success"):
            self.window.drop_notice(passing)
        self.window.content.setCurrentWidget(self.host)
        self._remember(area, args)
        self.here = dict(args)
        self.host.show_area(area, self.context, **args)
        if not by_navigation:
            self._focus_page()

    def _remember(self, area: str, args: dict[str, object]) -> None:
        """Remember a family that is opened, from wherever, so that one finds the way back to it."""
        family = args.get("family_id")
        if area == "family" and family is not None:
            self.settings.put(self.settings.current.remembering(Recent("family", str(family))))

    def _on_screen(self) -> UUID | None:
        """Return the family the page in front is about."""
        page = self.host.page()
        return page.family if page is not None else None

    def _choose_family(self, chosen: Callable[[UUID], object]) -> None:
        if self.desk is not None:
            self.desk.choose_family(chosen)

    def _focus_page(self) -> None:
        """Give the keyboard to the page, unless it took it itself."""
        page, focus = self.host.page(), QApplication.focusWidget()
        if page is not None and not (focus is not None and page.isAncestorOf(focus)):
            focus_into(page)

    def _search(self, typed: str = "") -> None:
        if self.desk is not None and self.context is not None:
            self.desk.open(typed)

    def _fold(self) -> None:
        self.place.fold()

    # --- telling

    def notify(self, severity: str, text: str, detail: str = "", actions: Sequence[NoticeAction] = ()) -> None:
        """Show a notice under the header."""
        self.window.notify(severity, text, detail, actions)

    def copy(self, text: str) -> None:
        """Put ``text`` on the clipboard and say so."""
        QApplication.clipboard().setText(text)
        self.notify("success", _("Quedó copiado."), _("Péguelo en el mensaje para quien le da soporte."))

    def copy_diagnostics(self) -> None:
        """Copy versions and surroundings."""
        from gsi_desktop.ui.shell.diagnostics import diagnostics

        self.copy(diagnostics(self.settings.current, self._opened.services if self._opened else None))

    def _unhandled(self, error: Exception) -> None:
        """Tell of a failure in the background that no page took."""
        from gsi_desktop.ui.shell.troubles import is_bug, sentences

        if isinstance(error, GsiError) and not is_bug(error):
            self.notify("danger", *sentences(error))
        else:
            self.reporter.report(error)

    def _data_changed(self, _changes: object) -> None:
        self.window.status.show_saved(SystemClock().now())
        self.facts.read()

    def _settings_lost(self, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        self.notify("warning", _("No se pudieron guardar los ajustes."), _("Valen hasta que cierre el programa."))

    def _theme_told(self, mode: str) -> None:
        self.window.commands.mark_theme(mode)

    # --- leaving

    def _leave(self) -> None:
        self.window.close()

    def _put_away(self) -> None:
        self.settings.update(window=self.window.place())
        self.appearance.stop()
        self.session.close()
        self.safekeeping.end()
        self.runner.idle.disconnect(self.place.tell)
        self._changed.disconnect(self._data_changed)
        self.host.hide()  # as when another page comes: what was typed is asked to be written
        self.runner.shutdown()
        self._close_database()
        try:
            self.settings.save()
        except OSError as error:
            self.reporter.report(error, tell=False)

    def _handlers(self) -> Handlers:
        return Handlers(
            navigate=self.navigate,
            search=self._search,
            set_theme=self.appearance.set_theme,
            bigger=partial(self.appearance.step_scale, 1),
            smaller=partial(self.appearance.step_scale, -1),
            normal_size=partial(self.settings.update, scale=100),
            fold=self._fold,
            lock=self.lock,
            switch_user=self.switch_user,
            show_help=self.help.show,
            show_shortcuts=self.help.show_shortcuts,
            replay_tips=self.help.replay_tips,
            copy_diagnostics=self.copy_diagnostics,
            about=self.help.about,
            leave=self._leave,
        )

    def _bind(self) -> None:
        self.window.content.addWidget(self.host)
        self.window.painted.connect(self._begin)
        self.window.closing.connect(self._put_away)
        self.window.navigation.chosen.connect(self.navigate)
        self.window.navigation.collapse_asked.connect(self._fold)
        self.window.header.searched.connect(self._search)
        self.window.header.chosen.connect(lambda area: self.place.follow(area, self.navigate))
        self.window.header.sample.asked.connect(partial(self.navigate, "settings"))
        self.host.shown.connect(self.place.shown)
        self.host.room_changed.connect(self.place.fit)
        self.door.gate.help_asked.connect(self.help.show)
        self.door.opened.connect(self._attach)
        self.door.closed_off.connect(self._closed_off)
        self.runner.unhandled.connect(self._unhandled)
        self.runner.idle.connect(self.place.tell)
        self.appearance.lost.connect(self._settings_lost)
        self._changed.connect(self._data_changed)
