"""Codes to Spanish, for window, console and result workbooks alike.

Texts are templates for `str.format`; a code without a text is a defect that a test catches.
"""

from __future__ import annotations

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.texts import access, duplicates, exchange, life, paper, upkeep


def _catalogue() -> dict[str, str]:
    """Return every code with its text; built on call so that the language in force decides."""
    return {
        # --- core
        "cancelled": _("Se canceló. No se cambió nada."),
        "conflict": _("Otra persona cambió estos datos mientras usted los editaba."),
        "unexpected": _("El programa falló por un error suyo ({kind}). Repórtelo a quien le da soporte."),
        "field_missing": _("Falta este dato."),
        "choice_invalid": _("Elija una opción de la lista."),
        "date_missing": _("Falta la fecha."),
        "date_invalid": _("«{text}» no es una fecha que exista. Escriba día, mes y año: 21/11/2026."),
        "pesos_invalid": _("«{text}» no es un valor en pesos. Escriba 1234567 o 1.234.567."),
        "nit_invalid": _(
            "«{nit}» no es un NIT. Escriba de 1 a 15 dígitos y, si lo tiene, guion y dígito de verificación."
        ),
        "nit_check_digit": _("El dígito de verificación del NIT {nit} es {right}, no {digit}. Revise el número."),
        "changed_meanwhile": _("Otra persona cambió este dato mientras tanto. Vuelva a abrirlo y decida de nuevo."),
        "operation_reused": _("Esta acción ya se hizo con otros datos. Vuelva a abrir la página e intente de nuevo."),
        # --- database
        "password_in_url": _("La dirección de la base de datos no lleva contraseña. Quítela; el programa la pide."),
        "database_url_invalid": _(
            "La dirección de la base de datos no está bien escrita. Va así: postgresql://usuario@servidor/base."
        ),
        "folder_missing": _("La carpeta {folder} no existe. Créela o elija otra."),
        "database_setting_refused": _("La base de datos no aceptó una protección ({name}). No se abrió."),
        "not_our_file": _("El archivo no es una base de datos de GSI o está dañado. No se tocó."),
        "not_our_database": _("La base de datos tiene tablas de otro programa. No se tocó; elija otra."),
        "database_empty": _("La base de datos todavía no tiene nada. Créela primero (gsi db init)."),
        "schema_old": _("La base de datos es de una versión anterior. Actualícela primero (gsi db upgrade)."),
        "schema_too_new": _("La base de datos es de una versión más nueva del programa. Actualice el programa."),
        "rows_lost": _("La actualización habría perdido filas ({tables}). Se dejó todo como estaba."),
        "disk_full": _("El disco está lleno. No se guardó este cambio; lo anterior sigue ahí. Libere espacio."),
        "disk_error": _("El disco no responde bien. No se guardó este cambio. Revise el disco antes de seguir."),
        "database_read_only": _("La base de datos es de solo lectura. No se guardó este cambio."),
        "database_busy": _("Otra persona está guardando. No se guardó este cambio; intente de nuevo."),
        "database_cannot_open": _("No se puede abrir la base de datos. Revise que la carpeta exista y sea suya."),
        "database_damaged": _("La base de datos está dañada. No siga escribiendo; restaure la última copia."),
        "database_missing": _("Esa base de datos no existe en el servidor. Revise el nombre."),
        "login_refused": _("El servidor no aceptó el usuario o la contraseña. Revíselos."),
        "permission_denied": _("Su usuario no tiene permiso para esto. Pídalo a quien administra la base de datos."),
        "server_unreachable": _("No se encontró el servidor. Revise el cable o el wifi y la dirección."),
        "server_stopped": _("El servidor se detuvo. Intente de nuevo en unos minutos."),
        "server_slow": _("El servidor tardó demasiado y no terminó. No se guardó este cambio; intente de nuevo."),
        "place_network": _(
            "{folder} está en la red. Ahí la base de datos se puede dañar. "
            "Elija una carpeta de este equipo, por ejemplo {way_out}."
        ),
        "place_cloud": _(
            "{folder} se copia sola a la nube. Mientras se copia, la base de datos se puede dañar. "
            "Elija una carpeta que no se sincronice, por ejemplo {way_out}."
        ),
        "place_not_writable": _(
            "No se puede escribir en {folder}. Elija una carpeta suya o pida permiso a quien administra el equipo."
        ),
        "database_making": _("Creando la base de datos…"),
        "database_gone": _(
            "No se encontró el archivo {file}. Si estaba en una memoria o en otro disco, conéctelo e intente de nuevo."
        ),
        **access.texts(),
        **exchange.texts(),
        **life.texts(),
        # --- families
        "family_gone": _("Esta familia ya no está en el registro. Puede que se haya deshecho su importación."),
        "person_gone": _("Esta persona ya no está en el registro."),
        "family_merged": _(
            "{who} unió esta familia a la {folio} ({when}). No se guardó; lo que escribió sigue aquí y puede copiarlo."
        ),
        "family_left": _(
            "{who} registró la salida de esta familia del programa ({when}) mientras usted escribía. No se guardó."
        ),
        "person_merged": _(
            "{who} unió a esta persona con otra ({when}). No se guardó; lo que escribió sigue aquí y puede copiarlo."
        ),
        "document_taken": _("Ese documento ya es de otra persona registrada."),
        "second_open_head": _("La familia ya tiene jefe(a) de hogar."),
        "person_in_other_family": _("La persona ya vive en otra familia del registro."),
        "born_in_future": _("La fecha de nacimiento está en el futuro. Revise el año."),
        "born_too_early": _("La fecha de nacimiento es de hace demasiados años. Revise el año."),
        "document_type_missing": _("Elija de qué tipo es el documento."),
        "document_unusual_for_age": _("{kind} no es el documento usual a los {age}."),
        "list_changed": _("La lista cambió mientras se exportaba. No se escribió el archivo; expórtela de nuevo."),
        "person_without_document": _("La persona queda sin número de documento que sirva."),
        # --- enrolment by hand
        "choice_unknown": _("«{text}» no está en la lista. F2 la muestra."),
        "document_no_number": _("«{text}» no es un número de documento. Si no tiene, dígalo en Tipo."),
        "sex_unclear": _("«{text}» puede ser masculino o mujer. Escriba H, F o la palabra."),
        "document_of_family": _("Ese documento ya es de {name}, de la familia {folio}."),
        "document_of_nobody": _("Ese documento ya es de {name}, que no está en ninguna familia."),
        "document_unusual_shape": _("{kind} no suele escribirse así. Revise el número."),
        "pregnant_man": _("Gestante no va con el sexo anotado."),
        "pregnant_age": _("Gestante a los {age}: revise el nacimiento."),
        "document_repeated": _("Ese documento ya está en la fila {row}."),
        "members_missing": _("Escriba al menos a una persona del hogar."),
        "head_missing": _("Diga quién es jefe o jefa del hogar: escriba J en el parentesco."),
        "head_repeated": _("El hogar ya tiene jefe(a) en la fila {row}. Cambie uno de los dos."),
        "kinship_age": _("La edad no va con ese parentesco respecto de jefe(a) de hogar."),
        "municipality_missing": _("Elija el municipio."),
        "entry_in_future": _("La entrada no puede ser un día que no ha llegado."),
        "day_in_future": _("Ese día no ha llegado. Revise el año."),
        "targeting_missing": _("Diga de qué lista viene la familia."),
        "targeting_repeated": _("Esa lista ya está anotada arriba."),
        "level_unusual": _("Los grupos del SISBÉN IV van de A1 a A5, B1 a B7, C1 a C18 y D1 a D21."),
        "household_known": _("La familia {folio} ya tiene ese número de hogar en la misma lista."),
        "sensitive_not_authorised": _("No autorizó datos sensibles: deje «Prefiere no responder» o vacío."),
        "kinship_missing": _("Diga qué es de jefe o jefa de hogar."),
        "enrolment_touched": _("Ya no se puede deshacer: alguien trabajó después con la familia {folio}."),
        "no_document_missing": _("Escriba el número o diga en Tipo por qué no hay."),
        # --- consent and reserved facts
        "consent_date_missing": _("Falta la fecha en que respondió."),
        "consent_in_future": _("La fecha no puede ser en el futuro."),
        "consent_before": _("No puede ser antes de la autorización que revoca."),
        "consent_taken_by_missing": _("Falta quién tomó la respuesta."),
        "consent_channel_missing": _("Diga cómo autorizó: por escrito, de palabra o con un acto inequívoco."),
        "consent_purposes_missing": _("Marque para qué autoriza, al menos una finalidad, o registre que no autoriza."),
        "consent_purpose_unknown": _("El texto de autorización cambió. Vuelva a marcar las finalidades."),
        "consent_norm_missing": _("Cite la norma que le da la función (Ley 1581 de 2012, art. 10)."),
        "consent_notice_missing": _("Aun sin autorización hay que informar: marque que entregó el aviso."),
        "consent_emergency_missing": _("Escriba cuál es la urgencia."),
        "consent_refused": _(
            "Sin autorización no se registra a una persona. Elija otra base legal o quítela de la lista."
        ),
        "consent_missing": _("Falta la autorización de {names} o la base legal."),
        "consent_representative_missing": _(
            "Es menor de 18 años: diga quién lo representa o elija el motivo de protección."
        ),
        "consent_representative_minor": _("Quien representa tiene que ser mayor de edad."),
        "consent_relation_missing": _("Diga qué es de la persona menor de edad."),
        "consent_opinion_missing": _("Diga si se escuchó su opinión."),
        "consent_gone": _("Esa autorización ya no está en el registro."),
        "consent_not_newest": _("Hay una respuesta más nueva de esta persona. Vuelva a abrir la página."),
        "consent_not_granted": _("Esa respuesta no es una autorización: no hay nada que revocar."),
        "consent_none": _("Nadie de la familia ha respondido todavía: registre las respuestas en Documentos."),
        "consent_text_changed": _("Otra persona publicó la versión {number} del texto. Vuelva a empezar de ella."),
        "consent_text_empty": _("Faltan el texto o sus finalidades."),
        "consent_text_reason": _("Escriba por qué cambia el texto."),
        "protected_reason": _("Escriba para qué necesita leerlo (al menos {least} letras)."),
        "protected_text": _("Falta escribir el dato."),
        "protected_gone": _("Ese dato reservado ya no está."),
        "protected_expired": _("La lectura ya se cerró. Vuelva a pedirla."),
        "protected_sensitive_refused": _(
            "La persona no autorizó tratar sus datos sensibles. Registre otra base legal antes de guardarlo."
        ),
        "location_protected": _("La ubicación de esta familia está protegida: se cambia en Datos reservados."),
        # --- accompaniment
        "text_too_long": _("Este texto es muy largo: caben {limit} letras."),
        "time_invalid": _("«{text}» no es una hora. Escríbala así: 9:04 o 14:30."),
        "cogestor_gone": _("Este cogestor o cogestora ya no está en el registro."),
        "cogestor_taken": _("Ese documento ya es de {name}."),
        "cogestor_inactive": _("{name} ya no trabaja en el programa. Elija a otra persona."),
        "cogestor_has_families": _("Todavía tiene familias a su cargo ({count}). Asígnelas a otra persona primero."),
        "assignment_in_future": _("La asignación no puede ser en el futuro."),
        "assignment_before": _("Una de las familias ya estaba asignada desde el {day}. Elija ese día o uno después."),
        "commitment_gone": _("Este compromiso ya no está. Puede que se haya quitado del plan."),
        "commitment_closed": _("Este compromiso ya se cerró."),
        "commitment_in_draft": _("Este compromiso es de un plan en borrador: cuenta desde que se apruebe."),
        "action_missing": _("Falta escribir qué se va a hacer."),
        "responsible_missing": _("Falta decir quién responde."),
        "due_before_agreed": _("La fecha límite es anterior al día en que se acuerda ({day})."),
        "reason_missing": _("Falta escribir el motivo."),
        "review_in_future": _("La revisión no puede ser en el futuro."),
        "review_before_agreed": _("El compromiso se acordó el {day}: no se puede revisar antes."),
        "new_date_before": _("La nueva fecha tiene que ser posterior a la revisión."),
        "visit_gone": _("Esta visita ya no está en el registro."),
        "visit_closed": _("Esta visita ya se cerró: no se puede cambiar."),
        "visit_not_open": _("Esta visita no está abierta."),
        "visit_already_open": _("La familia ya tiene una visita abierta desde el {day}. Ciérrela primero."),
        "visit_repeated": _("Esa visita ya está registrada: el mismo día y a la misma hora."),
        "planned_in_past": _("La próxima visita no puede ser en el pasado."),
        "visit_date_missing": _("Falta la fecha de la visita."),
        "visit_in_future": _("La visita no puede ser en el futuro."),
        "visit_before_entry": _("La familia entró al programa el {day}: la visita no puede ser antes."),
        "visit_times_order": _("La visita termina antes de empezar. Revise las horas."),
        "visit_steps_left": _("Faltan pasos: van {step} de 9. Termínelos o cierre la visita sin terminar."),
        "window_notes_missing": _("Falta escribir qué se atendió."),
        "outcome_missing": _("Falta decir si la visita se hizo."),
        "outcome_note_missing": _("Falta decir por qué quedó sin terminar."),
        "medium_missing": _("Falta decir dónde o por qué medio se hizo."),
        "signature_missing": _("Falta decir cómo firmó la familia."),
        "agreement_in_future": _("El acuerdo no se puede firmar en el futuro."),
        "next_visit_before": _("La próxima visita tiene que ser después de esta."),
        "plan_gone": _("Este plan ya no está en el registro."),
        "plan_needs_baseline": _("El plan familiar se hace sobre la línea base. Complétela primero."),
        "plan_draft_exists": _("Ya hay un plan en borrador. Siga con ese."),
        "plan_not_draft": _("Este plan ya se aprobó. Para cambiarlo haga una nueva versión."),
        "approval_in_future": _("La aprobación no puede ser en el futuro."),
        "approval_before_baseline": _("La línea base se completó el {day}: el plan no se puede aprobar antes."),
        "approval_before_former": _("El plan vigente se aprobó el {day}: el nuevo no se puede aprobar antes."),
        "plan_empty": _("Falta priorizar logros."),
        "plan_few_priorities": _("Van {count} de {minimum} logros priorizados. Agregue otros o escriba el motivo."),
        "priority_repeated": _("{logro}: está dos veces en el plan."),
        "priority_not_applicable": _("{logro}: ya no aplica. Quítelo del plan."),
        "priority_reached": _("{logro}: ya está alcanzado. Quítelo del plan."),
        "priority_no_commitment": _("{logro}: falta qué hará la familia o la cogestora."),
        "priority_action_missing": _("{logro}: falta la acción acordada."),
        "priority_responsible_missing": _("{logro}: falta el responsable."),
        "priority_date_missing": _("{logro}: falta la fecha límite."),
        "priority_date_past": _("{logro}: la fecha límite es anterior a la aprobación."),
        "suggest_identity": _("Sin documento no se accede a lo demás."),
        "suggest_ipm": _("Cuenta para el índice de pobreza."),
        "suggest_pending": _("Por alcanzar."),
        "phase_targeted": _("Está en el padrón, sin contacto todavía."),
        "phase_contacted": _("Contactada el {day}."),
        "phase_agreement": _("Acuerdo de corresponsabilidad firmado el {day}."),
        "phase_baseline": _("Línea base completa el {day}."),
        "phase_plan": _("Plan familiar v{number} aprobado el {day}, {priorities} prioridades."),
        "phase_plan_one": _("Plan familiar v{number} aprobado el {day}, {priorities} prioridad."),
        "phase_final": _("Verificación final el {day}."),
        "phase_share": _("{goal} % de logros: tiene {percent} %."),
        "phase_exit": _("Egresó del programa."),
        "phase_exit_on": _("Egresó del programa el {day}."),
        "phase_needs_agreement": _("Firmar el acuerdo de corresponsabilidad."),
        "phase_needs_baseline": _("Completar la línea base."),
        "phase_needs_plan": _("Aprobar el plan familiar, con {minimum} prioridades o el motivo."),
        "phase_needs_share": _("{goal} % de logros: hoy {percent} % (faltan {left})."),
        "phase_needs_share_one": _("{goal} % de logros: hoy {percent} % (falta {left})."),
        "phase_needs_final": _("Verificación final en visita."),
        "urgent_today": _("Acordada hoy."),
        "urgent_today_at": _("Acordada hoy {time}."),
        "urgent_agreed": _("Era para el {day}."),
        "urgent_never": _("Nunca visitada."),
        "urgent_months": _("{months} meses sin visita."),
        "urgent_commitment": _("Compromiso vencido."),
        "urgent_plan": _("Plan por aprobar."),
        # --- achievements
        "family_exited": _("La familia no está en el programa. Para trabajar con ella, regístrele un reingreso."),
        "date_future": _("La fecha está en el futuro. Revísela."),
        "date_before_entry": _("La fecha es anterior al ingreso de la familia ({entry})."),
        "date_before_start": _("La fecha es anterior al comienzo ({day})."),
        "assessment_gone": _("Esta valoración ya no está en el registro."),
        "assessment_closed": _("La valoración se cerró el {day}."),
        "final_open": _("Ya hay una verificación final en curso, del {day}."),
        "baseline_exists": _("La familia ya tiene línea base, del {day}."),
        "baseline_missing": _("La familia no tiene línea base. Hágala primero."),
        "baseline_in_use": _("La línea base ya no se corrige: hay un plan aprobado o seguimientos hechos sobre ella."),
        "mark_unknown": _("El logro {number} no está en el catálogo vigente."),
        "mark_rolled_up": _("El logro {number} se marca por integrante; el de la familia se calcula."),
        "mark_derived": _("En gestión se calcula: agregue un compromiso abierto al logro {number}."),
        "mark_not_applicable": _("El logro {number} no se puede marcar: {why}."),
        "mark_changed": _(
            "Otra persona cambió el logro {number} mientras usted lo miraba: ahora está en {theirs} "
            "y usted marcó {mine}. No se guardó su marca."
        ),
        "how_missing": _("Diga cómo se alcanzó."),
        "provider_missing": _("Escriba quién lo ofreció, con nombre y teléfono."),
        "undo_stale": _("Ya no se puede deshacer: el logro se marcó otra vez."),
        "undo_closed": _("Ya no se puede deshacer: la línea base se cerró."),
        "answer_invalid": _("{question}: «{value}» no es una respuesta."),
        "score_invalid": _("El ICV va de 0 a 100, con dos decimales como mucho; «{text}» no sirve."),
        "source_missing": _("Escriba de dónde viene el puntaje."),
        "share_invalid": _("«{text}» no es un porcentaje. Escríbalo como 33 % o como 1/3."),
        "parameter_invalid": _("Va de {least} a {most}."),
        "catalogue_gone": _("No hay una versión {number} del catálogo."),
        "catalogue_changed": _(
            "Otra persona publicó la versión {number} mientras usted editaba. Vuelva a empezar de ella."
        ),
        "catalogue_reason": _("Escriba por qué se hace la versión nueva."),
        "catalogue_day": _("La versión nueva no puede valer desde antes que la anterior ({day})."),
        "catalogue_numbers": _("Los números de los logros no se quitan ni se repiten. Retire el que no se use."),
        "catalogue_text_missing": _("Falta el texto del logro {number}."),
        "catalogue_ages": _("Logro {number}: la edad final es menor que la inicial."),
        "catalogue_age_limit": _("Logro {number}: la edad va de 0 a {most} años."),
        "age_invalid": _("«{text}» no es una edad. Escriba 7, 7 años o 6 meses."),
        "number_invalid": _("«{text}» no es un número."),
        "catalogue_evidence": _("Logro {number}: diga cuál es la evidencia que exige."),
        "catalogue_unchanged": _("No hay cambios que publicar."),
        "catalogue_unit": _("Logro {number}: no se puede pasar de integrante a familia. Retírelo y agregue otro."),
        "marks_differ": _("{count} logros se muestran distinto de lo que dicen sus hechos. Use gsi db upgrade."),
        "sounds_differ": _("{count} personas no se comparan como suena su nombre. Use gsi db upgrade."),
        "refreshing_marks": _("Actualizando los logros de las familias…"),
        # --- papers
        "drawing_papers": _("Haciendo los papeles…"),
        "folio_invalid": _("«{folio}» no es un folio. Va así: 41551-AB-000123-7."),
        "folio_unknown": _("No hay ninguna familia con el folio {folio}."),
        "plan_none": _("La familia no tiene ese plan familiar todavía."),
        "logo_invalid": _("Esa imagen no se puede usar. Elija un archivo PNG o JPG que se vea."),
        "logo_too_large": _("La imagen es demasiado grande aun después de reducirla. Elija una más sencilla."),
        "frozen_damaged": _("El plan aprobado que se guardó está dañado. No se imprimió; restaure la última copia."),
        "paper_not_drawn": _("El papel no se pudo dibujar en la pantalla. Lo que escribió está a salvo."),
        "not_printed": _("La impresora no recibió el papel. Revise que esté encendida y con papel, o guarde el PDF."),
        "printing": _("Enviando a la impresora…"),
        **duplicates.texts(),
        **paper.texts(),
        # --- upkeep
        **upkeep.texts(),
        "problems_found": _("La base de datos tiene problemas ({count}). No siga escribiendo hasta resolverlos."),
        "objects_differ": _("Hay disparadores o índices que no son los del programa: {names}. Use gsi db upgrade."),
        "references_broken": _("Hay filas que apuntan a otras que no existen. Restaure la última copia."),
        "operation_left_open": _("Quedó abierta una operación. Cierre el programa y use gsi db upgrade."),
        "search_differs": _("El índice de búsqueda no concuerda con las personas. Use gsi db upgrade."),
        "places_differ": _(
            "La ubicación reservada de {count} familias no está como debe. No imprima sus datos y pida ayuda."
        ),
        "cards_differ": _("{count} familias se muestran distinto de como están. Use gsi db upgrade."),
        "inventing": _("Inventando familias de ejemplo…"),
        "inventing_work": _("Inventando visitas, líneas base y planes…"),
        "removing_sample": _("Quitando los datos de ejemplo…"),
        # --- lists
        "assigning": _("Asignando familias…"),
        "cross_empty": _("La lista no tiene filas."),
        "cross_too_long": _("La lista tiene más de {most} filas. Divídala y cruce cada parte."),
        "cross_no_documents": _("No se encontró una columna de documentos. Revise que la lista los tenga."),
        "cross_name_missing": _("Escriba un nombre para guardar la lista."),
        "cross_gone": _("Esa lista ya no está: alguien la eliminó."),
        "crossing": _("Buscando los documentos en el registro…"),
        "looking_for_likenesses": _("Buscando parecidos por nombre…"),
        "list_moved": _("La lista cambió mientras usted elegía. No se hizo nada; vuelva a elegir."),
        "view_name_missing": _("Escriba un nombre para la vista."),
        "view_name_taken": _("Ya tiene una vista llamada «{name}». Escriba otro nombre."),
        "view_gone": _("Esa vista ya no está: alguien la eliminó."),
        "view_of_another": _("Esa vista es de {owner}. Guárdela con otro nombre para cambiarla."),
        "assignment_touched": _("La asignación ya cambió después, también por otra persona. No se deshizo nada."),
        "figure_invalid": _("«{text}» no es un número. Escriba solo dígitos."),
        "municipality_unknown": _(
            "«{name}» no es un municipio, o hay varios con ese nombre. Escriba su código DIVIPOLA."
        ),
    }


def text(code: str, **params: object) -> str:
    """Return the Spanish sentence for ``code`` with ``params`` filled in; raises `KeyError` for an unknown code."""
    return _catalogue()[code].format(**params)


def known_codes() -> frozenset[str]:
    """Return every code that has a text."""
    return frozenset(_catalogue())
