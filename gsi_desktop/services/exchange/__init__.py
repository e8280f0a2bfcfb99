"""Imports and exports: the only readers and writers of foreign files."""
