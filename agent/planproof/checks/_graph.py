"""Strongly connected components, for graphs of any depth."""

from collections.abc import Iterator, Mapping, Sequence


def components(graph: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The strongly connected components of *graph* (node to its successors).

    Tarjan's algorithm with a stack of its own: a chain of 100,000 nodes must not recurse.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in graph:
        if root in index:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            node, position = work.pop()
            if position == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            successors = graph.get(node, ())
            if position and successors[position - 1] in on_stack:
                low[node] = min(low[node], low[successors[position - 1]])
            descended = False
            while position < len(successors):
                successor = successors[position]
                position += 1
                if successor not in index:
                    work += [(node, position), (successor, 0)]
                    descended = True
                    break
                if successor in on_stack:
                    low[node] = min(low[node], index[successor])
            if descended or low[node] != index[node]:
                continue
            component = []
            while not component or component[-1] != node:
                component.append(stack.pop())
                on_stack.discard(component[-1])
            yield component
