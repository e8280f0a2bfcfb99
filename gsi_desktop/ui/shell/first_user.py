"""The screens about who administers an office: name, user and password, then the recovery code typed back."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.fields import Field, TextField
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.passwords import PasswordField
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.recovery_paper import RecoveryPaper
from gsi_desktop.ui.shell.wizard import Screen

if TYPE_CHECKING:
    from gsi_desktop.services.access.users import NewUser

_NAME, _LOGIN = 120, 32


class NewPassword(QWidget):
    """A password typed twice, judged as it is typed. ``who`` gives login and name it must not be like."""

    def __init__(self, who: Callable[[], tuple[str, str]], *, first: str = "", again: str = "") -> None:
        super().__init__()
        self._who = who
        self.password = PasswordField(
            "password", first or _("Con&traseña"), check=self._check, edited=lambda _text: self._tell()
        )
        self.again = PasswordField(
            "again", again or _("Contraseña otra &vez"), check=self._compare, edited=lambda _text: self._tell_again()
        )
        self.verdict = Label("", "s", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(6))
        column.addWidget(self.password)
        column.addWidget(self.verdict)
        column.addWidget(self.again)
        self._tell()

    def fields(self) -> list[Field]:
        """Return the two inputs."""
        return [self.password, self.again]

    def value(self) -> str:
        """Return the password."""
        return str(self.password.value())

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self.password, self.again):
            field.clear()
        self._tell()

    def _check(self, password: str) -> None:
        """Judge what is typed; what the field says is wrong is not said twice."""
        self.verdict.hide()
        self._judge(password)
        self.verdict.show()

    def _judge(self, password: str) -> None:
        from gsi_desktop.services.access import passwords

        login, name = self._who()
        passwords.require(password, login=login, full_name=name)

    def _compare(self, again: str) -> None:
        if again != self.password.value():
            raise ExpectedError("password_differs")

    def _tell(self) -> None:
        """Say what the password still lacks, or that it will do."""
        typed = self.value()
        said, tone = _("Doce letras o más: una frase corta que solo usted diría."), "text2"
        if typed:
            try:
                self._judge(typed)
            except ExpectedError as lacks:
                said = messages.text(lacks.code, **lacks.params)
            else:
                said, tone = _("Sirve."), "success"
        self.verdict.setText(said)
        self.verdict.set_tone(tone)
        self.verdict.setVisible(not self.password.error)

    def _tell_again(self) -> None:
        if self.again.value() == self.password.value():
            self.again.set_error("")


class UserScreen(Screen):
    """Who administers the office: the first user of the file."""

    def __init__(self, verb: str = "") -> None:
        super().__init__(
            _("Su usuario"),
            _("¿Quién administra esta oficina?"),
            _("Los datos quedan cifrados: sin usuario y contraseña nadie los abre, ni con el equipo en la mano. "
              "Después agrega a las demás personas."),
            verb,
        )  # fmt: skip
        self.full_name = TextField("full_name", _("&Nombre completo"), required=True, max_length=_NAME)
        self.login = TextField("login", _("&Usuario"), required=True, max_length=_LOGIN, check=self._check_login)
        self.passwords = NewPassword(lambda: (str(self.login.value()), str(self.full_name.value())))
        self.first = self.full_name.box
        for widget in (self.full_name, self.login, self.passwords):
            self.column.addWidget(widget)
        self._own_login = False
        self.full_name.box.textEdited.connect(self._propose)
        self.login.box.textEdited.connect(self._keep_login)
        self.end()

    @property
    def user(self) -> NewUser:
        """Who it is."""
        from gsi_desktop.services.access.users import NewUser, clean_login

        return NewUser(clean_login(str(self.login.value())), str(self.full_name.value()), administrator=True)

    @property
    def password(self) -> str:
        """Their password."""
        return self.passwords.value()

    def ready(self) -> bool:
        """Check all four fields; the first wrong one takes the keyboard."""
        fields = [self.full_name, self.login, *self.passwords.fields()]
        wrong = [field for field in fields if not field.check()]
        if wrong:
            wrong[0].box.setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong

    def shown(self) -> None:
        """Propose a user for whoever works at this machine."""
        from gsi_desktop.services.access.users import login_from

        if not self.login.box.text():
            self.login.set_value(login_from(getpass.getuser()))

    def _propose(self, name: str) -> None:
        from gsi_desktop.services.access.users import login_from

        if not self._own_login:
            self.login.set_value(login_from(".".join(name.split()[:2])) if name.strip() else "")

    def _keep_login(self, _text: str) -> None:
        self._own_login = True

    def _check_login(self, login: str) -> None:
        from gsi_desktop.services.access.users import clean_login

        clean_login(login)


class RecoveryScreen(Screen):
    """The recovery code, shown once: printed, then typed back, so that the paper is known to be right (B37)."""

    def __init__(self, runner: TaskRunner) -> None:
        super().__init__(
            _("Código de recuperación"),
            _("Imprima este código y guárdelo bajo llave"),
            _("Si todos olvidan la contraseña, este código es lo único que abre los datos. "
              "No se vuelve a mostrar y nadie más lo tiene."),
            _("&Empezar"),
        )  # fmt: skip
        self._code = ""
        self.code = Label("", "l", tabular=True, wrap=True)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.paper = RecoveryPaper(runner, self)
        self.print_button = Button(_("&Imprimir"), "printer", self.paper.print_out)
        self.save_button = Button(_("&Guardar PDF…"), "download", self.paper.save)
        self.typed = TextField(
            "typed",
            _("Escriba el &código desde el papel"),
            required=True,
            hint=_("Las letras minúsculas y los guiones dan igual."),
            check=self._check,
            max_length=60,
        )
        self.first = self.typed.box
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        self.column.addWidget(self.code)
        self.column.addLayout(row)
        self.column.addWidget(self.paper)
        self.column.addWidget(self.typed)
        self.end()

    def show_code(self, code: str, office: str, who: str) -> None:
        """Show ``code`` of the database called ``office`` to ``who``."""
        self._code = code
        groups = code.split("-")
        half = len(groups) // 2
        self.code.setText("-".join(groups[:half]) + "-\n" + "-".join(groups[half:]))
        self.code.setAccessibleName(_("Código de recuperación: {code}").format(code=" ".join(groups)))
        self.paper.take(code, office, who)

    def ready(self) -> bool:
        """Compare what was typed with the code."""
        good = self.typed.check()
        if not good:
            self.typed.box.setFocus(Qt.FocusReason.OtherFocusReason)
        return good

    def _check(self, typed: str) -> None:
        from gsi_desktop.services.access import recovery

        if recovery.check(typed) != self._code:
            raise ExpectedError("recovery_code_wrong")
