"""Plans and design documents made up for measuring speed: the same on every machine.

They look like what people write (goals, file lists, steps with code, tables, checklists) in
the proportions of real plans. Their words carry no meaning.
"""

import random
from collections.abc import Iterator
from pathlib import Path

VERBS = ("add", "move", "check", "store", "send", "merge", "parse", "list", "lock", "retry")
NOUNS = (
    "order", "invoice", "berth", "customer", "session", "report", "queue", "token", "schema",
    "index", "cache", "upload", "ledger", "record", "webhook", "policy", "tenant", "batch",
)  # fmt: skip
FILLERS = (
    "so that a second run changes nothing", "before the worker starts", "in one transaction",
    "with the limits of the settings", "and tell the caller which one failed",
    "as the previous task left it", "without a new dependency", "for every open connection",
)  # fmt: skip
PHASES = 13
TASKS = 10


def plan(phases: int = PHASES, tasks: int = TASKS, seed: int = 1) -> dict[str, str]:
    """A plan of one file per phase by path; about 9,500 lines unless told otherwise."""
    files = {"README.md": overview(phases)}
    for number in range(phases):
        words = random.Random(f"{seed}/{number}")
        files[f"Phase-{number}.md"] = phase(number, tasks, words)
    return files


def documents(count: int = 205, size: int = 33_000, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Names and texts of design documents of a little over *size* bytes each, one at a time."""
    for number in range(count):
        yield f"design-{number:03}.md", document(number, size, random.Random(f"{seed}/{number}"))


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def overview(phases: int) -> str:
    rows = "\n".join(
        f"| [Phase {n}](./Phase-{n}.md) | Part {n} of the service | ~{30 + n},000 "
        f"| {f'Phase {n - 1}' if n else 'None'} |"
        for n in range(phases)
    )
    return f"""\
# A service in {phases} phases

## Feature Overview

The service takes what the old one did and does it faster.

## Prerequisites

- Python 3.12
- PostgreSQL 16

## Phase Summary

| Phase | Goal | Est. Tokens | Dependencies |
|-------|------|-------------|--------------|
{rows}
"""


def phase(number: int, tasks: int, words: random.Random) -> str:
    body = "\n---\n\n".join(task(number, each, words) for each in range(1, tasks + 1))
    return f"""\
# Phase {number}: {title(words)}

## Phase Goal

{prose(words, 3)}

**Success Criteria:**
{bullets(words, 3)}

**Estimated Tokens:** ~{30 + number},000

---

{body}
## Phase Verification

{bullets(words, 4, mark="- [ ]")}
"""


def task(number: int, each: int, words: random.Random) -> str:
    module = f"src/part{number}/step{each}"
    before = f"Task {each - 1} completed" if each > 1 else "Tools installed"
    return f"""\
## Task {each}: {title(words)}

### Goal

{prose(words, 2)}

### Files to Modify/Create

- `{module}_{words.choice(NOUNS)}.py`
- `{module}_{words.choice(NOUNS)}_store.py`
- `tests/part{number}/test_step{each}.py`

### Prerequisites

- {before}

### Implementation Steps

{steps(words, 5)}

```python
{code(words, 9)}
```

| Field | Type | Meaning |
|-------|------|---------|
{table(words, 4)}

### Verification Checklist

{bullets(words, 4, mark="- [ ]")}

### Testing Instructions

```bash
pytest tests/part{number}/test_step{each}.py
```

### Commit Message Template

```text
feat(part{number}): {words.choice(VERBS)} the {words.choice(NOUNS)}
```

**Estimated Tokens:** ~{words.randint(2, 6)},000
"""


def document(number: int, size: int, words: random.Random) -> str:
    parts = [f"# Design {number}: {title(words)}\n\n## Summary\n\n{prose(words, 6)}\n"]
    length = len(parts[0])
    while length < size:
        parts.append(part(len(parts), words))
        length += len(parts[-1])
    return "\n".join(parts)


def part(number: int, words: random.Random) -> str:
    return f"""\
## {number}. {title(words)}

{prose(words, 5)}

{prose(words, 4)}

{bullets(words, 4)}

```go
{code(words, 6)}
```

### Risks

| Risk | Chance | Answer |
|------|--------|--------|
{table(words, 3)}

{steps(words, 3)}
"""


def title(words: random.Random) -> str:
    return f"{words.choice(VERBS).title()} the {words.choice(NOUNS)} {words.choice(NOUNS)}"


def sentence(words: random.Random) -> str:
    verb, first, second = words.choice(VERBS), words.choice(NOUNS), words.choice(NOUNS)
    return f"{verb.title()} the {first} of each {second} {words.choice(FILLERS)}."


def prose(words: random.Random, sentences: int) -> str:
    return "\n".join(sentence(words) for _ in range(sentences))


def bullets(words: random.Random, count: int, mark: str = "-") -> str:
    return "\n".join(f"{mark} {sentence(words)}" for _ in range(count))


def steps(words: random.Random, count: int) -> str:
    return "\n".join(
        f"{n}. {sentence(words)}\n   - `{words.choice(NOUNS)}_{words.choice(NOUNS)}` stays"
        for n in range(1, count + 1)
    )


def table(words: random.Random, rows: int) -> str:
    return "\n".join(
        f"| `{words.choice(NOUNS)}` | {words.choice(NOUNS)} | {sentence(words)} |"
        for _ in range(rows)
    )


def code(words: random.Random, lines: int) -> str:
    return "\n".join(
        f"{words.choice(NOUNS)}_{n} = {words.choice(VERBS)}({words.choice(NOUNS)}, limit={n})"
        for n in range(lines)
    )
