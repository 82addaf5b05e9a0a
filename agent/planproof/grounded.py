"""Which code base a plan is held against, and what the report says of it."""

from collections.abc import Iterator
from pathlib import Path

from planproof.core.base import Location
from planproof.core.codebase import CodeBase
from planproof.core.plan import Plan
from planproof.core.review import Grounding, StatedFile
from planproof.settings import NO_REPO, Settings


def look_at(plan: Plan, path: Path, settings: Settings) -> CodeBase | None:
    """The code base of the plan at *path*, as the settings want it; None where there is none.

    Raises:
        ConfigError: the repository or its revision cannot be used.
    """
    folder = _folder(path, settings)
    if folder is None:
        return None
    # Here, so that reviews of a plan alone start without all this.
    from planproof.repository.cache import BlobCache  # noqa: PLC0415
    from planproof.repository.open import open_tree  # noqa: PLC0415
    from planproof.repository.read import read_codebase  # noqa: PLC0415

    tree = open_tree(folder, settings.repo_rev)
    cache = BlobCache(settings.cache)
    return read_codebase(plan, tree, told=settings.repo is not None, cache=cache)


def _folder(path: Path, settings: Settings) -> Path | None:
    if settings.repo is not None:
        return None if settings.repo == NO_REPO else Path(settings.repo)
    if not settings.find_repo:
        return None
    from planproof.repository.open import holding  # noqa: PLC0415 - as above

    return holding(path)


def grounding(plan: Plan, codebase: CodeBase) -> Grounding:
    """What the report says of the code base.

    A repository that nobody named may be about something else: of what it lacks nothing can be
    said then.
    """
    from planproof.named.claims import judged_claims  # noqa: PLC0415 - as above
    from planproof.repository.related import related  # noqa: PLC0415

    is_related, reason = related(plan, codebase)
    return Grounding(
        root=codebase.root,
        revision=codebase.revision,
        related=is_related,
        reason=reason,
        symbols_by=codebase.symbols_by if is_related else None,
        files=tuple(_files(plan, codebase)) if is_related else (),
        claims=judged_claims(plan, codebase) if is_related else (),
    )


def _files(plan: Plan, codebase: CodeBase) -> Iterator[StatedFile]:
    """Each file that a phase or task names, once for each of them and what it does to it.

    Patterns and what the ignore rules leave out are none that could be looked up.
    """
    for node in plan.nodes.values():
        seen: set[tuple[str, str]] = set()
        for each in node.files:
            hidden = "*" in each.file or each.file.rstrip("/") in codebase.ignored
            if not hidden and (each.file, each.action) not in seen:
                seen.add((each.file, each.action))
                yield StatedFile(
                    file=each.file,
                    node=node.id,
                    action=each.action,
                    path=codebase.find(each.file) or _folder_of(codebase, each.file),
                    location=Location(
                        path=each.path, line_start=each.line_start, line_end=each.line_end
                    ),
                )


def _folder_of(codebase: CodeBase, file: str) -> str | None:
    """The folder that a plan calls *file*; None when there is none, or more than one."""
    name = file.removeprefix("./").strip("/")
    if name in codebase.folders:
        return name
    ends = [folder for folder in codebase.folders if folder.endswith(f"/{name}")] if name else []
    return ends[0] if len(ends) == 1 else None
