"""The templates that come with planproof, and templates of one's own."""

from pathlib import Path

from planproof.core.plan import Plan
from planproof.core.template import Template
from planproof.errors import ConfigError
from planproof.nearest import suggestion
from planproof.prompts import prompts_folder
from planproof.sources.files.text_file import binary_reason, decode
from planproof.templates.reader import read_template

SIBLINGS = "siblings"
"""The form that the documents of the plan's folder share."""
MAX_BYTES = 1_000_000


def names() -> tuple[str, ...]:
    """Names of the templates that come with planproof, in alphabetical order."""
    return tuple(sorted(path.stem for path in (prompts_folder() / "templates").glob("*.md")))


def text(name: str) -> str:
    """The text of a template that comes with planproof; ConfigError when there is none."""
    return _shipped(name).read_text(encoding="utf-8")


def load_template(name_or_path: str, plan: Plan) -> Template:
    """The template with a name, in a Markdown file, or made of what *plan*'s documents share.

    A word without a dot or slash is a name; `siblings` is the last of the three.

    Raises:
        ConfigError: no such template, a file that cannot be read or has no form, or documents
            that share none.
    """
    if name_or_path == SIBLINGS:
        from planproof.templates.siblings import template_of_siblings  # noqa: PLC0415 - rare

        return template_of_siblings(plan)
    if name_or_path in names():
        return _read(name_or_path, _shipped(name_or_path))
    path = Path(name_or_path)
    if not path.suffix and not path.exists():
        _shipped(name_or_path)
    return _read(path.name, path)


def _shipped(name: str) -> Path:
    known = names()
    if name not in known:
        raise ConfigError(
            f"unknown template {name!r}; known are {', '.join(known)}, or give {SIBLINGS!r} "
            f"or a Markdown file{suggestion(name, (*known, SIBLINGS))}"
        )
    return prompts_folder() / "templates" / f"{name}.md"


def _read(name: str, path: Path) -> Template:
    try:
        if not path.is_file():
            reason = "is a folder" if path.is_dir() else "is not there"
            raise ConfigError(f"the template {str(path)!r} {reason}; give a Markdown file")
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"the template {str(path)!r} is larger than {MAX_BYTES:,} bytes")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise ConfigError(f"the template {str(path)!r} cannot be read: {reason}") from error
    if (kind := binary_reason(data)) is not None:
        raise ConfigError(f"the template {str(path)!r} is {kind}; give a Markdown file")
    template = read_template(name, str(path), decode(data).lines)
    if not template.sections and not template.fields:
        raise ConfigError(
            f"the template {str(path)!r} has no heading and no field that a plan could have; "
            "give a Markdown file with the headings that a plan must have"
        )
    return template
