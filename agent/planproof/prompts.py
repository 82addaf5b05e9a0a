"""What is written for models and people outside the code: rubrics, criteria and templates.

The files live in `planproof/_prompts` of an installed wheel and in `prompts/` of a checkout.
"""

import hashlib
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from planproof.core.rubric import Rubric
from planproof.errors import ConfigError
from planproof.nearest import suggestion
from planproof.settings import check_rule_ids
from planproof.toml import problem, read_toml

if TYPE_CHECKING:
    from jinja2 import Environment

ROLES = (
    "goal", "files", "prerequisites", "steps", "verification", "tests", "commit", "estimate",
    "risks", "rollback", "dependencies", "notes",
)  # fmt: skip
"""Section roles that a rubric may require."""

_HERE = Path(__file__).resolve().parent
_FOLDERS = (_HERE / "_prompts", _HERE.parent.parent / "prompts")
"""The packaged copy, then the checkout's."""


def prompts_folder() -> Path:
    """The folder of prompts and rubrics.

    Raises:
        ConfigError: the installation lacks it.
    """
    for folder in _FOLDERS:
        if (folder / "rubrics").is_dir():
            return folder
    raise ConfigError(f"{str(_FOLDERS[0])!r} is missing; install planproof again")


def rubric_names() -> tuple[str, ...]:
    """Names of the rubrics that come with planproof, in alphabetical order."""
    return tuple(sorted(path.stem for path in (prompts_folder() / "rubrics").glob("*.toml")))


def load_rubric(name: str, *, rules: Collection[str]) -> Rubric:
    """The rubric with a name (`engineer`) or in a file (a path that ends in `.toml`).

    *rules* are the known rule ids.

    Raises:
        ConfigError: no such rubric, or a file that is malformed.
    """
    path = Path(name)
    if not name.endswith(".toml"):
        known = rubric_names()
        if name not in known:
            raise ConfigError(
                f"unknown rubric {name!r}; known are {', '.join(known)}, "
                f"or give a file that ends in .toml{suggestion(name, known)}"
            )
        path = prompts_folder() / "rubrics" / f"{name}.toml"
    return read_rubric(path, rules=rules)


def read_rubric(path: Path, *, rules: Collection[str]) -> Rubric:
    """The rubric in a file; ConfigError when it is malformed or names what nobody knows."""
    values = read_toml(path)
    try:
        rubric = Rubric.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{path}: {problem(error, Rubric)}") from error
    for role in rubric.required_roles:
        if role not in ROLES:
            hint = suggestion(role, ROLES) or f"; known are {', '.join(ROLES)}"
            raise ConfigError(f"{path}: unknown section role {role!r}{hint}")
    check_rule_ids(rubric.severities, str(path), rules)
    return rubric


def render(template: str, **values: object) -> str:
    """The text of a pass, from `prompts/passes/<template>.md.j2`.

    A value that a template names and nobody gives is a mistake in planproof, and raises.
    """
    return _environment().get_template(f"{template}.md.j2").render(values).strip()


def prompts_digest() -> str:
    """Hash of all prompts, rubrics and criteria: 12 hexadecimal digits."""
    folder = prompts_folder()
    digest = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        if path.suffix in (".j2", ".md", ".toml"):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - start-up

    # The text goes to a model, not to a browser: escaping it as HTML would change the plan.
    return Environment(
        loader=FileSystemLoader(prompts_folder() / "passes"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701
    )
