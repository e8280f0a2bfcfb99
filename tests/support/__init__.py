"""What tests share: databases of both engines, a quiet log, a closed network, a screen, the table of checks."""
