"""The window. Qt lives here and nowhere else; pages know services and their data classes, never tables or SQL."""
