"""What a turn leaves behind is held for a short time only."""

from __future__ import annotations

from actions.outbox import Outbox
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.turns import ShortMemory


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_held_is_forgotten_after_its_time() -> None:
    clock = Clock()
    memory = ShortMemory[str](keep_s=10, clock=clock)
    memory.put("a", "one")
    clock.now = 9
    assert memory.get("a") == "one"
    clock.now = 11
    assert memory.get("a") is None


def test_no_more_than_the_limit_is_held_and_the_oldest_goes_first() -> None:
    memory = ShortMemory[int](limit=2)
    for number in range(3):
        memory.put(str(number), number)
    assert (len(memory), memory.get("0"), memory.get("2")) == (2, None, 2)


def test_what_expired_is_let_go_when_something_new_comes() -> None:
    clock = Clock()
    memory = ShortMemory[int](keep_s=10, clock=clock)
    memory.put("old", 1)
    clock.now = 20
    memory.put("new", 2)
    assert len(memory) == 1


def test_a_turn_without_id_is_not_known() -> None:
    assert ShortMemory[int]().get(None) is None


def test_a_reply_is_taken_once() -> None:
    outbox = Outbox()
    outbox.add("t", Reply((Part(Kind.TEXT),)))
    assert outbox.take("t") is not None
    assert outbox.take("t") is None


def test_two_acts_of_one_turn_answer_one_after_the_other() -> None:
    outbox = Outbox()
    button = QuickReply(Sentence("button.more"), "more")
    outbox.add("t", Reply((Part(Kind.NOTICE),), (button,)))
    outbox.add("t", Reply((Part(Kind.TEXT),)))
    reply = outbox.take("t")
    assert reply is not None
    assert [part.kind for part in reply.parts] == [Kind.NOTICE, Kind.TEXT]
    assert reply.quick_replies == (button,)
