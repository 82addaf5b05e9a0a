"""Reading TOML, and saying in one sentence what is wrong with it."""

import re
import tomllib
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ValidationError

from planproof.errors import ConfigError
from planproof.nearest import suggestion

_SAID = {
    "tuple_type": "must be a list",
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "greater_than": "must be more than 0",
    "finite_number": "must be a number",
    "missing": "is missing",
    "date_type": "must be a date such as 2027-01-31",
    "date_parsing": "must be a date such as 2027-01-31",
    "date_from_datetime_parsing": "must be a date such as 2027-01-31",
    "date_from_datetime_inexact": "must be a date such as 2027-01-31",
    "model_type": "must be a table",
    "dict_type": "must be a table",
}
"""What each kind of pydantic error says to a person."""


def read_toml(path: Path) -> dict[str, object]:
    """Content of a TOML file.

    Raises:
        ConfigError: it cannot be read, is not UTF-8, or is not TOML; the line is named.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text; save it as UTF-8") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(path, text, str(error))) from error
    except RecursionError as error:
        raise ConfigError(f"{path} is nested too deeply") from error


def _syntax(path: Path, text: str, message: str) -> str:
    """`planproof.toml, line 3: invalid value`, from the parser's own message."""
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    what = message[: found.start()] if found else message
    line = (found and found[1]) or str(text.count("\n") + (not text.endswith("\n")))
    return f"{path}, line {line}: {what[:1].lower()}{what[1:]}; see https://toml.io"


def problem(error: ValidationError, model: type[BaseModel]) -> str:
    """The first thing wrong with values read from TOML for *model*, in one sentence."""
    first = error.errors(include_url=False)[0]
    place = tuple(first["loc"])
    name = _name(place)
    if first["type"] == "extra_forbidden":
        return f"unknown key {name!r}{suggestion(str(place[-1]), _keys(model, place[:-1]))}"
    if first["type"] == "literal_error":
        choices = str(first["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
        word = suggestion(str(first["input"]), choices.split(", "))
        return f"{name!r} must be one of {choices}; found {_short(first['input'])}{word}"
    said = _SAID.get(first["type"], first["msg"])
    found = "" if first["type"] == "missing" else f"; found {_short(first['input'])}"
    return f"{name!r} {said}{found}"


def _short(value: object) -> str:
    """The value as written, cut where it would fill the screen."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _name(place: tuple[str | int, ...]) -> str:
    """`waivers[2].reason`: lists count from 1, as people do."""
    name = ""
    for part in place:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _keys(model: type[BaseModel], place: tuple[str | int, ...]) -> list[str]:
    """Keys that the table at *place* may have."""
    for part in place:
        if isinstance(part, int):
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        inner = fields[part].annotation if part in fields else None
        models = [
            each
            for each in (inner, *get_args(inner))
            if isinstance(each, type) and issubclass(each, BaseModel)
        ]
        model = models[0] if models else model
    return [field.alias or name for name, field in model.model_fields.items()]
