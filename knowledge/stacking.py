"""Stackability: does a credential stand alone, or towards what does it count? Who receives it decides (7.3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.kind import shortened
from knowledge.names import folded
from knowledge.offer import Offer
from knowledge.trust import Element, ElementState
from knowledge.wording import Wording

SAID = Wording("element.stackability_stated", "stackability")
TOWARDS = Wording("element.stackability_towards", "qualification")
STANDALONE = Wording("element.stackability_standalone", "stackability")
MISSING = Wording("element.stackability_missing")
RECEIVER_DECIDES = Wording("element.stackability_receiver_decides")

_ALONE = frozenset(
    {"standalone", "stand alone", "independent", "standalone independent micro credential", "not stackable", "none"}
    | {"no", "not applicable", "standalone micro credential", "eigenstandig", "autonome", "independiente"}
)
"""Whole answers that mean: it stands alone (folded)."""


def stackability(offer: Offer) -> Element:
    """Towards what it counts, in the offer's words, and that the receiving organisation decides."""
    found = list(_found(offer))
    if not found:
        read = offer.evidence("stackability")
        return Element("stackability", False, ElementState.MISSING, MISSING(read, swd.STACKING))
    (first, value), *rest = found
    more = tuple(statement for statement, _ in rest)
    if any(statement.id != STANDALONE.id for statement, _ in found):
        more = (*more, RECEIVER_DECIDES(swd.RECEIVER_DECIDES))
    element = Element("stackability", False, ElementState.STATED, first, value, more)
    read_in = offer.provenance.get("part_of" if first.id == TOWARDS.id else "stackability")
    if read_in is not None and read_in.derived is not None:
        return replace(element, state=ElementState.DERIVED)
    return element


def _found(offer: Offer) -> Iterator[tuple[Statement, str]]:
    if offer.part_of and offer.part_of.strip():
        whole = shortened(offer.part_of)
        yield TOWARDS(offer.evidence("part_of"), qualification=whole), whole
    if offer.stackability and offer.stackability.strip():
        words = shortened(offer.stackability)
        say = STANDALONE if folded(words) in _ALONE and not offer.part_of else SAID
        yield say(offer.evidence("stackability"), stackability=words), words
