"""Which lines of a diff can be commented on."""

import pytest

from planproof.github.diff import commentable, hunks

PATCH = """\
@@ -1,4 +1,5 @@ # Phase 1
 one
-two
+TWO
+two and a half
 three
 four
@@ -20,2 +21,3 @@
 twenty-one
+@@ -1 +1 @@
 twenty-two
\\ No newline at end of file"""


def test_lines_of_the_new_side() -> None:
    assert commentable(PATCH) == {1, 2, 3, 4, 5, 21, 22, 23}
    first, second = hunks(PATCH)
    assert (first.start, first.end, set(first.added)) == (1, 5, {2, 3})
    assert first.text(2, 3) == ("TWO", "two and a half")
    assert second.text(22, 22) == ("@@ -1 +1 @@",)
    assert second.added == {22}


@pytest.mark.parametrize(
    ("patch", "lines"),
    [
        (None, set()),
        ("", set()),
        ("Binary files differ", set()),
        ("@@ -0,0 +1 @@\n+only", {1}),
        ("@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file", {1, 2}),
        ("@@ -1,2 +0,0 @@\n-a\n-b", set()),
        ("@@ -3,2 +3,3 @@\n a\n+\n b\n", {3, 4, 5}),
        ("@@ -3,2 +3,9 @@\n a\n+cut", {3, 4}),
        ("@@ -3,2 +3,9 @@\n a\n", {3}),
        ("@@ -1 +1 @@\n-a\n+b\u2028c\x0bd\re", {1}),
        ("@@ -1,99999999999 +1,1 @@\n+a", set()),
        ("+ stray\n@@ nonsense @@\n+a", set()),
    ],
)
def test_odd_patches(patch: str | None, lines: set[int]) -> None:
    assert commentable(patch) == lines
