"""A link leads to a document or heading that is not there.

## What it does

Follows relative links within the plan's folder: the document must be among the plan's files, and
the `#anchor` must be a heading of it (as GitHub makes anchors) or an HTML anchor. Links that
leave the folder, or lead to other kinds of files, are not judged: that needs the repository.

## Why is this bad?

The reader cannot reach what the plan relies on, and a missing document often means a part that
was never written.

## Example

    See [the rollout](./Phase-9.md#rollout).

where there is no `Phase-9.md`.

## Use instead

    See [the rollout](./Phase-8.md#rollout).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from planproof.checks.interface import Context, Rule
from planproof.core.document import Document
from planproof.core.finding import Finding
from planproof.core.plan import Plan, Reference
from planproof.words import listed

RULE = Rule(
    id="broken-link",
    category="references",
    severity="major",
    summary="A link leads to a document or heading that is not in the plan",
    goal="Every link leads to a document and heading of the plan",
)
_SCHEME = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|/)")
_HTML_ANCHOR = re.compile(r"<a\s[^>]{0,200}?(?:id|name)\s*=\s*[\"']?([^\"'\s>]{1,200})")
_ID = re.compile(r"\sid\s*=\s*[\"']([^\"'\s>]{1,200})[\"']")
_DOCUMENT = re.compile(r"\.(?:md|markdown|mdx)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[<>{}\[\]*$]|\.\.\.|…")


def check(context: Context) -> Iterator[Finding]:
    """One finding per missing document, and one per document whose anchors are missing."""
    plan = context.plan
    judged = {d.path for d in plan.work_documents()}
    missing: dict[str, list[Reference]] = defaultdict(list)
    anchors: dict[str, list[Reference]] = defaultdict(list)
    known: dict[str, frozenset[str]] = {}
    links = (r for r in plan.all_references() if r.kind == "link" and r.path in judged)
    for reference in links:
        path, anchor = _target(reference)
        if path is None:
            continue
        if path not in plan.by_path:
            if _must_exist(plan, path):
                missing[path].append(reference)
        elif anchor and _is_document(path):
            if path not in known:
                known[path] = _anchors(plan.document(path))
            if anchor.lower() not in known[path]:
                anchors[path].append(reference)
    for path, references in missing.items():
        yield _missing(plan, path, references)
    for path, references in anchors.items():
        yield _no_anchor(plan, path, references)


def _target(reference: Reference) -> tuple[str | None, str]:
    """Path within the plan and anchor that a link means; no path for links elsewhere."""
    target, _, anchor = unquote(reference.target).partition("#")
    if _SCHEME.match(target) or _PLACEHOLDER.search(target):
        return None, anchor
    path = normpath(join(dirname(reference.path), target)) if target else reference.path
    return path, anchor


def _is_document(path: str) -> bool:
    return bool(_DOCUMENT.search(path))


def _must_exist(plan: Plan, path: str) -> bool:
    """Only a Markdown document within the plan's own folders can be said to be missing.

    A single file is a plan whose neighbours were not given, and a folder that holds no document
    of the plan lies outside what was read.
    """
    if path.startswith("..") or not _is_document(path) or len(plan.documents) < 2:
        return False
    if any(path == skipped.path or path.startswith(f"{skipped.path}/") for skipped in plan.skipped):
        return False
    return dirname(path) in {dirname(document.path) for document in plan.documents}


def _anchors(document: Document) -> frozenset[str]:
    found: set[str] = set()
    seen: dict[str, int] = {}
    for heading in document.blocks.headings:
        if heading.style in ("bold", "plain"):
            continue
        slug = _slug(heading.text)
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        found.add(f"{slug}-{count}" if count else slug)
    for line in document.lines:
        if "<" in line:
            found.update(anchor.lower() for anchor in _HTML_ANCHOR.findall(line))
            found.update(anchor.lower() for anchor in _ID.findall(line))
    return frozenset(found) | {"top"}


def _slug(text: str) -> str:
    """The anchor that GitHub gives a heading: its words in lower case, joined by hyphens."""
    shown = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    shown = re.sub(r"<[^>]{1,100}>", "", shown).strip()
    kept = "".join(
        c for c in shown.lower() if c.isalnum() or c in " -_" or "\u0300" <= c <= "\u036f"
    )
    return kept.replace(" ", "-")


def _missing(plan: Plan, path: str, references: list[Reference]) -> Finding:
    return RULE.finding(
        plan,
        references[0],
        related=references[1:],
        title=f"The plan links to {path}, which does not exist",
        detail="What that document was to say is not part of the plan.",
        recommendation=f"Write {path}, or point the link to the document that is meant.",
    )


def _no_anchor(plan: Plan, path: str, references: list[Reference]) -> Finding:
    names = sorted({"#" + reference.target.partition("#")[2] for reference in references})
    return RULE.finding(
        plan,
        references[0],
        related=references[1:],
        severity="minor",
        title=f"{listed(names, 3)} in {path}: no heading has this anchor",
        detail="The link opens the top of the document; the reader has to search.",
        recommendation="Use the anchor of the heading that is meant.",
    )
