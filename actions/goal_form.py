"""The goal form: asks for the goal, takes it from what was understood, holds nobody who wants something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.act import Act, Answer, Turn, read_turn, text_reply
from actions.ask_about import button
from actions.pending import answered
from actions.services import Services
from nlu.understanding import Act as DialogueAct


class AskGoalAct(Act):
    """action_ask_goal"""

    action = "action_ask_goal"

    def answer(self, turn: Turn) -> Answer:
        waited = answered(turn)
        if waited is not None and (done := self.instead(*waited)) is not None:
            return done
        buttons = (button("button.help", DialogueAct.ASK_HELP), button("button.human", DialogueAct.ASK_HUMAN))
        return Answer(text_reply("ask_goal.question", "ask_goal.example", quick_replies=buttons), turn.state)


class ValidateGoalForm(Action):  # type: ignore[misc] # rasa_sdk's Action has no types
    """validate_goal_form: writes what the message states into the slots; says nothing.

    A message without a goal sets no goal, and Rasa lets the other rules answer it.
    """

    def __init__(self, services: Services) -> None:
        self.services = services

    def name(self) -> str:
        return "validate_goal_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        state = read_turn(self.services, tracker).state
        return state.events() if state.goal is not None else []
