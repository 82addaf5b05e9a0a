"""Where the lines of a plan are in the repository: reviews name paths from the plan's root."""

import re
from dataclasses import dataclass

from planproof.core.codebase import CODE
from planproof.core.review import PlanView

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class Checkout:
    """The repository in whose checkout the program runs."""

    root: str = ""
    """Absolute path of its top folder; empty when nobody looked."""
    folder: str = ""
    """Where the program runs, relative to the top; empty for the top itself."""


TOP = Checkout()
"""The program runs in the top folder, wherever that is."""


def in_repository(plan: PlanView, path: str, checkout: Checkout = TOP) -> str | None:
    """Path of a document from the top of the repository; None when it is outside.

    Args:
        plan: the plan, whose root is as it was given on the command line.
        path: the document, relative to the root of the plan.
        checkout: what the root is relative to.

    What is in the code base itself, not in the plan, has its path there already.
    """
    if path.startswith(CODE):
        return path.removeprefix(CODE)
    folder = folder_of(plan, checkout)
    if _absolute(folder):
        top = f"{_slashes(checkout.root, checkout).rstrip('/')}/"
        if not checkout.root or not f"{folder.rstrip('/')}/".startswith(top):
            return None
        folder = folder[len(top) :]
    else:
        folder = f"{_slashes(checkout.folder, checkout)}/{folder}"
    return _settled(f"{folder}/{path}")


def plan_in_repository(plan: PlanView, checkout: Checkout = TOP) -> str:
    """The plan itself, a folder or a file, from the top of the repository; empty for the top.

    What is outside keeps the path that it was given.
    """
    own = _slashes(plan.root, checkout)
    name = "" if folder_of(plan, checkout) == own else plan.documents[0].path
    return in_repository(plan, name, checkout) or (name or own).strip("/.")


def folder_of(plan: PlanView, checkout: Checkout = TOP) -> str:
    """The folder that the paths of a plan begin from, with forward slashes."""
    root = _slashes(plan.root, checkout)
    above, _, name = root.rpartition("/")
    # The plan may be one file; then its only document is the root itself.
    single = len(plan.documents) == 1 and plan.documents[0].path == name
    return (above or ("/" if root.startswith("/") else ".")) if single else root


def _absolute(path: str) -> bool:
    return path.startswith("/") or _DRIVE.match(path) is not None


def _slashes(path: str, checkout: Checkout) -> str:
    """With forward slashes, where backslashes divide folders."""
    windows = any(_DRIVE.match(each) for each in (path, checkout.root))
    return path.replace("\\", "/") if windows or path.startswith("\\\\") else path


def _settled(path: str) -> str | None:
    """Without `.` and `..`; None for what is above the top, and for the top itself."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or None
