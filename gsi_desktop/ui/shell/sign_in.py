"""The page one goes in by, and the page of a locked screen: who, password, and the ways on when it does not work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button, link
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, Field, TextField
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.passwords import PasswordField
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.entering import Found
from gsi_desktop.ui.shell.first_user import NewPassword
from gsi_desktop.ui.shell.front import Front
from gsi_desktop.ui.shell.sign_in_aside import Aside
from gsi_desktop.ui.shell.window import press_focused

if TYPE_CHECKING:
    from gsi_desktop.services.access.users import User

_MINUTE = 60


class _Form(QWidget):
    """A title and fields, then the button that goes on."""

    def __init__(self, title: str, detail: str, verb: str) -> None:
        super().__init__()
        self.title = Label(title, "xl", wrap=True)
        self.detail = Label(detail, "body", "text2", wrap=True)
        self.button = Button(verb, None, kind="primary", size="large")
        self.fields: list[Field] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().px(12))
        self.column.addWidget(self.title)
        self.column.addWidget(self.detail)
        self.detail.setVisible(bool(detail))

    def add(self, *widgets: QWidget) -> None:
        """Add fields one below the other."""
        for widget in widgets:
            self.column.addWidget(widget)
            self.fields += [widget] if isinstance(widget, Field) else getattr(widget, "fields", list)()

    def ready(self) -> bool:
        """Check the fields; the first wrong one takes the keyboard."""
        wrong = [field for field in self.fields if field.isVisibleTo(self) and not field.check()]
        if wrong:
            wrong[0].box.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong


class EnterForm(_Form):
    """Who goes in."""

    def __init__(self) -> None:
        super().__init__(_("Entre a su oficina"), "", _("&Entrar"))
        self.database = ChoiceField("database", _("&Base de datos"))
        self.user = TextField("user", _("&Usuario"), required=True, max_length=64)
        self.password = PasswordField("password", _("&Contraseña"))
        self.remember = CheckField("remember", _("&Recordar mi usuario en este equipo"))
        self.known = QStringListModel(self)
        completer = QCompleter(self.known, self.user.box)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", True)
        self.user.box.setCompleter(completer)
        self.forgot = link(_("&Olvidé mi contraseña"), lambda: None)
        self.other = link(_("Otra base de &datos…"), lambda: None)
        self.add(self.database, self.user, self.password, self.remember)
        self.column.addWidget(self.button)
        links = QHBoxLayout()
        links.addWidget(self.forgot)
        links.addStretch(1)
        links.addWidget(self.other)
        self.column.addLayout(links)
        self.column.addStretch(1)


class RecoverForm(_Form):
    """The recovery code and a new password."""

    def __init__(self) -> None:
        super().__init__(
            _("Entrar con el código de recuperación"),
            _("Es el de la hoja que se imprimió al crear la base de datos. Sin la hoja, pida una contraseña nueva "
              "a quien administra los usuarios."),
            _("Cambiar la contraseña y &entrar"),
        )  # fmt: skip
        self.code = TextField("code", _("Código de &recuperación"), required=True, max_length=60)
        self.user = TextField("user", _("&Usuario"), required=True, max_length=64)
        self.passwords = NewPassword(
            lambda: (str(self.user.value()), ""), first=_("Contraseña &nueva"), again=_("Contraseña nueva otra &vez")
        )
        self.add(self.code, self.user, self.passwords)
        self.back = link(_("Volver a &la entrada"), lambda: None)
        self.column.addWidget(self.button)
        self.column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)


class ChangeForm(_Form):
    """A password of one's own in place of the one somebody gave."""

    def __init__(self) -> None:
        super().__init__(
            _("Escriba su propia contraseña"),
            _("La que usó se la dio otra persona. Con la nueva entra solo usted."),
            _("Cambiar la contraseña y &entrar"),
        )
        self.login = self.name = ""
        self.passwords = NewPassword(
            lambda: (self.login, self.name), first=_("Contraseña &nueva"), again=_("Contraseña nueva otra &vez")
        )
        self.add(self.passwords)
        self.back = link(_("Volver a &la entrada"), lambda: None)
        self.column.addWidget(self.button)
        self.column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)


