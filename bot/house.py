"""The house: models, index and knowledge put together from the folder that set-up built."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping
from datetime import date

from actions.portal import Portal
from actions.services import Services
from bot.held_esco import label_indexes, load_esco
from bot.held_registers import HeldRegisters
from bot.metrics import Metrics
from bot.settings import Settings
from index.choice import open_offers, stored_offer
from index.finder import Finder
from knowledge.offer import Offer
from knowledge.quality import assess_quality
from knowledge.registers import Registers
from knowledge.trust import QualityStatus
from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.linking.linker import Linker
from nlu.linking.vectors import LinkingUnusableError
from nlu.understand import Understander

_log = logging.getLogger(__name__)


class QualityScores:
    """How well checked an offer is, 0..1, for the ranking. Judged once a day, offer and state of the registers:
    searches look at many."""

    def __init__(self, held: Callable[[], Registers], today: Callable[[], date] = date.today) -> None:
        self._held, self._today = held, today
        self._registers, self._day = held(), today()
        self._scores: dict[Hashable, float] = {}

    def __call__(self, offer: Offer) -> float:
        registers, day = self._held(), self._today()
        if day != self._day or registers is not self._registers:
            self._registers, self._day, self._scores = registers, day, {}
        # a new generation may bring an offer of the same id with other claims
        key = (offer.id, offer.provider, offer.awarding_body, offer.quality_claims)
        known = self._scores.get(key)
        if known is None:
            known = assess_quality(offer, registers, day).status.rank / (len(QualityStatus) - 1)
            self._scores[key] = known
        return known


def load_services(settings: Settings, metrics: Metrics, portals: Mapping[str, Portal]) -> Services:
    """Everything the acts need. Raises the part's own error, which names what is missing and the remedy."""
    encoder = Encoder.load(settings.home / "encoder", threads=settings.encoder_threads)
    esco = load_esco(settings)
    index = open_offers(settings.home, encoder, settings.index_url)
    index.info()  # a generation of another model or format is refused now, not at the first question
    held = HeldRegisters(settings)
    return Services(
        index=index,
        finder=Finder(index, quality=QualityScores(held)),
        held_registers=held,
        esco=esco,
        understander=Understander.load(settings.home, encoder, esco, label_indexes(settings)),
        linker=_linker(settings, encoder),
        stage=metrics.stage,
        portals=portals,
        keep_days=settings.keep_days,
    )


def _linker(settings: Settings, encoder: Encoder) -> Linker | None:
    """Without what set-up makes for it, texts are linked by their words alone: less well, but the advisor serves."""
    try:
        labels = EscoLabels.load(settings.home / "esco", label_indexes(settings))
        return Linker.load(settings.home / "linking", encoder, labels)
    except LinkingUnusableError as error:
        _log.warning("Skills are linked by their words alone: %s", error)
        return None


def load_offer(settings: Settings, offer_id: str) -> Offer | None:
    """One offer of the current generation; no model is loaded. Raises IndexUnusableError without one."""
    return stored_offer(settings.home, offer_id, settings.index_url)
