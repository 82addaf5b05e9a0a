"""Reviewing with a model: who is asked is said before, and what happened after."""

import asyncio
from datetime import date
from pathlib import Path

from planproof.cli.output import say
from planproof.cli.progress import display
from planproof.core.review import Review
from planproof.pipeline import review_all, review_all_with_model
from planproof.providers.handoff import HandoffProvider
from planproof.providers.prices import Price
from planproof.session import Session, choose
from planproof.settings import Keys, Settings
from planproof.words import count


def reviewed_by_model(
    paths: list[Path],
    settings: list[Settings],
    today: date,
    keys: Keys,
    *,
    base_url: str | None,
    answers: Path | None,
    price: str | None = None,
) -> tuple[Review, ...]:
    """The reviews; the settings of the first plan say who is asked and what the run may cost.

    Raises:
        PlanproofError: what the pipeline raises.
    """
    choice = choose(settings[0], keys, base_url, today)
    if choice.provider == "none":
        return review_all(paths, settings, today)
    for warning in choice.warnings:
        say(f"planproof: {warning}")
    with display() as progress:
        session = Session(
            choice,
            settings[0],
            keys,
            base_url=base_url,
            answers=answers,
            progress=progress,
            price_told=Price.parse(price) if price else None,
        )
        progress.begin(session)
        reviews = asyncio.run(review_all_with_model(paths, settings, today, session))
    for line in _afterwards(session):
        say(f"planproof: {line}")
    return reviews


def _afterwards(session: Session) -> list[str]:
    """What somebody has to do now, and what was wrong with answers."""
    told = list(session.store.problems)
    provider = session.provider
    if isinstance(provider, HandoffProvider):
        told += provider.problems
        if provider.waiting:
            folder = str(session.store.folder)
            told.append(
                f"{count(provider.waiting, 'request')} waiting for an answer: each is a page in "
                f"{folder}/requests that says where its answer goes; then run this again"
            )
    return told
