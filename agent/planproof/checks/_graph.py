"""Strongly connected components, for graphs of any depth."""

from collections.abc import Iterator, Mapping, Sequence


def components(graph: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The strongly connected components of *graph* (node to its successors)."""
    search = _Search(graph)
    return [component for root in graph for component in search.from_(root)]


class _Search:
    """Tarjan's algorithm with a stack of its own: a chain of 100,000 nodes must not recurse."""

    def __init__(self, graph: Mapping[str, Sequence[str]]) -> None:
        self._graph = graph
        self._index: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()

    def from_(self, root: str) -> Iterator[list[str]]:
        """The components that are first reached from *root*."""
        if root in self._index:
            return
        path = [(root, self._enter(root))]
        while path:
            node, successors = path[-1]
            following = next((s for s in successors if self._note(node, s)), None)
            if following is not None:
                path.append((following, self._enter(following)))
                continue
            path.pop()
            if path:
                above = path[-1][0]
                self._low[above] = min(self._low[above], self._low[node])
            if self._low[node] == self._index[node]:
                yield self._close(node)

    def _enter(self, node: str) -> Iterator[str]:
        self._index[node] = self._low[node] = len(self._index)
        self._open.append(node)
        self._is_open.add(node)
        return iter(self._graph.get(node, ()))

    def _note(self, node: str, successor: str) -> bool:
        """True when *successor* is new; otherwise *node* learns from it."""
        if successor not in self._index:
            return True
        if successor in self._is_open:
            self._low[node] = min(self._low[node], self._index[successor])
        return False

    def _close(self, node: str) -> list[str]:
        at = len(self._open) - 1
        while self._open[at] != node:
            at -= 1
        component = self._open[at:]
        del self._open[at:]
        self._is_open.difference_update(component)
        return component
