"""Memory of the conversations that are going on: live trackers, in this process only, the longest unused first out.

Rasa's own in-memory store writes a tracker out as JSON and reads it back event by event, several times a turn, and
never forgets. Here a turn works on the tracker itself. Nothing is lost with a conversation that is put out: its
slots, which hold all of the dialogue's state, are kept by the app, and the channel asks for them again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Iterable, Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

_FORGOTTEN_NAMES = 1000


class ConversationMemory(TrackerStore):
    """Rasa's tracker store, named in endpoints.yml; `conversations` is the most it holds."""

    def __init__(self, domain: Any, event_broker: Any = None, conversations: int = 256, **kwargs: Any) -> None:
        self._most = int(conversations)
        self._live: "OrderedDict[str, DialogueStateTracker]" = OrderedDict()
        self._forgotten: "OrderedDict[str, None]" = OrderedDict()
        super().__init__(domain, event_broker, **{key: value for key, value in kwargs.items() if key != "host"})

    async def save(self, tracker: DialogueStateTracker) -> None:
        if tracker.sender_id in self._forgotten:
            return  # a turn that was still under way when it was forgotten
        self._live[tracker.sender_id] = tracker
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > self._most:
            self._live.popitem(last=False)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        return self._live.get(sender_id)

    async def keys(self) -> Iterable[str]:
        return self._live.keys()

    async def exists(self, conversation_id: str) -> bool:
        return conversation_id in self._live

    def begin(self, conversation_id: str) -> None:
        """A conversation begins; should the id be one that was forgotten, it is meant anew."""
        self._forgotten.pop(conversation_id, None)

    def forget(self, conversation_id: str) -> bool:
        """Put a conversation out. True when it was there."""
        self._forgotten[conversation_id] = None
        while len(self._forgotten) > _FORGOTTEN_NAMES:
            self._forgotten.popitem(last=False)
        return self._live.pop(conversation_id, None) is not None
