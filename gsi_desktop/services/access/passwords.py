"""Which passwords are refused, and why: length decides, so no rule asks for signs people forget."""

from __future__ import annotations

import re
import secrets
import unicodedata

from gsi_desktop.services.core.errors import ExpectedError

LEAST = 12
MOST = 256
_LEAST_DIFFERENT = 5
_LEAST_OF_A_NAME = 4
_LOOK_ALIKES = str.maketrans("013457@$!", "oieastasi")
_CLEAR = "23456789abcdefghjkmnpqrtvwxyz"
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
# What is left of a bad password without its digits and signs.
_COMMON = frozenset(
    """
    admin administrador administradora alcaldia amor asdf bienvenida bienvenido bogota cambiame canasta clave claves
    colombia computador contrasena contrasenia contrasenas default dios dragon familia familias familiar felicidad
    futbol gestion gestionsocial gestionsocialintegral gsi gsiescritorio hola holamundo huila iloveyou jesus jesucristo
    jesusteama letmein login master mimama misterio mundo municipio nacional nadie navidad neiva oficina oficinasocial
    pass passw password passwords pitalito princesa prueba pruebas qwerty santafe seguridad seguro secreto social
    teamo teamomucho teamodios temporal test usuario welcome
    """.split()  # noqa: SIM905 - a text reads better than so many quotes
)


def problem(password: str, *, login: str = "", full_name: str = "") -> str | None:
    """Return the code of why ``password`` will not do for this person, None when it will."""
    if len(password) < LEAST or len(password) > MOST:
        return "password_short" if len(password) < LEAST else "password_long"
    plain = _folded(password)
    if len(set(plain)) < _LEAST_DIFFERENT or re.fullmatch(r"(.{1,6})\1+", plain):
        return "password_repeats"
    if _is_run(plain) or _is_common(plain):
        return "password_common"
    if _is_like(plain, login, full_name):
        return "password_like_name"
    return None


def require(password: str, *, login: str = "", full_name: str = "") -> None:
    """Raise `ExpectedError` with the reason when `problem` finds one."""
    if code := problem(password, login=login, full_name=full_name):
        raise ExpectedError(code, field="password", least=LEAST, most=MOST)


def temporary() -> str:
    """Return a password to tell somebody once, who then changes it: three groups of signs nobody mistakes."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(3))


def _folded(text: str) -> str:
    marks_off = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in marks_off if not unicodedata.combining(sign))


def _is_run(plain: str) -> bool:
    """Return whether it is one walk along the keyboard or the alphabet, either way."""
    return any(plain in run * 2 or plain[::-1] in run * 2 for run in _RUNS)


def _is_common(plain: str) -> bool:
    """Return whether, without the digits and signs people add or put for letters, a word everybody tries is left."""
    if _is_number(plain):
        return True
    stems = (re.sub(ending, "", plain).translate(_LOOK_ALIKES) for ending in (r"[\W\d_]+$", r"[\W_]+\d*[\W_]*$"))
    words = {re.sub(r"[^a-z]", "", one) for one in (plain, *stems)}
    return bool(words & _COMMON)


def _is_number(plain: str) -> bool:
    """Return whether it is made of digits alone: a document, a telephone, a date."""
    return re.sub(r"[\s./\-+]", "", plain).isdigit()


def _is_like(plain: str, login: str, full_name: str) -> bool:
    """Return whether, the name taken out, too little is left that only this person knows."""
    parts = {_folded(part) for part in re.split(r"[\s._\-]+", f"{full_name} {login}") if len(part) >= _LEAST_OF_A_NAME}
    rest = plain
    for part in sorted(parts, key=len, reverse=True):
        rest = rest.replace(part, "")
    return rest != plain and len(re.sub(r"[^a-z]", "", rest)) < LEAST // 2
