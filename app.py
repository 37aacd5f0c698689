"""The door: `python app.py` opens the chat page, `python app.py --help` lists the commands."""

import sys

from rag.cli import main

if __name__ == "__main__":
    sys.exit(main())
