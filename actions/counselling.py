"""What a person reads when a counsellor joins their conversation, hands it back, or has gone."""

from __future__ import annotations

from actions.ask_about import button
from actions.consents import Consent
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from nlu.understanding import Act


def end_button() -> QuickReply:
    """One press ends it: the counsellor sees nothing of the conversation any more."""
    return button("copilot.button_end", Act.WITHDRAW_CONSENT, purpose=Consent.COUNSELLOR.value)


def joined(name: str) -> Reply:
    """A counsellor has taken the conversation over."""
    sentences = Sentence("copilot.joined", {"name": name}), Sentence("copilot.joined_end")
    return Reply((Part(Kind.NOTICE, lead=sentences),), (end_button(),))


def gave_back(name: str) -> Reply:
    """A counsellor has handed the conversation back to the advisor."""
    return _back("copilot.gave_back", name)


def left(name: str) -> Reply:
    """A counsellor has gone without handing back."""
    return _back("copilot.left", name)


def _back(key: str, name: str) -> Reply:
    sentences = Sentence(key, {"name": name}), Sentence("copilot.software_again")
    return Reply(
        (Part(Kind.NOTICE, lead=sentences),), (button("copilot.button_ask_again", Act.ASK_HUMAN), end_button())
    )
