"""Texts of public packages, for fitting and checking the estimator of tokens.

Fixed versions are fetched by `pip download` and `npm pack` into `build/token-sources`, from
whichever package index these are set up for, and are read without being installed.
"""

import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zlib import crc32

from planproof.tokens.pieces import SCRIPTS, shape

FOLDER = Path(__file__).parent.parent / "build/token-sources"

Use = Literal["words", "lines", "check"]
"""Words are taken from some texts, lines fitted to others (where words are unknown as they will be
to users), and the errors come from the rest."""


@dataclass(frozen=True)
class Package:
    """A package and what its texts are used for."""

    index: str
    """`npm`, `sdist` or `wheel`."""
    name: str
    version: str
    use: Use = "check"

    @property
    def folder(self) -> Path:
        return FOLDER / f"{self.index}-{self.name.replace('/', '-').strip('@')}-{self.version}"


@dataclass(frozen=True)
class Text:
    """One text and what it is for."""

    kind: str
    """`documents`, `tables`, `code`, `data` or the script that most of its letters are of."""
    use: Use
    text: str


PACKAGES = (
    Package("npm", "ecc-universal", "2.0.0", "words"),
    Package("npm", "claude-flow", "3.43.0", "words"),
    Package("npm", "get-shit-done-cc", "1.32.0", "lines"),
    Package("npm", "oh-my-opencode", "4.19.4", "words"),
    Package("npm", "undici", "7.30.2", "lines"),
    Package("npm", "next", "16.4.6", "words"),
    Package("sdist", "black", "26.10.1", "lines"),
    Package("sdist", "hatch", "1.18.2", "words"),
    Package("sdist", "fastapi", "0.165.0", "lines"),
    Package("wheel", "django", "5.2.8", "words"),
    Package("npm", "bmad-method", "6.12.0"),
    Package("npm", "npm", "11.21.2"),
    Package("npm", "fastify", "5.12.8"),
    Package("sdist", "jupyterhub", "6.1.1"),
    Package("sdist", "cibuildwheel", "4.3.5"),
    Package("sdist", "starlette", "1.10.0"),
    Package("sdist", "pymdown-extensions", "13.1"),
)

_KINDS = {
    **dict.fromkeys(("md", "mdx"), "documents"),
    **dict.fromkeys(("py", "js", "ts", "tsx", "go", "sh", "css"), "code"),
    **dict.fromkeys(("json", "yaml", "yml", "toml"), "data"),
    "csv": "tables",
    "po": "translations",
}
_LANGUAGES = re.compile(
    "ar|bg|bn|cs|da|de|el|es|fa|fi|fr|he|hi|hu|id|it|ja|ko|nb|nl|pl|pt_BR|ro|ru|sv|ta|th|tr|uk|vi"
    "|zh_Hans|zh_Hant"
)
"""Of the translations those into languages that plans are likely to be written in."""
_SIZES = range(400, 300_000)
_LONGEST_LINE = 3_000
"""Characters of a line beyond which a file was written by a program."""
_MOST = 300
"""Files of one kind and package, so that no package outweighs the others."""
_TRANSLATED = re.compile(r'^msgstr(?:\[\d\])? (".*"(?:\n".*")*)', re.MULTILINE)
_QUOTED = re.compile(r'^"(.*)"$', re.MULTILINE)


def fetch(package: Package) -> Path:
    """The archive of *package*, fetched unless it is there."""
    folder = package.folder
    if found := archive(folder):
        return found
    folder.mkdir(parents=True, exist_ok=True)
    print(f"fetching {package.name} {package.version}", file=sys.stderr)
    if package.index == "npm":
        command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
        command.append(f"{package.name}@{package.version}")
    else:
        binary = "--no-binary" if package.index == "sdist" else "--only-binary"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", binary, ":all:"]
        command += ["--dest", str(folder), f"{package.name}=={package.version}"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    found = archive(folder)
    if found is None:
        sys.exit(f"{package.name} {package.version} was not fetched into {folder}")
    return found


def archive(folder: Path) -> Path | None:
    """The one archive in *folder*, if it is there."""
    suffixes = (".tgz", ".tar.gz", ".whl")
    found = [each for each in folder.glob("*") if each.name.endswith(suffixes)]
    return found[0] if found else None


def texts(package: Package) -> Iterator[Text]:
    """The texts of *package* that people wrote, each once, not too many of a kind."""
    taken: dict[str, int] = {}
    seen: set[int] = set()
    # In an order that has nothing to do with the names.
    for name, text in sorted(_files(fetch(package)), key=lambda each: crc32(each[0].encode())):
        kind = _KINDS[name.rpartition(".")[2]]
        if kind == "translations":
            text = _messages(text)  # noqa: PLW2901 - what is written in the language
        mark = crc32(text.encode())
        if mark in seen or len(text) not in _SIZES:
            continue
        if max(map(len, text.split("\n"))) > _LONGEST_LINE:
            continue
        seen.add(mark)
        kind = _exact_kind(kind, text)
        taken[kind] = taken.get(kind, 0) + 1
        if taken[kind] <= _MOST:
            # Few packages hold other languages, so that their files are shared out.
            use = _SHARES[crc32(name.encode()) % 4] if kind in _SCRIPTS else package.use
            yield Text(kind, use, text)


_SHARES: tuple[Use, ...] = ("words", "words", "lines", "check")
_SCRIPTS = frozenset(name for name, _ in SCRIPTS)


def _files(path: Path) -> Iterator[tuple[str, str]]:
    for name, content in _members(path):
        try:
            yield name, content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as bundle:
            for info in bundle.infolist():
                if info.file_size in _SIZES and _wanted(info.filename):
                    yield info.filename, bundle.read(info)
        return
    with tarfile.open(path) as bundle:
        for member in bundle:
            if member.size in _SIZES and _wanted(member.name):
                content = bundle.extractfile(member)
                if content is not None:
                    yield member.name, content.read()


def _wanted(name: str) -> bool:
    made = ("/dist/", "/compiled/", ".min.", "package-lock", "/test/bundled")
    language = re.search(r"/locale/([^/]+)/", name)
    if language is not None and not _LANGUAGES.fullmatch(language[1]):
        return False
    return name.rpartition(".")[2] in _KINDS and not any(each in name for each in made)


def _messages(catalogue: str) -> str:
    """The translations in a catalogue of messages, a line each."""
    found = ("".join(_QUOTED.findall(each)) for each in _TRANSLATED.findall(catalogue))
    lines = (each.replace('\\"', '"').replace("\\n", "\n") for each in found)
    return "\n".join(each for each in lines if "Content-Type" not in each)


def _exact_kind(kind: str, text: str) -> str:
    if kind in {"documents", "translations"}:
        script = _script(text)
        if script:
            return script
    lines = text.split("\n")
    if kind == "documents" and sum(line.startswith("|") for line in lines) > len(lines) / 3:
        return "tables"
    return "documents" if kind == "translations" else kind


def _script(text: str) -> str | None:
    """The script of most letters beyond ASCII, where they are more than a few."""
    letters = [each for each in text if each > "\x7f" and each.isalpha()]
    if len(letters) < len(text) / 50:
        return None
    found = [_script_of(each) for each in letters]
    return max(sorted(set(found)), key=found.count)


@lru_cache(maxsize=1 << 16)
def _script_of(letter: str) -> str:
    return shape(letter).kind
