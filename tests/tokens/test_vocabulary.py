"""Exact counts. The numbers are those of tiktoken 0.14.0 with its own vocabularies."""

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.settings import vocabulary_folder
from planproof.tokens.interface import VocabularyName
from planproof.tokens.vocabulary import (
    VOCABULARIES,
    ExactCounter,
    by_bpe_openai,
    by_tiktoken,
    on_disk,
)

COUNTS = [
    ("", 0, 0),
    ("hello world", 2, 2),
    ("The harbour master sees every lamp.", 7, 7),
    (
        "def fold(reports: Iterable[Report], *, keep_days: int = 90) -> list[HourlyRow]:\n    return []\n",
        27,
        28,
    ),
    ("| Step | Command |\n|------|---------|\n| 1 | `make test` |\n", 19, 19),
    ("实现用户认证并创建数据库模式。", 8, 11),
    ("ユーザー認証を実装する。", 9, 15),
    ("사용자 인증을 구현한다.", 7, 12),
    ("Добавить проверку входных данных.", 8, 9),
    ("Adicionar a validação de entrada.", 7, 8),
    ("أضف التحقق من المدخلات.", 10, 14),
    ("इनपुट की जाँच जोड़ें।", 9, 26),
    ("Προσθέστε έλεγχο εισόδου.", 11, 24),
    ("ship it 🚀👩‍💻 ✅", 10, 14),
    ("<|endoftext|>", 7, 7),
    ("don't WE'LL it's", 5, 7),
    ("1234567 3.14", 7, 7),
    ("\0", 1, 1),
    ("\ud800 lone", 2, 2),
    ("a\r\n\r\n  b\t\tc   \n", 7, 7),
]
LONG = [
    ("a" * 1_000_000, 125_000, 125_000),
    ("好" * 200_000, 200_000, 200_000),
    ("word and more\n" * 100_000, 400_000, 400_000),
    ("word and more\n" * 720_000, 2_880_000, 2_880_000),
]
NAMES: list[VocabularyName] = ["o200k_base", "cl100k_base"]


def bpe_openai_counter(name: VocabularyName) -> ExactCounter:
    found = by_bpe_openai(VOCABULARIES[name])
    assert found is not None
    return found


def tiktoken_counter(name: VocabularyName) -> ExactCounter:
    content = on_disk(VOCABULARIES[name], vocabulary_folder())
    if content is None:
        pytest.skip(f"tiktoken's vocabulary {name} is not on this disk; set TIKTOKEN_CACHE_DIR")
    found = by_tiktoken(VOCABULARIES[name], content)
    assert found is not None
    return found


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> VocabularyName:
    found: VocabularyName = request.param
    return found


@pytest.fixture(scope="module", params=[bpe_openai_counter, tiktoken_counter])
def counted(request: pytest.FixtureRequest, name: VocabularyName) -> ExactCounter:
    made: ExactCounter = request.param(name)
    return made


def test_counts_are_those_of_the_vocabulary(counted: ExactCounter, name: VocabularyName) -> None:
    at = 1 + NAMES.index(name)
    assert [counted.count(row[0]) for row in COUNTS] == [row[at] for row in COUNTS]
    assert counted.exact
    assert counted.error_percent == 0
    assert counted.why is None
    assert name in counted.name


def test_long_texts_are_counted(counted: ExactCounter, name: VocabularyName) -> None:
    at = 1 + NAMES.index(name)
    assert [counted.count(row[0]) for row in LONG] == [row[at] for row in LONG]


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_is_counted(text: str) -> None:
    counted = bpe_openai_counter("o200k_base")
    assert bool(text) <= counted.count(text) == counted.bound(text)
    assert counted.count(text) <= len(text.encode("utf-8", "surrogatepass"))


def test_both_libraries_take_texts_apart_alike() -> None:
    ours = tiktoken_counter("o200k_base")
    theirs = bpe_openai_counter("o200k_base")
    text = "".join(map(chr, range(0x20, 0x3400))) * 2
    assert ours.count(text) == theirs.count(text)


@pytest.mark.parametrize("end", ["\n", "\n\n", ".\n/a\nb", " \n \n", "\r\n"])
def test_a_cut_at_a_line_changes_no_count(end: str) -> None:
    parts: list[str] = []

    def whole(text: str) -> int:
        parts.append(text)
        return 0

    text = f"some words and more{end}x" * 5_000
    ExactCounter(name="spy", tokens=whole).count(text)
    assert len(parts) > 1
    assert "".join(parts) == text
    assert all(part.endswith("\n") for part in parts[:-1])
    assert all(part[0].isalpha() for part in parts[1:]) or end == ".\n//"
    exact = bpe_openai_counter("o200k_base")
    assert sum(map(exact.count, parts)) == exact.tokens(text)


def test_parts_are_small_enough_for_both_libraries() -> None:
    sizes: list[int] = []

    def whole(text: str) -> int:
        sizes.append(len(text.encode()))
        return 0

    ExactCounter(name="spy", tokens=whole).count("𠮷" * 120_000 + "\n" * 120_000)
    assert max(sizes) <= 200_000
    assert sum(sizes) == 4 * 120_000 + 120_000


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("o200k_base", "fb374d419588a4632f3f557e76b4b70aebbca790"),
        ("cl100k_base", "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"),
    ],
)
def test_files_have_the_names_that_tiktoken_gives_them(name: VocabularyName, file: str) -> None:
    vocabulary = VOCABULARIES[name]
    assert vocabulary.file_name == file
    assert hashlib.sha1(vocabulary.url.encode(), usedforsecurity=False).hexdigest() == file


def test_neither_library_is_loaded_before_a_counter_is_made() -> None:
    program = (
        "import sys, planproof.cli.main, planproof.tokens\n"
        "planproof.tokens.bound_tokens('a plan')\n"
        "print(sorted({'tiktoken', 'bpe_openai', 'requests', 'httpx2'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
