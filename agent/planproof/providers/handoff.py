"""Requests are written out as files, and whoever likes answers them: a person, or any model."""

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from pydantic import JsonValue

from planproof.answers import AnswerStore, normal_text, parsed_object, scrubbed, write_atomically
from planproof.core.request import Answer, Request
from planproof.core.secrets import redact
from planproof.errors import ConfigError
from planproof.json_schema import violations
from planproof.providers.interface import PendingError, Reply

_PAGE = Path(__file__).with_name("handoff.md")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*(?:json)?[ \t]*$", re.IGNORECASE)
_TICKS = re.compile(r"`{3,}")


class HandoffProvider:
    """Looks for an answer in `answers/`; where there is none, leaves the question in `requests/`.

    An answer that does not fit its schema stays where it is and is told in `problems`.
    """

    name = "handoff"
    free = True
    concurrency = 8

    def __init__(self, folder: Path, store: AnswerStore | None = None) -> None:
        """Nothing is read or written yet.

        Args:
            folder: Holds `answers/` and `requests/`.
            store: Where answers end up; requests that it can answer are removed by `close`.
        """
        self._folder = folder
        self._store = store
        self._pending: set[str] = set()
        self._given: set[str] = set()
        self.problems: list[str] = []
        """A sentence for each thing that is wrong with an answer."""

    @property
    def waiting(self) -> int:
        """Number of requests that somebody has to answer."""
        return len(self._pending)

    async def ask(self, request: Request, *, timeout: float) -> Reply:  # noqa: ASYNC109, ARG002 - the protocol's
        """The answer that somebody left.

        Raises:
            PendingError: there is none that fits.
            ConfigError: the folder cannot be used.
        """
        name = f"answers/{request.key}.json"
        try:
            left = self._left(self._folder / name, request)
            if left is None or left.problems:
                self._write_out(request)
        except OSError as error:
            raise ConfigError(
                f"cannot use {str(self._folder)!r} for handoff: {error.strerror or error}; "
                "name a folder that can be written"
            ) from error
        if left is not None and not left.problems:
            self._pending.discard(request.key)
            self._given.add(request.key)
            return Reply(_answer(request, left))
        self._pending.add(request.key)
        if left is None:
            raise PendingError(f"{name} is awaited; the question is in requests/{request.key}.md")
        told = [f"{name}: {problem}" for problem in left.problems]
        self.problems += [problem for problem in told if problem not in self.problems]
        raise PendingError(told[0])

    async def close(self) -> None:
        """Remove requests whose answers were taken."""
        answered = self._given | set(self._store.keys() if self._store else ())
        # Leaving a file behind is no reason to fail at the end of a review.
        with contextlib.suppress(OSError):
            for path in (self._folder / "requests").iterdir():
                if path.stem in answered and path.suffix in (".json", ".md"):
                    path.unlink(missing_ok=True)

    def _left(self, path: Path, request: Request) -> "_Left | None":
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return _Left("", {}, ["it is not UTF-8 text"])
        found = [_judged(each, request.output_schema) for each in _objects(text)]
        sound = [each for each in found if not each.problems]
        return next(iter([*sound, *found]), _Left("", {}, ["it holds no JSON object"]))

    def _write_out(self, request: Request) -> None:
        folder = self._folder / "requests"
        folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "answers").mkdir(exist_ok=True)
        fields = scrubbed({"key": request.key, **request.model_dump(mode="json")})
        files = {
            "json": json.dumps(fields, ensure_ascii=False, indent=2) + "\n",
            "md": _page(request),
        }
        for ending, text in files.items():
            path = folder / f"{request.key}.{ending}"
            if not path.exists():
                write_atomically(path, text)


@dataclass(frozen=True, slots=True)
class _Left:
    """What somebody left as an answer."""

    model: str
    output: JsonValue
    problems: list[str]
    """What keeps it from being one."""


def _objects(text: str) -> list[dict[str, JsonValue]]:
    """The JSON object that *text* is, or those in its fences."""
    whole = parsed_object(text)
    if whole is not None:
        return [whole]
    found = map(parsed_object, _fenced_blocks(text))
    return [each for each in found if each is not None]


def _fenced_blocks(text: str) -> Iterator[str]:
    """What stands within fences; JSON text has no line that could end one early."""
    fence: str | None = None
    lines: list[str] = []
    # Not `splitlines`: what else it takes for a line end may stand in a JSON string.
    for line in text.replace("\r\n", "\n").split("\n"):
        match = _FENCE.fullmatch(line)
        if fence is None:
            if match:
                fence, lines = match[1], []
        elif line.strip() == fence:
            yield "\n".join(lines)
            fence = None
        else:
            lines.append(line)


def _judged(value: dict[str, JsonValue], schema: dict[str, JsonValue]) -> _Left:
    """*value* is the output, or an envelope around it."""
    problems = violations(value, schema)
    if not problems or "output" not in value:
        return _Left("", value, problems)
    model = value.get("model")
    name = " ".join(model.split())[:100] if isinstance(model, str) else ""
    return _Left(name, value["output"], violations(value["output"], schema))


def _answer(request: Request, left: _Left) -> Answer:
    return Answer(
        key=request.key,
        origin="handoff",
        model=left.model or "handoff",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        stop="end",
        text=normal_text(json.dumps(left.output)),
    )


def _page(request: Request) -> str:
    """The question as a page; the words around it are in the file `handoff.md`."""
    schema = json.dumps(request.output_schema, ensure_ascii=False, indent=2)
    return Template(_PAGE.read_text(encoding="utf-8")).substitute(
        label=" ".join(redact(request.label).split()),
        pass_name=request.pass_,
        key=request.key,
        system=_fenced(redact(request.system), "text"),
        message=_fenced(redact(request.text), "text"),
        schema=_fenced(schema, "json"),
    )


def _fenced(text: str, language: str) -> str:
    """*text* in a fence that nothing in it can close."""
    longest = max(map(len, _TICKS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
