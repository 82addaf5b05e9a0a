"""The counts beside the texts are what o200k_base gives for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.tokens import ESTIMATE_ERROR_PERCENT, estimate_tokens

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
    error = abs(estimate_tokens(text) / counted - 1) * 100
    assert error <= ESTIMATE_ERROR_PERCENT


@pytest.mark.parametrize("language", SENTENCES)
def test_other_scripts_are_in_the_right_range(language: str) -> None:
    text, counted = SENTENCES[language]
    assert 0.7 <= estimate_tokens(text) / counted <= 1.4


def test_nothing_costs_nothing() -> None:
    assert estimate_tokens("") == 0
    assert estimate_tokens("x") == 1


def test_line_ends_of_windows_cost_the_same() -> None:
    assert estimate_tokens(TASK.replace("\n", "\r\n")) == estimate_tokens(TASK)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_has_an_estimate_below_its_bytes(text: str) -> None:
    tokens = estimate_tokens(text)
    assert bool(text) <= tokens <= 1 + 2 * len(text.encode("utf-8", "surrogatepass"))


def test_a_document_costs_what_its_parts_cost() -> None:
    parts = estimate_tokens(PROSE) + estimate_tokens(TASK)
    assert estimate_tokens(PROSE + TASK) == pytest.approx(parts, abs=2)
