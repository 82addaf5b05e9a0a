"""Counting as the provider does, by a few calls of its count endpoint."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from planproof.core.estimate import CounterView
from planproof.core.request import Request
from planproof.estimating.budget import Asked, Job
from planproof.estimating.counting import Counting
from planproof.estimating.imagined import Nothing
from planproof.estimating.rehearsal import rehearse
from planproof.providers.counted import counted
from planproof.providers.interface import CountingProvider

CALLS = 4
"""Requests that the provider counts: between the smallest and the largest, evenly spread."""
_TIMEOUT = 60.0
_LEAST_ERROR = 1.0
"""Percent: what the other requests may differ by, however well the counted ones agree."""


async def calibrated(whom: Asked, job: Job, provider: CountingProvider) -> Asked:
    """*whom* with the factor that the provider's counts of some requests show.

    Raises:
        ProviderError: the provider does not count.
    """
    review = job.review(whom.model)
    if review is None:
        return whom
    sent = await rehearse(review, Nothing(), job.findings, lambda _: None)
    chosen = _spread([each.request for each in sent])
    if not chosen:
        return whom
    counts = await asyncio.gather(
        *(provider.count(request, timeout=_TIMEOUT) for request in chosen)
    )
    texts = counted(provider.name)
    plain = replace(whom.counting, factor=1.0, learned=None)
    ours = [sum(map(plain.tokens, texts(request).texts)) for request in chosen]
    return replace(whom, counting=_corrected(whom.counting, provider.name, ours, counts))


def _corrected(
    counting: Counting, provider: str, ours: Sequence[float], theirs: Sequence[int]
) -> Counting:
    factor = sum(theirs) / sum(ours)
    spread = max(abs(b / (a * factor) - 1) for a, b in zip(ours, theirs, strict=True)) * 100
    view = CounterView(
        name=f"{len(theirs)} requests counted by {provider}, the others by their ratio",
        method="estimate",
        error_percent=round(max(_LEAST_ERROR, spread), 1),
    )
    return replace(counting, factor=factor, view=view)


def _spread(requests: Sequence[Request]) -> list[Request]:
    """Some of *requests*, from the shortest to the longest."""
    ordered = sorted(requests, key=lambda each: (len(each.text), each.key))
    if len(ordered) <= CALLS:
        return ordered
    last = len(ordered) - 1
    return [ordered[round(last * step / (CALLS - 1))] for step in range(CALLS)]
