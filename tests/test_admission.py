import asyncio

import pytest

from planproof.admission import Gate, NotSentError, Ticket
from planproof.retrying import Deadline
from planproof.spending import NOTHING, Ledger, Load
from tests.providers.fake import now, request, run


def test_who_is_cancelled_on_being_let_in_takes_no_slot_and_no_money() -> None:
    ledger = Ledger(max_tokens=10)

    async def go() -> None:
        gate = Gate(ledger, Deadline(None, now), 1)
        tickets = [Ticket(request(name), Load(10)) for name in ("a", "b", "c")]
        for ticket in tickets:
            gate.add(ticket)
        held = await gate.enter(tickets[0])
        task = asyncio.create_task(gate.enter(tickets[1]))
        await asyncio.sleep(1)
        held.release()
        gate.leave(tickets[0])
        gate.remove(tickets[0])
        assert tickets[1].under_way  # it is let in, and does not know yet
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ledger.in_flight == NOTHING
        gate.remove(tickets[1])
        await asyncio.wait_for(gate.enter(tickets[2]), 5)

    run(go())
    assert ledger.in_flight == Load(10)
    assert ledger.possibly_spent == NOTHING


def test_who_waits_is_told_when_everything_is_stopped() -> None:
    async def go() -> None:
        gate = Gate(Ledger(), Deadline(None, now), 1)
        first, second = (Ticket(request(name), NOTHING) for name in ("a", "b"))
        gate.add(first)
        gate.add(second)
        await gate.enter(first)
        waiting = asyncio.create_task(gate.enter(second))
        await asyncio.sleep(1)
        gate.stop("the key is wrong")
        gate.stop("something else")
        for attempt in (waiting, gate.enter(second)):
            with pytest.raises(NotSentError, match="the key is wrong") as caught:
                await attempt
            assert caught.value.failed

    run(go())


@pytest.mark.parametrize(("left", "most", "limit"), [(None, 4, 4), (2, 4, 2), (0, 4, 1), (9, 0, 1)])
def test_the_limit_is_at_least_one(left: int | None, most: int, limit: int) -> None:
    gate = Gate(Ledger(), Deadline(None, lambda: 0.0), most)
    gate.speed_up(left)
    assert gate.limit == limit
