import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.tokens.known import is_known, pack
from planproof.tokens.pieces import KINDS, SCRIPTS, Shape, pieces, shape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't stop", ["don't", " stop"]),
        ("camelCaseWord HTTPServer", ["camel", "Case", "Word", " HTTPServer"]),
        ("1234567", ["123", "456", "7"]),
        ("see (docs/a.md).\n\n- x", ["see", " (", "docs", "/a", ".md", ").\n\n", "-", " x"]),
        ("a   b  \n  c", ["a", "  ", " b", "  \n", " ", " c"]),
        ("Validação é útil", ["Validação", " é", " útil"]),
        ("用户 login → ok", ["用户", " login", " →", " ok"]),
    ],
)
def test_a_text_is_taken_apart_as_a_tokenizer_does(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@given(st.text(alphabet=st.characters(), max_size=300))
def test_the_pieces_are_the_text_and_have_shapes(text: str) -> None:
    found = pieces(text)
    assert "".join(found) == text
    assert all(shape(piece).kind in KINDS for piece in found)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=100))
def test_ascii_is_taken_apart_alike_beside_other_letters(text: str) -> None:
    assert pieces(f"{text}\n用") == [*pieces(f"{text}\nz")[:-1], "用"]


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (" kubelet", Shape("lower", 7)),
        ("Isn't", Shape("title", 5)),
        (" HTTP", Shape("upper", 4)),
        ("HTTPServer", Shape("mixed", 10)),
        ("_name", Shape("-lower", 4)),
        ("-----", Shape("rule", 5)),
        ("](../", Shape("marks", 5)),
        (" ├──", Shape("symbols", 4)),
        ("\n\n", Shape("space", 2)),
        (" Gestão", Shape("accented", 6)),
        ("“Привет", Shape("cyrillic", 6)),
        ("テスト", Shape("kana", 3)),
        ("𠮷野", Shape("han", 2)),
        ("사용자", Shape("hangul", 3)),
        ("हिन्दी", Shape("indic", 6)),
    ],
)
def test_an_unknown_piece_is_told_by_its_shape(piece: str, expected: Shape) -> None:
    assert shape(piece) == expected


def test_scripts_stand_in_the_order_of_their_characters() -> None:
    ends = [last for _, last in SCRIPTS]
    assert ends == sorted(set(ends))
    assert ends[-1] == 0x10FFFF


def test_what_was_packed_is_found_and_hardly_anything_else() -> None:
    words = [f" word{number}" for number in range(4_400)]
    packed = pack(words, size=6_000)
    assert len(packed) == 6_000
    assert all(is_known(packed, word) for word in words)
    others = sum(is_known(packed, f" other{number}") for number in range(10_000))
    assert others < 150
