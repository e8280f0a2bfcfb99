"""Widgets and mechanisms every page shares."""
