"""The list or the plan to take home: which files there are, what they hold, and that nothing of them is kept."""

from __future__ import annotations

from actions.act import Act, Answer, Turn
from actions.ask_about import button
from actions.consents import Consent
from actions.contents import Takeable
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from nlu.understanding import Act as DialogueAct

PAPERS = ("pdf", "html", "text", "eml", "json")
LIST = ("list", PAPERS)
PLAN = ("plan", ("pdf", "html", "text", "eml", "ics", "json"))
PROFILE = ("profile", PAPERS)
"""What there is, and in which forms (the host makes them: bot/take_home/files.py)."""


class TakeHomeAct(Act):
    """action_take_home"""

    action = "action_take_home"

    def answer(self, turn: Turn) -> Answer:
        state = turn.state
        kept = Consent.KEEP in state.consent
        files = (LIST, PLAN, PROFILE) if state.shortlist else (PROFILE,)
        lead = [Sentence("plan.take_lead") if state.shortlist else Sentence("plan.take_profile_only")]
        if not kept:
            lead.append(Sentence("plan.link_needs_keep"))
        part = Part(Kind.TAKE_HOME, tuple(lead), Takeable(files, comes_back=kept))
        buttons: tuple[QuickReply, ...] = ()
        if not kept:
            agree = Sentence("plan.button_keep")
            buttons = (QuickReply(agree, DialogueAct.GIVE_CONSENT.value, {"purpose": Consent.KEEP.value}),)
        return Answer(Reply((part,), (*buttons, button("button.human", DialogueAct.ASK_HUMAN))), state)
