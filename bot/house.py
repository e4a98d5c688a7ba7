"""The house: models, index and knowledge put together from the folder that set-up built."""

from __future__ import annotations

from nlu.understand import Understander

from actions.services import Services
from bot.settings import Settings
from index.contract import IndexUnusableError
from index.faiss_index import FaissOfferIndex
from index.finder import Finder
from index.generations import Generations
from index.stored_offers import StoredOffers
from knowledge.esco import Esco
from knowledge.offer import Offer
from knowledge.registers import Registers
from nlu.encoder import Encoder


def load_services(settings: Settings) -> Services:
    """Everything the acts need. Raises the part's own error, which names what is missing and the remedy."""
    encoder = Encoder.load(settings.home / "encoder", threads=settings.encoder_threads)
    esco = Esco.load()
    index = FaissOfferIndex(settings.home / "index", encoder)
    index.info()  # a generation of another model or format is refused now, not at the first question
    return Services(
        index=index,
        finder=Finder(index),
        registers=Registers.load(),
        esco=esco,
        understander=Understander.load(settings.home, encoder, esco),
    )


def load_offer(settings: Settings, offer_id: str) -> Offer | None:
    """One offer of the current generation; no model is loaded. Raises IndexUnusableError without one."""
    generations = Generations(settings.home / "index")
    current = generations.current()
    if current is None:
        raise IndexUnusableError(f"No index of offers was found in {settings.home.name}. Run `waymark index build`.")
    return StoredOffers(generations.path(current)).get(offer_id)
