"""No secret of a plan leaves through the redacted plan, whatever was looked up before."""

from pathlib import Path

from planproof.chunks import chunk_plan, numbered
from planproof.core.secrets import MARK
from planproof.redacted import redacted
from planproof.sources import load

TOKEN = "ghp_" + "a8Kd93nfLs02mZpQ7rTy" * 2
KEY = "\n".join(
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        *(f"{n:02}Kd93nfLs02mZpQ7rTyA8Kd93nfLs02mZpQ7rTyA8Kd93nfLs02mZpQ7rTy" for n in range(20)),
        "-----END RSA PRIVATE KEY-----",
    ]
)
PLAN = f"# Phase 1: Keys\n\n## Task 1: Log in\n\nUse `{TOKEN}`.\n\n```\n{KEY}\n```\n\nThen stop.\n"


def test_nothing_secret_is_left_after_the_plan_was_used(tmp_path: Path) -> None:
    (tmp_path / "Phase-1.md").write_text(PLAN, encoding="utf-8")
    plan = load(tmp_path)
    plan.document("Phase-1.md")
    list(plan.nodes)
    plan.owner("Phase-1.md", 3)

    safe = redacted(plan)
    text = "\n".join(numbered(chunk, safe) for chunk in chunk_plan(safe))

    assert TOKEN[8:] not in text
    assert "02mZpQ7rTyA8Kd93" not in text
    assert MARK in text
    assert len(safe.document("Phase-1.md").lines) == len(plan.document("Phase-1.md").lines)
    assert "Then stop." in text


def test_a_plan_without_secrets_is_itself(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("# Phase 1: Build\n\nBuild it.\n", encoding="utf-8")
    plan = load(tmp_path)

    assert redacted(plan) is plan
