"""Widgets and mechanisms every page shares."""

from gsi_desktop.ui.kit.immortal import make_immortal

make_immortal()
