"""What a source's module hands over, and the merging of offers that are listed twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace

from knowledge.compile_facts.offer_ids import MAX_LENGTH, slug
from knowledge.offer import Offer


@dataclass
class Compiled:
    """One source, compiled: `read` records became `offers`; `merged` were doubles; `rejected` counts by reason.

    `unknown` counts fields that the source holds and that were left unknown on purpose, by reason.
    """

    source: str
    read: int = 0
    offers: list[Offer] = field(default_factory=list)
    merged: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def report(self) -> str:
        lines = [
            f"{self.source}: read {self.read}, kept {len(self.offers)}, merged {self.merged}, "
            f"rejected {sum(self.rejected.values())}"
        ]
        lines += [f"  rejected {count}: {reason}" for reason, count in sorted(self.rejected.items())]
        lines += [f"  left unknown {count}: {reason}" for reason, count in sorted(self.unknown.items())]
        return "\n".join(lines)


def merge_doubles(compiled: Compiled, key: Callable[[Offer], Hashable]) -> None:
    """Keeps the first of the offers with the same `key`; its locator then names every record it stands for."""
    first: dict[Hashable, int] = {}
    kept: list[Offer] = []
    for offer in compiled.offers:
        same = key(offer)
        if same in first:
            earlier = kept[first[same]]
            kept[first[same]] = replace(earlier, locator=f"{earlier.locator}; {offer.locator}")
            compiled.merged += 1
        else:
            first[same] = len(kept)
            kept.append(offer)
    compiled.offers = kept


def tell_apart(offers: Iterable[Offer], mark: Callable[[Offer], str]) -> list[Offer]:
    """Offers whose readable ids coincide get `mark` (their own number or kind) appended, each of them."""
    listed = list(offers)
    counts = Counter(offer.id for offer in listed)
    return [replace(o, id=_marked(o.id, slug(mark(o)))) if counts[o.id] > 1 else o for o in listed]


def _marked(base: str, mark: str) -> str:
    return f"{base[: MAX_LENGTH - len(mark) - 1].strip('-')}-{mark}"
