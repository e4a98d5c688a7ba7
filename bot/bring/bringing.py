"""From a file to a proposal in the conversation, and from the ticked items to an answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from actions.bring_profile import asking_content
from actions.reply import Kind, Part, Reply, Sentence
from bot.bring.confirming import with_items
from bot.bring.linking import Linking
from bot.bring.proposal import KEPT_S, CheckedCredential, Proposal
from bot.bring.showing import credential_data, item_data, shown
from bot.chat import Chat, Pressed
from bot.problems import ProblemError
from bot.sessions import Session
from knowledge.credentials.check import Verdict, check_credential
from knowledge.credentials.seal import CredentialError
from knowledge.credentials.trust_list import TrustList, TrustListError
from knowledge.profiles import ProfileError, read_profile, read_text
from nlu.understanding import Act


@dataclass(frozen=True, slots=True)
class Bringing:
    """Bringing profiles to the conversations of one chat."""

    chat: Chat

    async def propose(self, session: Session, *, data: bytes = b"", name: str = "", text: str = "") -> dict[str, Any]:
        """Read a file (or a text), and propose what is in it: {proposal_id, items, credentials, language, messages}.

        Nothing of the file is kept but the proposal, in memory, for 15 minutes. Raises ProblemError, whose detail is
        in the person's language, for a file that is not read.
        """
        voice = self.chat.renderer.voice(self._language(session), session.easy_read)
        try:
            proposal = await asyncio.to_thread(self._read, data, name, text, voice.language)
        except ProfileError as error:
            raise ProblemError(
                422, "File not read", voice.key(f"bring.refused_{error.refusal.value}"), refusal=error.refusal.value
            ) from None
        reply, lines = shown(proposal, voice)
        answer = self.chat.renderer.render(reply, language=self._language(session), easy_read=session.easy_read)
        answer["messages"][-1]["text"] = "\n".join((answer["messages"][-1]["text"], *lines))
        async with session.lock:
            self._still_open(session)
            self.chat.sessions.touch(session)
            session.proposal = proposal
            session.note("person", text=voice.key("bring.brought_text" if text else "bring.brought_file"))
            session.note("advisor", **answer)
        asyncio.get_running_loop().call_later(KEPT_S, _drop, session, proposal.id)
        return {
            "proposal_id": proposal.id,
            "items": [item_data(item, proposal, voice) for item in proposal.items],
            "credentials": [credential_data(each, voice) for each in proposal.credentials],
            **answer,
        }

    async def confirm(self, session: Session, proposal_id: str, ids: frozenset[str]) -> dict[str, Any]:
        """Use the items with these ids: the answer of a turn, as `say` gives it. Raises ProblemError."""
        voice = self.chat.renderer.voice(self._language(session), session.easy_read)
        proposal = session.proposal
        if not isinstance(proposal, Proposal) or proposal.id != proposal_id or not proposal.is_kept():
            raise ProblemError(404, "Proposal not found", voice.key("bring.proposal_ended"))
        chosen = proposal.chosen(ids)
        session.proposal = None
        await self.chat.amend(session, with_items(chosen))
        pressed = Pressed(Act.BRING_PROFILE, {"used": len(chosen)})
        return await self.chat.say(session, voice.key("bring.use"), pressed)

    async def say_refused(self, session: Session, refusal: str) -> None:
        """Say in the conversation why a file was not read, and show again what can be brought."""
        reply = Reply((Part(Kind.BRING_PROFILE, (Sentence(f"bring.refused_{refusal}"),), asking_content()),))
        answer = self.chat.renderer.render(reply, language=self._language(session), easy_read=session.easy_read)
        async with session.lock:
            self._still_open(session)
            session.note("advisor", **answer)

    def _read(self, data: bytes, name: str, text: str, language: str) -> Proposal:
        brought = read_text(text) if text else read_profile(data, name)
        verdict = self._verdict(data) if brought.is_credential else None
        services = self.chat.services
        linking = Linking(services.understander, services.esco, services.registers, language)
        items = linking.items(brought, broken=verdict is Verdict.BROKEN)
        credentials = tuple(
            CheckedCredential(held.title, held.awarding_body, held.eqf, verdict or Verdict.NOT_CHECKED)
            for held in brought.held
        )
        return Proposal(items, credentials, linking.unlinked, brought.left_out)

    def _verdict(self, data: bytes) -> Verdict:
        """What can be said of the seal, offline. Without a usable list of trust nobody is trusted."""
        folder = self.chat.settings.trust_list
        try:
            trusted = TrustList.load(folder) if folder else TrustList()
        except TrustListError:
            trusted = TrustList()
        try:
            return check_credential(data, "brought", trusted, datetime.now(UTC)).verdict
        except CredentialError:
            return Verdict.NOT_CHECKED

    def _language(self, session: Session) -> str:
        return session.language or self.chat.settings.default_language

    def _still_open(self, session: Session) -> None:
        if not self.chat.sessions.is_open(session):
            raise ProblemError(404, "Conversation not found", "It was erased while the file was read. Start anew.")


def _drop(session: Session, proposal_id: str) -> None:
    """Forget a proposal that nobody confirmed."""
    if isinstance(session.proposal, Proposal) and session.proposal.id == proposal_id:
        session.proposal = None
