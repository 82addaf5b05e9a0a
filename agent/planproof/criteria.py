"""The criteria: one Markdown file each, those that come with planproof and a team's own.

A file begins with `key: value` lines between `---` lines; then the question, one sentence, and
below it what counts, what does not, and examples.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from planproof.between import registry as between
from planproof.checks.registry import rule_ids
from planproof.core.rubric import ACROSS, OTHER, Criterion, Rubric
from planproof.errors import ConfigError
from planproof.nearest import suggestion
from planproof.prompts import prompts_folder
from planproof.toml import problem

_NO_FOLDER = "'{}' is no folder; `criteria` names a folder of .md files, one criterion each"
_MOST_BYTES = 20_000
"""A criterion is sent with every request; a file larger than this is none."""


def shipped() -> dict[str, Criterion]:
    """The criteria that come with planproof, by id."""
    return {each.id: each for each in _read_folder(prompts_folder() / "criteria")}


def fallbacks() -> dict[str, Criterion]:
    """What a defect is called that names no criterion of the rubric, by id."""
    return {each.id: each for each in shipped().values() if each.id in (OTHER, ACROSS)}


def criteria_for(
    rubric: Rubric,
    folder: Path | None,
    *,
    repository: bool,
    rules: bool = False,
    template: bool = False,
) -> tuple[Criterion, ...]:
    """The criteria that a rubric asks for, with the severities that it gives them.

    The files of *folder*, a team's own, override those with the same id and add the others.
    Criteria that need the code base are left out unless there is a *repository*; so are those
    that need the project's *rules* or a *template*.

    Raises:
        ConfigError: a criterion that is malformed, or that the rubric names and nobody wrote.
    """
    known = shipped()
    own = list(_read_folder(folder)) if folder else []
    known.update((each.id, each) for each in own)
    there = {"plan": True, "repository": repository, "rules": rules, "template": template}
    found = []
    for name in dict.fromkeys((*rubric.criteria, *(each.id for each in own))):
        if name not in known:
            raise ConfigError(
                f"rubric {rubric.id!r}: unknown criterion {name!r}{suggestion(name, known)}"
            )
        each = known[name]
        if each.audience in (None, rubric.audience) and there[each.needs]:
            severity = rubric.severities.get(name, each.severity)
            found.append(each.model_copy(update={"severity": severity}))
    return tuple(found)


def known_rules(criteria: str | None = None) -> tuple[str, ...]:
    """Ids of all checks, rules between plans and criteria, those in the folder *criteria* too.

    Raises:
        ConfigError: *criteria* is no folder.
    """
    if criteria and not Path(criteria).is_dir():
        raise ConfigError(_NO_FOLDER.format(criteria))
    folders = [prompts_folder() / "criteria", *([Path(criteria)] if criteria else [])]
    # A criterion's id is its file's name, so that nothing has to be read to know it.
    ids = (
        path.stem
        for folder in folders
        for path in sorted(folder.glob("*.md"))
        if path.name.lower() != "readme.md"
    )
    return tuple(dict.fromkeys((*rule_ids(), *between.rule_ids(), *ids)))


def read_criterion(path: Path) -> Criterion:
    """The criterion in a file; ConfigError when it cannot be read or is malformed."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text; save it as UTF-8") from error
    if len(raw) > _MOST_BYTES:
        raise ConfigError(f"{path} has {len(raw):,} bytes; a criterion has at most {_MOST_BYTES:,}")
    values, body = _parts(path, text.replace("\r\n", "\n"))
    question, _, rest = body.partition("\n\n")
    try:
        criterion = Criterion.model_validate(
            {**values, "question": " ".join(question.split()), "text": rest.strip()}, strict=False
        )
    except ValidationError as error:
        raise ConfigError(f"{path}: {problem(error, Criterion)}") from error
    if criterion.id != path.stem:
        raise ConfigError(f"{path}: the id is {criterion.id!r}; it must be {path.stem!r}")
    if criterion.id in (*rule_ids(), *between.rule_ids()):
        raise ConfigError(f"{path}: a check is called {criterion.id!r} already; choose another id")
    if not criterion.question:
        raise ConfigError(f"{path} asks nothing; write the question below the second `---`")
    if (criterion.group == "cross") != (criterion.scope == "plan"):
        raise ConfigError(f"{path}: group 'cross' and scope 'plan' go together")
    return criterion


def _read_folder(folder: Path) -> Iterator[Criterion]:
    """The criteria in the `.md` files of a folder, in order of their names."""
    if not folder.is_dir():
        raise ConfigError(_NO_FOLDER.format(folder))
    paths = sorted(path for path in folder.glob("*.md") if path.name.lower() != "readme.md")
    return map(read_criterion, paths)


def _parts(path: Path, text: str) -> tuple[dict[str, str], str]:
    """Front matter and body."""
    start, mark, rest = text.partition("---\n")
    front, end, body = rest.partition("\n---\n")
    if start.strip() or not mark or not end:
        raise ConfigError(f"{path} must begin with front matter between two `---` lines")
    values = {}
    for number, line in enumerate(front.split("\n"), 2):
        key, colon, value = line.partition(":")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not colon:
            raise ConfigError(f"{path}, line {number}: {line!r} is not `key: value`")
        values[key.strip()] = value.partition(" #")[0].strip().strip("\"'")
    return values, body.strip()
