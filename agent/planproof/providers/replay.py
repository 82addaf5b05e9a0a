"""The store alone: what is not recorded cannot be had."""

from planproof.answers import AnswerStore
from planproof.core.request import Request
from planproof.providers.interface import FinalError, Reply
from planproof.words import listed


class ReplayProvider:
    """Says which answer is missing from the recording; it is asked for nothing else."""

    name = "replay"
    free = True
    concurrency = 1

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self._models: str | None = None

    async def ask(self, request: Request, *, timeout: float) -> Reply:  # noqa: ASYNC109, ARG002 - the protocol's
        """Never an answer: whoever asks has looked into the store before.

        Raises:
            FinalError: always.
        """
        if self._models is None:
            self._models = self._recorded()
        raise FinalError(
            f"no recorded answer for {request.pass_} of {request.label} ({request.key}) "
            f"in {str(self._store.folder)!r}; the folder has {self._models}"
        )

    async def close(self) -> None:
        """Nothing is open."""

    def _recorded(self) -> str:
        answers = map(self._store.get, self._store.keys())
        models = sorted({answer.model for answer in answers if answer is not None})
        return f"answers of {listed(models, 5)}" if models else "no answers"
