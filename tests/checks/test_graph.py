"""Strongly connected components, for graphs that would break a recursive search."""

from planproof.checks._graph import components


def as_sets(graph: dict[str, tuple[str, ...]]) -> set[frozenset[str]]:
    return {frozenset(component) for component in components(graph)}


def test_two_circles_joined_by_an_edge_are_two_components() -> None:
    graph = {"a": ("b",), "b": ("a", "c"), "c": ("d",), "d": ("c", "e")}
    assert as_sets(graph) == {frozenset("ab"), frozenset("cd"), frozenset("e")}


def test_a_diamond_has_no_circle() -> None:
    graph = {"a": ("b", "c"), "b": ("d",), "c": ("d",)}
    assert as_sets(graph) == {frozenset("a"), frozenset("b"), frozenset("c"), frozenset("d")}


def test_a_later_root_reaches_closed_components_without_joining_them() -> None:
    graph = {"a": ("b",), "b": ("a",), "c": ("a", "c")}
    assert as_sets(graph) == {frozenset("ab"), frozenset("c")}


def test_a_chain_of_100_000_nodes_that_closes_is_one_component() -> None:
    last = 100_000
    graph = {str(n): (str(n + 1),) for n in range(last)} | {str(last): ("0",)}
    assert [len(component) for component in components(graph)] == [last + 1]


def test_a_chain_of_100_000_nodes_that_stays_open_is_as_many_components() -> None:
    last = 100_000
    graph = {str(n): (str(n + 1),) for n in range(last)}
    found = components(graph)
    assert len(found) == last + 1
    assert found[0] == [str(last)]