class SignInPage(Front):
    """``entered`` carries user and password; ``recovered`` code, user and new password; ``changed`` the new password.

    ``database_chosen`` carries another database of the list; ``other_asked``, ``help_asked`` and ``restore_asked`` are
    what they say. On a locked screen ``user_changed`` fires when somebody else wants to go in.
    """

    entered = Signal(str, str)
    recovered = Signal(str, str, str)
    changed = Signal(str)
    database_chosen = Signal(str)
    other_asked = Signal()
    user_changed = Signal()
    help_asked = Signal()
    restore_asked = Signal()

    def __init__(self) -> None:
        self.aside = Aside()
        super().__init__(self.aside)
        set_name(self, _("Entrada"))
        self.enter_form, self.recover_form, self.change_form = EnterForm(), RecoverForm(), ChangeForm()
        self._names: dict[str, str] = {}
        self._locked = False
        self._busy = False
        self._left = 0
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._count_down)
        self.stack = QStackedWidget()
        for form in (self.enter_form, self.recover_form, self.change_form):
            self.stack.addWidget(form)
        self.restore = link(_("Restaurar una co&pia de seguridad"), self.restore_asked.emit)
        self.foot.addStretch(1)
        self.foot.addWidget(link(_("&Ayuda"), self.help_asked.emit))
        self.foot.addWidget(self.restore)
        self.lay_out(self.stack)
        self._connect()

    # --- what is asked

    def ask(self, found: Found, databases: Sequence[tuple[str, str]], user: str, *, remember: bool) -> None:
        """Ask who goes in to what was ``found``; ``user`` is who it was the last time, "" for nobody."""
        form = self.enter_form
        self._locked = False
        form.database.set_options(databases)
        form.database.set_value(found.location)
        form.database.box.setAccessibleDescription(found.location)
        form.user.set_value(user or (found.users[0].login if len(found.users) == 1 else ""))
        form.known.setStringList([one.login for one in found.users if not one.disabled])
        form.remember.set_value(remember)
        form.forgot.setVisible(found.state == "locked")
        form.password.required = found.state == "locked"
        self.restore.setVisible(found.state == "locked")
        self._know(found.users)
        self.aside.show_office(found)
        self._to(self.enter_form)

    def ask_back(self, found: Found, login: str, name: str) -> None:
        """Ask ``login`` back in: the screen is locked."""
        form = self.enter_form
        self._locked = True
        set_name(self, _("Pantalla bloqueada"))
        form.title.setText(_("Pantalla bloqueada"))
        form.detail.setText(_("Entró {name}. Lo que tenía a medio escribir está a salvo.").format(name=name or login))
        form.detail.show()
        form.user.set_value(login)
        for part in (form.database, form.user, form.remember, self.restore):
            part.hide()
        form.button.setText(_("Des&bloquear"))
        form.other.setText(_("Entrar con otro &usuario"))
        form.forgot.setVisible(found.state == "locked")
        form.password.required = found.state == "locked"
        self._know(found.users)
        self.aside.show_office(found)
        self._to(self.enter_form)

    def ask_own_password(self, login: str) -> None:
        """Ask for a password of one's own."""
        self.change_form.login, self.change_form.name = login, self._names.get(login, "")
        self._to(self.change_form)

    @property
    def location(self) -> str:
        """The database chosen."""
        return str(self.enter_form.database.value())

    @property
    def locked(self) -> bool:
        """Whether somebody is asked back in."""
        return self._locked

    @property
    def remembers(self) -> bool:
        """Whether the user is to be remembered on this machine."""
        return bool(self.enter_form.remember.value())

    # --- how it goes

    def set_busy(self, busy: bool) -> None:
        """Say that it is being opened, or let one type again."""
        self._busy = busy
        form = self.enter_form
        form.button.setText(_("Abriendo…") if busy else self._verb())
        for one in (self.enter_form, self.recover_form, self.change_form):
            one.button.setEnabled(not busy and not self._left)
        form.setEnabled(True)
        if busy:
            self.say(None)

    def tell(self, bar: InfoBar, *, again: bool = True, of_code: bool = False) -> None:
        """Show what went wrong; the password is typed again, the recovery code corrected when it is ``of_code``."""
        self.set_busy(False)
        self.say(bar)
        if of_code:
            self.recover_form.code.box.setFocus(Qt.FocusReason.OtherFocusReason)
        if again and self.stack.currentWidget() is self.enter_form:
            self.enter_form.password.clear()
            self.enter_form.password.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def wait(self, seconds: int) -> None:
        """Count ``seconds`` down before the next try."""
        self._left = seconds
        self.set_busy(False)
        if seconds:
            self._tick.start()
            self._say_wait(speak=True)

    def forget(self) -> None:
        """Forget every secret typed here."""
        self.enter_form.password.clear()
        self.recover_form.passwords.clear()
        self.recover_form.code.set_value("")
        self.change_form.passwords.clear()
        self._tick.stop()

    # --- inside

    def _verb(self) -> str:
        return _("Des&bloquear") if self._locked else _("&Entrar")

    def _know(self, users: Sequence[User]) -> None:
        self._names = {one.login: one.full_name for one in users}

    def _to(self, form: _Form) -> None:
        self.say(None)
        self.stack.setCurrentWidget(form)
        announce(self, form.title.text())
        visible = [field for field in form.fields if field.isVisibleTo(form) and not isinstance(field, ChoiceField)]
        empty = next((field for field in visible if field.is_empty()), visible[0])
        empty.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        enter, recover, change = self.enter_form, self.recover_form, self.change_form
        enter.button.clicked.connect(lambda _checked: self._go_in())
        enter.forgot.clicked.connect(lambda _checked: self._forgot())
        enter.other.clicked.connect(lambda _checked: (self.user_changed if self._locked else self.other_asked).emit())
        enter.database.changed.connect(lambda: self.database_chosen.emit(self.location))
        recover.button.clicked.connect(lambda _checked: self._recover())
        change.button.clicked.connect(lambda _checked: self._change())
        for form in (recover, change):
            form.back.clicked.connect(lambda _checked: self._to(self.enter_form))

    def _go_in(self) -> None:
        if not self._busy and not self._left and self.enter_form.ready():
            self.entered.emit(str(self.enter_form.user.value()), str(self.enter_form.password.value()))

    def _forgot(self) -> None:
        self.recover_form.user.set_value(self.enter_form.user.value())
        self._to(self.recover_form)

    def _recover(self) -> None:
        form = self.recover_form
        if not self._busy and form.ready():
            self.recovered.emit(str(form.code.value()), str(form.user.value()), form.passwords.value())

    def _change(self) -> None:
        if not self._busy and self.change_form.ready():
            self.changed.emit(self.change_form.passwords.value())

    def _count_down(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._say_wait()
            return
        self._left = 0
        self._tick.stop()
        self.set_busy(False)
        self.say(None)
        self.enter_form.password.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_wait(self, *, speak: bool = False) -> None:
        title = _("Espere antes de intentar de nuevo.")
        detail = _("La contraseña no fue correcta varias veces. Podrá intentar en {time}.").format(
            time=_span(self._left)
        )
        if self.bar is None or speak:
            self.say(InfoBar("danger", title, detail))
        else:
            self.bar.set_message("danger", title, detail)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from any field; Esc goes back to the entrance."""
        if press_focused(event):
            return
        form = self.stack.currentWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(form, _Form):
            form.button.click()
        elif event.key() == Qt.Key.Key_Escape and form is not self.enter_form:
            self._to(self.enter_form)
        else:
            super().keyPressEvent(event)


def _span(seconds: int) -> str:
    """Return seconds as people count them: "45 segundos", "2 minutos y 5 segundos"."""
    minutes, rest = divmod(seconds, _MINUTE)
    few = ngettext("{n} segundo", "{n} segundos", rest).format(n=rest)
    if not minutes:
        return few
    many = ngettext("{n} minuto", "{n} minutos", minutes).format(n=minutes)
    return _("{minutes} y {seconds}").format(minutes=many, seconds=few) if rest else many
