"""What the program can do. Nothing below this package knows Qt."""
