"""What sort of command a word such as "target" means, and which files declare it."""

import re

from planproof.core.codebase import CommandKind

_KINDS: tuple[tuple[CommandKind, str, str], ...] = (
    ("make", r"target|rule", r"(?:.*/)?(?:gnu)?makefile|.*\.mk"),
    ("just", r"recipe", r"(?:.*/)?\.?justfile|.*\.just"),
    ("task", r"task", r"(?:.*/)?taskfile(?:\.dist)?(?:\.ya?ml)?"),
    ("npm", r"script", r"(?:.*/)?package\.json"),
    ("script", r"point|script|command", r"(?:.*/)?pyproject\.toml"),
    (
        "service",
        r"service|container",
        r"(?:.*/)?(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml|compose file",
    ),
    ("job", r"job", r"(?:.*/)?[\w.-]+\.ya?ml|CI(?: workflow| pipeline)?"),
    ("nox", r"session", r"(?:.*/)?noxfile\.py"),
    ("tox", r"environment", r"(?:.*/)?tox\.ini"),
)
"""By kind: what its names are called, and the files that declare them."""
_BARE: tuple[tuple[CommandKind, str], ...] = (
    ("make", r"(?:make|phony|makefile)[ -](?:targets?|rules?)"),
    ("just", r"(?:just|justfile)[ -](?:recipes?|targets?|commands?)"),
    ("npm", r"(?:npm|pnpm|yarn|bun|package\.json)[ -]scripts?"),
    ("script", r"(?:console[ -]scripts?|(?:CLI[ -])?entry[ -]points?)"),
    ("service", r"(?:docker[ -])?compose[ -](?:services?|containers?)"),
    ("job", r"(?:(?:CI|workflow|GitHub|Actions)[ -]){1,3}jobs?"),
    ("poe", r"poe[ -]tasks?"),
    ("nox", r"nox[ -]sessions?"),
    ("tox", r"tox[ -](?:environments?|sessions?)"),
)
"""What tells the kind without a file."""


def may_declare(file: str) -> bool:
    """True for a file of which the name is that of a Makefile, a Compose file and the like."""
    return any(re.fullmatch(files, file, re.IGNORECASE) for _, _, files in _KINDS)


def kind_of(noun: str, owner: str | None) -> CommandKind | None:
    """The kind of what *noun* names in the file *owner*; None where neither tells."""
    if owner is not None:
        for kind, nouns, files in _KINDS:
            if re.search(nouns, noun) and re.fullmatch(files, owner, re.IGNORECASE):
                return kind
    if owner is None or not re.search(r"[./]", owner):
        for kind, pattern in _BARE:
            if re.fullmatch(pattern, noun, re.IGNORECASE):
                return kind
    return None
