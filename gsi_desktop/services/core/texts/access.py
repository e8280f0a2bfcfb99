"""What is told about entering a local file, its users and its keys."""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _


def texts() -> dict[str, str]:
    """Return every code with its text."""
    return {
        "key_missing": _("Para abrir la base de datos hay que entrar con usuario y contraseña."),
        "key_refused": _("La llave no abre este archivo. No se tocó; revise que sea el suyo."),
        "database_plain": _(
            "La base de datos es de una versión anterior y no está cifrada. Cífrela primero (gsi db upgrade)."
        ),
        "database_only_read": _("La base de datos está abierta solo para leer. No se guardó este cambio."),
        "database_held": _(
            "La base de datos ya está abierta en {machine} por {user} desde {since}. "
            "Ciérrela allá, o ábrala solo para leer."
        ),
        "keys_missing": _(
            "Falta el archivo de llaves {keys}, que va junto a {file}. Sin él nadie puede entrar: "
            "cópielo de donde copió la base o restaure una copia de seguridad."
        ),
        "keys_damaged": _(
            "El archivo de llaves {keys} está dañado. No se tocó {file}; restaure {keys} de una copia de seguridad."
        ),
        "keys_altered": _(
            "El archivo de llaves fue cambiado por fuera del programa. "
            "No se abrió; restáurelo de una copia de seguridad."
        ),
        "keys_of_other_file": _(
            "Las llaves no son las de {file}. No se tocó nada; copie juntos la base de datos y su archivo de llaves."
        ),
        "keys_busy": _("Otra persona está cambiando los usuarios. Intente de nuevo en un momento."),
        "keys_not_written": _("No se pudo escribir {file}. No se cambió nada; revise el disco y el permiso."),
        "password_needed": _("Falta la contraseña. En la consola va en GSI_PASSWORD, o por --password-stdin."),
        "password_wrong": _("La contraseña no es esa. Intentos que le quedan antes de esperar: {left}."),
        "sign_in_wait": _("La contraseña no fue correcta varias veces. Espere {seconds} segundos e intente de nuevo."),
        "user_unknown": _("No hay un usuario «{login}» en esta base de datos."),
        "user_disabled": _("{name} ya no puede entrar. Pida a quien administra que le dé otra contraseña."),
        "login_invalid": _("El usuario lleva de 2 a 32 letras sin tilde, números, punto, guion o raya baja."),
        "login_taken": _("Ya hay un usuario «{login}». Escriba otro."),
        "not_administrator": _("Esto lo hace quien administra los usuarios de esta base de datos."),
        "last_administrator": _("Tiene que quedar al menos una persona que administre. Nombre primero a otra."),
        "password_short": _("La contraseña lleva {least} letras o más. Una frase corta es fácil de recordar."),
        "password_long": _("La contraseña lleva {most} letras o menos."),
        "password_repeats": _("Esa contraseña repite lo mismo. Use una frase con palabras distintas."),
        "password_common": _("Esa contraseña es de las primeras que se prueban. Use una frase que solo usted diría."),
        "password_like_name": _("Esa contraseña se parece a su nombre o a su usuario. Use otra."),
        "password_same": _("La contraseña nueva es la misma de antes. Escriba otra."),
        "password_differs": _("Las dos contraseñas no son iguales. Escríbalas de nuevo."),
        "password_must_change": _("Su contraseña es temporal. Cámbiela primero (gsi user password)."),
        "recovery_code_short": _("El código de recuperación tiene {count} letras y números, y escribió {found}."),
        "recovery_code_typo": _("Hay un error en el grupo {group} del código de recuperación. Compárelo con el papel."),
        "recovery_code_wrong": _("Ese código de recuperación no es el de esta base de datos."),
        "conversion_differs": _(
            "La copia cifrada no quedó igual. No se cambió nada: la base de datos sigue como estaba. Repórtelo."
        ),
        "pages_damaged": _(
            "El archivo está dañado en {count} partes (el disco, o una copia incompleta). "
            "No siga escribiendo; restaure la última copia."
        ),
        "place_taken": _("En {folder} ya hay una base de datos {file}. Elija otra carpeta."),
        "move_differs": _("No se pudo copiar {file} completo. Todo sigue donde estaba; revise el disco y el espacio."),
        "only_local_file": _("Los usuarios de una base de datos en un servidor los maneja el servidor."),
    }
