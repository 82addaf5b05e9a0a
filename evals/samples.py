"""The plans with recorded answers, and what each is reviewed against."""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from planproof.core.base import Frozen
from planproof.settings import Settings

ROOT = Path(__file__).parent.parent
PLANS, RECORDINGS = ROOT / "fixtures/plans", ROOT / "fixtures/recordings"
GROUNDED = ROOT / "fixtures/grounded"
ABOUT = "about.toml"


class About(Frozen):
    """What a grounded plan is held against: `fixtures/grounded/<name>/about.toml`."""

    repository: str
    """A text form in `fixtures/repos`."""
    rules: str
    template: str
    symbols_by: str
    """How definitions were found when the answers were recorded; requests show them."""


@dataclass(frozen=True)
class Sample:
    """A plan, what was planted in it, and the answers that were recorded."""

    name: str
    plan: Path
    defects: Path
    answers: Path
    about: About | None
    """None for a plan that is reviewed by itself."""

    def settings(self, provider: str) -> Settings:
        """The settings of its review; builds the code base where it has one."""
        chosen = Settings.model_validate({"provider": provider})
        if self.about is None:
            return chosen
        home = GROUNDED / self.name
        beside = {
            "repo": str(_built(self.about.repository)),
            "rules": (str(home / self.about.rules),),
            "template": str(home / self.about.template),
        }
        return chosen.model_copy(update=beside)


def recorded() -> list[str]:
    """Names of the plans that were recorded by themselves."""
    return sorted(path.name for path in RECORDINGS.iterdir() if path.is_dir())


def grounded() -> list[str]:
    """Names of those that were recorded with a code base, rules and a template."""
    return sorted(path.parent.name for path in GROUNDED.glob(f"*/{ABOUT}"))


def sample(name: str) -> Sample:
    """The sample of a name."""
    home = GROUNDED / name
    if not (home / ABOUT).is_file():
        plan = PLANS / name
        return Sample(name, plan, plan / "defects.jsonl", RECORDINGS / name, None)
    told = tomllib.loads((home / ABOUT).read_text(encoding="utf-8"))
    about = About.model_validate(told)
    return Sample(name, home / "plan", home / "defects.jsonl", home / "recording", about)


@lru_cache(maxsize=4)
def _built(repository: str) -> Path:
    """The code base of a fixture, built once and removed at the end of the process."""
    import atexit  # noqa: PLC0415 - where something is built

    folder = Path(tempfile.mkdtemp(prefix="planproof-")) / repository
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    return build(folder, repository)


def build(folder: Path, repository: str) -> Path:
    """The code base of a fixture, built into *folder*."""
    script = ROOT / "fixtures" / "repos" / "build.py"
    # No shell, and both the script and the folder are this project's own.
    subprocess.run([sys.executable, script, repository, folder], check=True, capture_output=True)
    return folder
