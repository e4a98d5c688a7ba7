"""A national standard: the rules of one country. Schemes that offers name are explained with their law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import swd
from knowledge.evidence import Evidence
from knowledge.offer import Offer
from knowledge.quality_labels import family
from knowledge.quality_rules import Finding
from knowledge.registers import Registers
from knowledge.standards import Standard
from knowledge.wording import Wording

ORDER = 34

ABOUT = Wording("quality.national_is_about")
AZAV = Wording("quality.azav_is_about")

GERMAN_LAW = Evidence(
    source="SGB III (Germany)",
    locator="§ 176",
    date=date(2023, 12, 22),
    quote="Träger bedürfen der Zulassung durch eine fachkundige Stelle, um Maßnahmen der Arbeitsförderung selbst "
    "durchzuführen oder durchführen zu lassen.",
    url="https://www.buzer.de/gesetz/6003/b16121.htm",
)

SCHEMES = {"azav": (AZAV, GERMAN_LAW)}
"""National schemes by their name (folded): what is said of them, and the law it rests on."""


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """What is known and claimed of it."""
    yield from family(Standard.NATIONAL, ABOUT, swd.NATIONAL_SYSTEMS, offer, registers, on)
