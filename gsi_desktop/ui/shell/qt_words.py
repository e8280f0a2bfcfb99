"""Qt's own words that its Spanish translation leaves in English or says as in Spain: file dialogs, print dialog."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

WORDS = {
    "&Look in:": "&Buscar en:",
    "File &name:": "&Nombre de archivo:",
    "Files of &type:": "&Tipo de archivo:",
    "Folder": "Carpeta",
    "Drive": "Unidad",
    "Double Sided Printing": "Imprimir por las dos caras",
    "Long side binding": "Por el lado largo",
    "Short side binding": "Por el lado corto",
    "Off": "No",
    "Page &Set:": "&Páginas:",
    "Pages": "Páginas",
    (
        "Specify pages or ranges separated by commas. Ranges are specified by two numbers separated by a hyphen. "
        "E.g: 3,5-7,9 prints pages 3, 5, 6, 7 and 9."
    ): "Escriba páginas o rangos separados por comas, por ejemplo 3,5-7,9.",
}


class QtWords(QTranslator):
    """Translates what the catalogue of Qt does not."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Return the Spanish of ``source``, None for what is not ours to say."""
        return WORDS.get(source)

    def isEmpty(self) -> bool:
        """Tell Qt that there is something inside."""
        return False
