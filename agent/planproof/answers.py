"""The store of answers: a folder with one readable JSON file for each request's key.

It is the cache, what a killed run goes on from, and, committed to a repository, a recording.
"""

import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

from pydantic import JsonValue, ValidationError

from planproof.core.request import Answer
from planproof.core.secrets import redact
from planproof.errors import ConfigError

_KEY = re.compile(r"[0-9a-f]{32}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def default_folder() -> Path:
    """Where answers are kept unless the user says otherwise: in the user's cache."""
    import platformdirs  # noqa: PLC0415 - start-up time

    return Path(platformdirs.user_cache_dir("planproof", appauthor=False)) / "answers"


class AnswerStore:
    """Answers by the key of their request; any number of processes may use one folder.

    A file that is no answer to its key is named in `problems` and counts as missing. It stays
    where it is until an answer to that key is put, and is then renamed, never overwritten.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Need not be there before the first answer is put."""
        self.problems: list[str] = []
        """A sentence for each file that was found damaged."""

    def get(self, key: str) -> Answer | None:
        """The answer to the request with *key*.

        Raises:
            ConfigError: the folder is no folder or cannot be read.
        """
        found = self._read(key)
        if isinstance(found, str):
            problem = f"{self._path(key)} is not used: {found}; remove it, or restore it"
            if problem not in self.problems:
                self.problems.append(problem)
            return None
        return found

    def put(self, answer: Answer) -> Answer:
        """Write *answer* to disk, and give it back as `get` will: normal and without secrets.

        Raises:
            ConfigError: the folder cannot be written.
        """
        kept = normal(answer)
        path = self._path(kept.key)
        self._make_folder()
        if isinstance(self._read(kept.key), str):
            self._set_aside(path)
        try:
            write_atomically(path, _rendered(kept))
        except OSError as error:
            raise self._unusable(error) from error
        return kept

    def keys(self) -> tuple[str, ...]:
        """Keys of the files, sorted; whether they are sound is not looked at.

        Raises:
            ConfigError: the folder is no folder or cannot be read.
        """
        try:
            names = os.listdir(self.folder)  # noqa: PTH208 - names are all that is needed
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unusable(error) from error
        stems = (name.removesuffix(".json") for name in names if name.endswith(".json"))
        return tuple(sorted(stem for stem in stems if _KEY.fullmatch(stem)))

    def newest(self, most: int) -> Iterator[Answer]:
        """The sound answers that were put last, newest first; at most so many files are read.

        Raises:
            ConfigError: the folder is no folder or cannot be read.
        """
        ages = {}
        for key in self.keys():
            # Another process may have taken it away since.
            with contextlib.suppress(FileNotFoundError):
                ages[key] = self._path(key).stat().st_mtime_ns
        for key in sorted(ages, key=lambda key: (-ages[key], key))[:most]:
            answer = self._read(key)
            if isinstance(answer, Answer):
                yield answer

    def prepare(self) -> None:
        """Make sure that answers can be put, before money is spent on them.

        Raises:
            ConfigError: they cannot.
        """
        self._make_folder()
        probe = self.folder / f".{token_hex(8)}.part"
        try:
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise self._unusable(error) from error

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key of a request")
        return self.folder / f"{key}.json"

    def _read(self, key: str) -> Answer | str | None:
        """The answer, None when there is none, or what is wrong with its file."""
        path = self._path(key)
        try:
            return _parsed(path.read_bytes(), key)
        except FileNotFoundError:
            return None
        except OSError as error:
            folder_reads = os.access(self.folder, os.R_OK | os.X_OK)
            if isinstance(error, NotADirectoryError) or not folder_reads:
                raise self._unusable(error) from error
            return f"it cannot be read ({error.strerror or error})"

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error

    def _set_aside(self, path: Path) -> None:
        aside = path.with_name(f"{path.name}.damaged")
        number = 1
        while os.path.lexists(aside):
            number += 1
            aside = path.with_name(f"{path.name}.damaged-{number}")
        try:
            path.rename(aside)
        except FileNotFoundError:
            return  # another process was faster
        except OSError as error:
            raise self._unusable(error) from error
        self.problems.append(f"{path} was no answer and is kept as {aside.name}")

    def _unusable(self, error: OSError) -> ConfigError:
        why = error.strerror or str(error)
        if isinstance(error, FileExistsError | NotADirectoryError):
            why = "it is not a folder"
        return ConfigError(
            f"cannot keep answers in {str(self.folder)!r}: {why}; "
            "name a folder that can be written with --answers"
        )


def normal(answer: Answer) -> Answer:
    """*answer* with its text in the one form that a store gives: see `normal_text`."""
    return answer.model_copy(update={"text": normal_text(answer.text)})


def normal_text(text: str) -> str:
    """A JSON object without needless space, its keys in their order; other text as it is.

    Secrets are cut in both. Done twice, it gives the same as done once.
    """
    value = parsed_object(text)
    return redact(text) if value is None else _compact(scrubbed(value))


def parsed_object(text: str) -> dict[str, JsonValue] | None:
    """The JSON object that *text* is, or None: NaN, Infinity and 1e999 are no JSON."""
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def scrubbed(value: JsonValue) -> JsonValue:
    """*value* with secrets cut in each of its strings.

    String by string: a secret that is looked for in the JSON text could end behind a quote, and
    cutting it would leave no JSON.
    """
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [scrubbed(each) for each in value]
    if isinstance(value, dict):
        return {redact(name): scrubbed(each) for name, each in value.items()}
    return value


def write_atomically(path: Path, text: str) -> None:
    """Write *text* beside *path* and put it in place at once; it is on disk when this returns.

    Half a surrogate pair, which JSON can spell and UTF-8 cannot, is written as JSON spells it.

    Raises:
        OSError: it cannot be written; *path* is as it was.
    """
    data = _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode("utf-8")
    # Two processes, perhaps in two containers with the same process id, may write one key.
    part = path.with_name(f".{path.name}.{token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _compact(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def _rendered(answer: Answer) -> str:
    """The file: what a person wants to see last, the output, is last."""
    unknown = {"estimated_input_tokens"} if answer.estimated_input_tokens is None else set[str]()
    fields = answer.model_dump(mode="json", exclude={"text", *unknown})
    value = parsed_object(answer.text)
    fields |= {"text": answer.text} if value is None else {"output": value}
    return json.dumps(fields, ensure_ascii=False, indent=2) + "\n"


def _parsed(raw: bytes, key: str) -> Answer | str:
    """The answer in a file's content, or what is wrong with it."""
    try:
        fields = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return "it is no JSON"
    if not isinstance(fields, dict) or ("output" in fields) == ("text" in fields):
        return "it is no answer of a model"
    output = fields.pop("output", None)
    if output is not None:
        fields["text"] = _compact(output)
    try:
        answer = normal(Answer.model_validate(fields))
    except (ValidationError, RecursionError):
        return "it is no answer of a model"
    if answer.key != key:
        return f"it holds the answer to another request, {answer.key[:40]!r}"
    return answer
