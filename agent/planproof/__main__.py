"""`python -m planproof`."""

import sys

from planproof.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
