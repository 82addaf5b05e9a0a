"""The counts beside the texts are what o200k_base gives for them."""

import math
import tomllib
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.tokens import ESTIMATE_ERROR_PERCENT, bound_tokens, counter, estimate_tokens
from planproof.tokens.estimate import shipped
from planproof.tokens.pieces import KINDS

FIXTURES = Path(__file__).parents[2] / "fixtures"
ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)

PROSE = """\
The harbour master sees every lamp of the harbour on one page. A lamp that has not reported for two
minutes is shown in amber, a lamp that is out in red. Whoever is on duty gets a message within
thirty seconds, and the message names the lamp, its position and the last value that was measured.

We store one row for each report and keep the rows for ninety days. Older rows are folded into one
row per hour, which is enough to see how a lamp ages. Nobody has asked for more, and the old system
kept nothing at all.
"""
TASK = """\
## Task 3: Fold old reports

**Files:**
- Create: `lighthouse/fold.py`
- Modify: `lighthouse/schema.sql:40-58`
- Test: `tests/test_fold.py`

```python
def fold(reports: Iterable[Report], *, keep_days: int = 90) -> list[HourlyRow]:
    cutoff = max(report.taken_at for report in reports) - timedelta(days=keep_days)
    old = [report for report in reports if report.taken_at < cutoff]
    return [HourlyRow.from_reports(group) for _, group in groupby(old, key=hour_of)]
```

| Step | Command | Expected |
|------|---------|----------|
| 1 | `pytest tests/test_fold.py` | 4 passed |
| 2 | `psql -f lighthouse/schema.sql` | CREATE TABLE |
"""


SENTENCES = {
    "zh": (
        "实现用户认证并创建数据库模式。所有测试通过后任务完成。下一阶段添加部署脚本，并更新文档中的配置说明。",
        29,
    ),
    "ja": (
        (
            "ユーザー認証を実装し、データベースのスキーマを作成する。すべてのテストが通れば作業は完了である。"
            "次の段階でデプロイ用のスクリプトを追加する。"
        ),
        57,
    ),
    "ko": (
        (
            "사용자 인증을 구현하고 데이터베이스 스키마를 작성한다. 모든 테스트가 통과하면 작업이 완료된다. "
            "다음 단계에서 배포 스크립트를 추가한다."
        ),
        39,
    ),
    "ru": (
        (
            "Добавить проверку входных данных и записать результат в таблицу. Задача выполнена, когда все "
            "тесты проходят без ошибок, а документация обновлена."
        ),
        35,
    ),
    "pt": (
        (
            "Adicionar a validação de entrada e gravar o resultado na tabela. A tarefa está concluída "
            "quando todos os testes passarem sem erros e a documentação for atualizada."
        ),
        34,
    ),
}


@pytest.mark.parametrize(("text", "counted"), [(PROSE, 119), (TASK, 180)])
def test_estimate_is_within_the_stated_error(text: str, counted: int) -> None:
    assert abs(estimate_tokens(text) / counted - 1) * 100 <= ESTIMATE_ERROR_PERCENT
    assert counted <= bound_tokens(text) <= 1.12 * counted


@pytest.mark.parametrize("language", SENTENCES)
def test_other_scripts_are_in_the_right_range(language: str) -> None:
    text, counted = SENTENCES[language]
    assert 0.7 <= estimate_tokens(text) / counted <= 1.4
    assert bound_tokens(text) >= counted


def errors(name: str) -> list[tuple[float, float]]:
    """Errors in percent of the estimates and the bounds of the files in a folder of fixtures."""
    exact = counter()
    assert exact.exact
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted((FIXTURES / name).rglob("*"))
        if path.suffix in {".md", ".json"}
    ]
    counts = [(text, exact.count(text)) for text in texts if text]
    return [
        ((estimate_tokens(text) / n - 1) * 100, (bound_tokens(text) / n - 1) * 100)
        for text, n in counts
    ]


@pytest.mark.parametrize("name", ["plans", "recordings"])
def test_fixtures_are_estimated_within_the_stated_error(name: str) -> None:
    found = sorted(abs(error) for error, _ in errors(name))
    assert found[math.ceil(0.95 * len(found)) - 1] <= ESTIMATE_ERROR_PERCENT
    assert found[-1] <= 8


@pytest.mark.parametrize("name", ["plans", "recordings"])
def test_no_fixture_has_more_tokens_than_the_bound(name: str) -> None:
    bounds = sorted(bound for _, bound in errors(name))
    assert bounds[0] >= 0
    assert bounds[len(bounds) // 2] <= 6


def test_the_stated_error_is_no_better_than_what_was_measured() -> None:
    found = tomllib.loads(files("planproof.tokens").joinpath("estimate.toml").read_text("utf-8"))
    measured = found["measured"]["documents"]
    assert measured["texts"] >= 300
    assert measured["within_4"] >= 95
    assert measured["bound_under"] <= 0.02 * measured["texts"]
    assert found["figures"]["error_percent"] == measured["error_95"] <= ESTIMATE_ERROR_PERCENT


def test_every_kind_of_piece_has_a_weight() -> None:
    assert set(shipped().figures.weights) == set(KINDS)


def test_nothing_costs_nothing() -> None:
    assert estimate_tokens("") == bound_tokens("") == 0
    assert estimate_tokens("x") == bound_tokens("x") == 1


def test_line_ends_of_windows_cost_about_the_same() -> None:
    # `|\r\n` and its like are rarer than with a line end alone.
    assert estimate_tokens(TASK.replace("\n", "\r\n")) == pytest.approx(
        estimate_tokens(TASK), rel=0.1
    )


@given(ANY_TEXT)
def test_any_text_has_an_estimate_below_its_bytes(text: str) -> None:
    tokens = estimate_tokens(text)
    assert bool(text) <= tokens <= bound_tokens(text) <= len(text.encode("utf-8", "surrogatepass"))


@given(ANY_TEXT, ANY_TEXT)
def test_more_text_is_never_much_cheaper(text: str, more: str) -> None:
    # What comes after may join the last piece: then two are told as one.
    together = estimate_tokens(text + more)
    assert together >= 0.5 * estimate_tokens(text) - 1


@given(st.lists(st.sampled_from([*PROSE.split("\n"), *TASK.split("\n")]), max_size=12))
def test_more_lines_are_never_cheaper(lines: list[str]) -> None:
    counts = [estimate_tokens("\n".join(lines[:end])) for end in range(len(lines) + 1)]
    assert all(later >= earlier - 1 for earlier, later in pairwise(counts))


def test_a_document_costs_what_its_parts_cost() -> None:
    parts = estimate_tokens(PROSE) + estimate_tokens(TASK)
    assert estimate_tokens(PROSE + TASK) == pytest.approx(parts, abs=2)


@pytest.mark.parametrize("unit", ["a", " ", "\n", "!", "A'", " \t", "好", "\ud800", "é", "0"])
def test_a_run_of_a_million_is_estimated(unit: str) -> None:
    text = unit * 1_000_000
    assert 1_000 <= estimate_tokens(text) <= bound_tokens(text) <= 3 * len(text)


def test_a_text_of_ten_megabytes_costs_what_its_parts_cost() -> None:
    times = 10_000_000 // len(TASK)
    assert estimate_tokens(TASK * times) == pytest.approx(times * estimate_tokens(TASK), rel=0.02)
