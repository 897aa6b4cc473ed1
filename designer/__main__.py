"""``python -m designer``."""

from designer.cli import main

if __name__ == "__main__":
    main()
