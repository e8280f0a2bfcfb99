"""Gestión Social Integral de escritorio: family registry and accompaniment for municipal social offices."""

__version__ = "0.1.0"
