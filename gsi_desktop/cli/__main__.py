"""`python -m gsi_desktop.cli`, and the console program of the bundle."""

import sys

from gsi_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
