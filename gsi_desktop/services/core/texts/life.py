"""What is said of the life events of households."""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _


def texts() -> dict[str, str]:
    """Return every code of the life events with its text; built on call so that the language in force decides."""
    return _refusals() | _corrections() | _effects()


def _refusals() -> dict[str, str]:
    return {
        "event_in_future": _("La novedad no puede tener una fecha futura."),
        "event_before_entry": _("La familia está en el programa desde el {day}. La novedad no puede ser anterior."),
        "birth_before_entry": _(
            "La familia está en el programa desde el {day}. Si nació antes, registre el ingreso de una persona."
        ),
        "event_before_membership": _("{name} vive en la familia desde el {day}. La fecha no puede ser anterior."),
        "event_before_event": _("Hay una novedad del {day}. La fecha no puede ser anterior; corrija aquella primero."),
        "event_before_visit": _("Hay una visita del {day}. La fecha no puede ser anterior."),
        "death_before_birth": _("La persona nació el {day}. El fallecimiento no puede ser anterior."),
        "reentry_before_exit": _("La familia salió el {day}. El reingreso no puede ser anterior."),
        "open_visit_first": _("La familia {folio} tiene una visita abierta. Ciérrela o cancélela primero."),
        "draft_plan_first": _("La familia {folio} tiene un plan en borrador. Apruébelo o descártelo primero."),
        "head_needed": _("El hogar se queda sin jefe(a). Elija quién lo es desde ahora."),
        "head_elsewhere": _("Elija a una persona del mismo hogar."),
        "head_already": _("{name} ya es quien está a la cabeza del hogar."),
        "two_heads": _("Un hogar tiene un solo jefe o jefa. Elija otro parentesco para {name}."),
        "member_gone": _("Esa persona ya no vive en la familia. Vuelva a abrir la ficha."),
        "member_already": _("{name} ya vive en esta familia."),
        "person_dead": _("{name} figura como fallecida. Si es un error, anule primero ese fallecimiento."),
        "split_nobody": _("Elija quiénes forman la familia nueva."),
        "split_everybody": _("No pueden irse todos. Si toda la familia se fue, registre un traslado o la salida."),
        "join_itself": _("Elija otra familia: esta es la misma."),
        "family_empty": _("En la familia {folio} no vive nadie. Inscriba la familia de nuevo."),
        "family_not_exited": _("La familia está en el programa: no hay de dónde volver."),
        "move_same_place": _("La familia ya vive en ese municipio. Para otra dirección, edite el contacto."),
        "promise_unsettled": _("Falta decidir qué pasa con el compromiso «{action}»."),
        "promise_of_leaver": _("El compromiso «{action}» es de un logro de quien se va. Ciérrelo con un motivo."),
        "promise_to_nobody": _("El compromiso «{action}» solo puede pasar a quien se queda en el hogar."),
        "closed_by_move": _("La familia se trasladó a otro municipio."),
        "closed_by_exit": _("La familia salió del programa."),
    }


def _corrections() -> dict[str, str]:
    return {
        "sample_mixed": _(
            "La familia {folio} no es de ejemplo y tiene novedades con familias de ejemplo. Anúlelas primero."
        ),
        "period_backwards": _("El período termina antes de empezar. Revise las dos fechas."),
        "event_gone": _("Esa novedad ya no está. Vuelva a abrir la ficha."),
        "event_annulled": _("Esa novedad ya se anuló."),
        "event_not_annullable": _("El ingreso de la familia se deshace con su lote o su inscripción, no aquí."),
        "event_has_later": _("Anule primero lo que vino después: {events}."),
        "event_has_facts": _("Después se registraron visitas, logros o planes en el episodio que abrió. No se anula."),
        "event_merged": _(
            "La ficha se unió después con otra. Deshaga esa unión en Posibles duplicados y luego anule la novedad."
        ),
        "event_rewritten": _("Lo que cambió esta novedad se volvió a cambiar después. No se anula."),
        "event_unchanged": _("La fecha y la nota son las mismas. No hay nada que corregir."),
        "event_after_next": _("Otra novedad vino después, el {day}. La fecha no puede ser posterior."),
        "event_after_visit": _("Hay una visita del {day} en el episodio que abrió. La fecha no puede ser posterior."),
    }


def _effects() -> dict[str, str]:
    return {
        "effect_dies": _("{name} deja de vivir en la familia por fallecimiento."),
        "effect_leaves": _("{name} deja la familia {folio}."),
        "effect_new_family": _("Se forma una familia nueva, con folio propio: {names}."),
        "effect_becomes": _("{name} queda como {kinship}."),
        "effect_comes": _("{name} entra a la familia como {kinship}."),
        "effect_comes_from": _("{name} pasa de la familia {folio} a esta, como {kinship}."),
        "effect_head": _("{name} queda a la cabeza del hogar."),
        "effect_episode_ends": _("La familia {folio} sale del programa el {day}: {reason}."),
        "effect_episode_closes": _("Se cierra el episodio de {municipality} el {day}; sus hechos se quedan ahí."),
        "effect_episode_begins": _("Se abre un episodio en {municipality} desde el {day}."),
        "effect_new_episode": _("La familia nueva entra al programa en {municipality}; la historia queda en esta."),
        "effect_cogestor_ends": _("Termina la asignación a {name}."),
        "effect_address_cleared": _("Se borran vereda, zona y dirección: escriba las nuevas en el contacto."),
        "effect_marks_kept": _("Los logros de la familia {folio} quedan como están, en el episodio que se cierra."),
        "effect_no_baseline": _("El episodio nuevo empieza sin línea base ni plan."),
        "effect_marks_leave": _("Logros marcados de {name} que dejan de contar: {count}."),
        "effect_marks_apply": _("Logros que aplican a {name}: {count}. Los que nadie ha preguntado, sin información."),
        "effect_progress": _("Logros de la familia: de {was} de {was_of} a {now} de {now_of} alcanzados."),
        "effect_commitments_close": _("Compromisos abiertos de la familia {folio} que se cierran: {count}."),
        "effect_commitment_passes": _("El compromiso «{action}» pasa a {name}."),
        "effect_commitment_closes": _("El compromiso «{action}» se cierra: {reason}."),
        "effect_visit_cancelled": _("Se cancela la visita acordada para el {day}."),
        "effect_members": _("Integrantes de la familia {folio}: de {before} a {after}."),
        "effect_family_more": _("En {municipality}: una familia más ({count} personas en ella)."),
        "effect_family_less": _("En {municipality}: una familia menos ({count} personas en ella)."),
        "effect_minor_head": _("{name} es menor de edad y queda a la cabeza del hogar. Revise que sea así."),
        "effect_no_final": _("La familia no tiene verificación final cerrada, y el motivo es promoción por logros."),
    }
