"""What confirmed items change in what a conversation knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from actions import limits
from actions.state import DialogueState
from bot.bring.proposal import Item, ItemKind
from nlu.understanding import Limit, LimitKind

MOST_HELD = 60


def with_items(items: Iterable[Item]) -> Callable[[DialogueState], DialogueState]:
    """The change: skills and occupations are added, the higher schooling stays, a ticked language is a limit."""
    chosen = tuple(items)

    def change(state: DialogueState) -> DialogueState:
        levels = [int(item.level) for item in chosen if item.kind is ItemKind.SCHOOLING and item.level]
        languages = [
            Limit(LimitKind.LANGUAGE, item.code) for item in chosen if item.kind is ItemKind.LANGUAGE and item.code
        ]
        return replace(
            state,
            skills=_joined(state.skills, chosen, ItemKind.SKILL),
            occupations=_joined(state.occupations, chosen, ItemKind.OCCUPATION),
            schooling=max((*levels, *((state.schooling,) if state.schooling else ())), default=None),
            limits=limits.merge(state.limits, languages),
        )

    return change


def _joined(held: tuple[str, ...], items: Iterable[Item], kind: ItemKind) -> tuple[str, ...]:
    new = (item.uri for item in items if item.kind is kind and item.uri)
    return tuple(dict.fromkeys((*held, *new)))[:MOST_HELD]
