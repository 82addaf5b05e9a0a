"""Fetching a vocabulary once, into the folder where tiktoken looks for it."""

import contextlib
import time
from pathlib import Path
from secrets import token_hex

from planproof.tokens.vocabulary import MOST_BYTES, Vocabulary

SECONDS = 20.0
"""How long a vocabulary may take; an estimate is better than waiting."""
_ADVICE = "set TIKTOKEN_CACHE_DIR to a folder that holds it, or: pip install 'planproof[exact]'"


class NotFetchedError(Exception):
    """Says in one sentence why there is no vocabulary, and what to do."""


def fetched(vocabulary: Vocabulary, folder: Path | None, *, seconds: float = SECONDS) -> bytes:
    """The file of *vocabulary* from where it is published, kept in *folder* for the next time.

    Raises:
        NotFetchedError: it did not come in time, or is another file than was published.
    """
    content = _download(vocabulary, seconds)
    if not vocabulary.is_content(content):
        raise _not_fetched(vocabulary, "what came is not the published file")
    if folder is not None:
        # A folder that cannot be written to only means that it is fetched again.
        with contextlib.suppress(OSError, ValueError):
            _keep(folder, vocabulary.file_name, content)
    return content


def _download(vocabulary: Vocabulary, seconds: float) -> bytes:
    import httpx2  # noqa: PLC0415 - start-up time

    until = time.monotonic() + seconds
    content = bytearray()
    try:
        with httpx2.stream("GET", vocabulary.url, timeout=min(5.0, seconds)) as response:
            response.raise_for_status()
            for part in response.iter_bytes():
                content += part
                if time.monotonic() > until:
                    raise _not_fetched(vocabulary, f"it took more than {seconds:g} seconds")
                if len(content) > MOST_BYTES:
                    break
    except httpx2.HTTPStatusError as error:
        problem = f"the server answered {error.response.status_code}"
        raise _not_fetched(vocabulary, problem) from error
    except httpx2.HTTPError as error:
        raise _not_fetched(vocabulary, "the server cannot be reached") from error
    except (httpx2.InvalidURL, OSError, ValueError) as error:
        # A proxy or certificates that are set up wrongly; the values may hold a password.
        raise _not_fetched(vocabulary, "the network is not set up") from error
    return bytes(content)


def _not_fetched(vocabulary: Vocabulary, problem: str) -> NotFetchedError:
    return NotFetchedError(
        f"the vocabulary {vocabulary.name} was not fetched: {problem}; {_ADVICE}"
    )


def _keep(folder: Path, name: str, content: bytes) -> None:
    """Put the file in place at once, so that nobody reads half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.{token_hex(8)}.part"
    try:
        part.write_bytes(content)
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
