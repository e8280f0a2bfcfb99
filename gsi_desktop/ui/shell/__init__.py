"""The frame around the pages: main window, navigation, palette, status bar, first run, crash dialog."""
