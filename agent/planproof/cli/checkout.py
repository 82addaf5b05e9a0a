"""The repository in whose checkout the program runs."""

import os
from pathlib import Path

from planproof.render.places import Checkout


def checkout() -> Checkout:
    """Where this is: the nearest folder with `.git` in it or above, else here."""
    here = Path(os.path.abspath("."))
    # A worktree and a submodule have a file of that name.
    marked = (each for each in (here, *here.parents) if os.path.exists(each / ".git"))
    top = next(marked, here)
    folder = here.relative_to(top).as_posix()
    return Checkout(root=top.as_posix(), folder="" if folder == "." else folder)
