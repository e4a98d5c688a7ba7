"""Outreach: whom to suggest for an offer, of those who agreed to be found. Fit comes first, and is spread fairly.

Two rules of the literature, both small and without chance:

- **Amortised attention** (Biega, Gummadi and Weikum, Equity of Attention, SIGIR 2018): over time, contacts should
  go to people in proportion to how well they fit. Fit is divided by 1 + the contacts a person had lately, as seats
  are apportioned by highest averages (D'Hondt). Of two people contacted equally often, the better-fitting one comes
  first.
- **A floor for the least schooled in every beginning of the list** (ranked group fairness: FA*IR, Zehlike et al.,
  CIKM 2017; as deterministic greedy choice: DetGreedy, Geyik et al., KDD 2019). Their floor is the share p that they
  have among those who fit: of the first k at least floor(p k) are theirs, of the whole list at least ceil(p n). It is
  a floor and no quota: where fit gives them more, they keep more.

The least schooled are those whose highest qualification is of EQF level 4 or below, or is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.columns import Fit
from index.explain import Reason, because_liked
from index.features import likeness
from index.limits import Stances
from index.profiles.contract import OfferVectors, ProfileIndex, ProfileQuery
from index.profiles.wishes import liked_by, limits_of
from index.weights import default_weights
from index.wishes import Kind, Wishes, labels_of
from knowledge.learner_profile import LearnerProfile
from knowledge.offer import Offer

LEAST_SCHOOLED_TO = 4
FOUR_FIFTHS = 0.8
"""Ratio of selection below which a choice counts as one against a group (the four-fifths rule, 29 CFR 1607.4 D)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody whom `offer` suits: it breaks nothing they said. `fit` is the nearness of goal and offer;
    `contacts` how often they were written to lately. `met` are the kinds of their limits that the offer meets,
    `unknown` those of which it says nothing. `liked` is the reason where the offer teaches what another one did that
    they liked: it is part of `fit`, by the weight of the same feature in a search for offers."""

    profile_id: str
    profile: LearnerProfile
    offer: Offer
    fit: float
    contacts: int = 0
    met: tuple[Kind, ...] = ()
    unknown: tuple[Kind, ...] = ()
    liked: Reason | None = None

    @property
    def least_schooled(self) -> bool:
        return is_least_schooled(self.profile)

    @property
    def claim(self) -> float:
        """What puts them in order: fit per contact, the next one counted."""
        return self.fit / (1 + self.contacts)


@dataclass(frozen=True, slots=True)
class Suggested:
    """One place on the list. `by_floor`: fit alone would have put somebody else here."""

    candidate: Candidate
    by_floor: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """How fair a list is; shown beside it.

    `fitting`, `suggested`: people; `least_fitting`, `least_suggested`: of these, the least schooled. `floor` is the
    least number of them that the list had to have. `ratio` is the rate at which the least schooled were suggested
    over the rate of the others, None where one of the groups is empty or nobody of the others was. `spread_before`
    and `spread_after` are the Gini coefficients of contacts over all who fit (0: all equally often), before and after
    everybody on the list is written to.
    """

    fitting: int
    least_fitting: int
    suggested: int
    least_suggested: int
    floor: int
    ratio: float | None
    spread_before: float
    spread_after: float

    @property
    def holds(self) -> bool:
        """Whether the least schooled are suggested at four fifths of the others' rate or more."""
        return self.ratio is None or self.ratio >= FOUR_FIFTHS


@dataclass(frozen=True, slots=True)
class Outreach:
    """Whom to suggest, first to last, and how fair it is. `near` people want what the offers teach; those who are not
    among `measure.fitting` have a limit that the offers break, or said no to them."""

    suggested: tuple[Suggested, ...]
    measure: Measure
    near: int


def is_least_schooled(profile: LearnerProfile) -> bool:
    return profile.schooling is None or profile.schooling <= LEAST_SCHOOLED_TO


def suggest(
    offers: Iterable[Offer],
    places: int,
    profiles: ProfileIndex,
    vectors: OfferVectors,
    *,
    contacts: Mapping[str, int],
    may: Callable[[str], bool],
    today: date,
    leave_out: Collection[str] = (),
    get: Callable[[str], Offer | None] = lambda _: None,
) -> Outreach:
    """Whom to suggest for these offers; a person for one of them, the one that suits best. `contacts` lately, by
    profile; `may` says whether somebody agrees to be found now (the store of people is the master, an index may lag);
    `leave_out` were written to about these offers already; `get` finds the offers that people liked. An offer that
    has begun suits nobody."""
    best: dict[str, Candidate] = {}
    near = 0
    for offer in sorted({each.id: each for each in offers}.values(), key=lambda each: each.id):
        vector = vectors.vector(offer.id)
        if vector is None or not is_open(offer, today):
            continue
        found = profiles.search(ProfileQuery(offer, vector))
        near = max(near, found.near)
        for hit in found.hits:
            known = best.get(hit.profile_id)
            liked = liked_by(hit.profile, get)
            labels = labels_of(liked)
            fit = hit.score + default_weights().liked * likeness(offer, labels)
            if hit.profile_id in leave_out or (known is not None and known.fit >= fit):
                continue
            met, unknown = _stances(offer, hit.profile)
            best[hit.profile_id] = Candidate(
                profile_id=hit.profile_id, profile=hit.profile, offer=offer, fit=fit,
                contacts=contacts.get(hit.profile_id, 0), met=met, unknown=unknown,
                liked=because_liked(offer, liked, labels),
            )  # fmt: skip
    fitting = [candidate for candidate in best.values() if may(candidate.profile_id)]
    listed = fair_order(fitting, places)
    return Outreach(listed, measure(fitting, listed), near)


def fair_order(fitting: Iterable[Candidate], places: int) -> tuple[Suggested, ...]:
    """The first `places` of those who fit, by claim, with the floor of the least schooled in every beginning."""
    people = sorted(fitting, key=lambda each: (-each.claim, each.contacts, each.profile_id))
    many = min(max(places, 0), len(people))
    least = [each for each in people if each.least_schooled]
    others = [each for each in people if not each.least_schooled]
    all_least, floor = len(least), floor_of(len(least), len(people), many)
    listed: list[Suggested] = []
    have = 0
    for place in range(1, many + 1):
        behind = have < (all_least * place) // len(people)
        last_chance = floor - have >= many - place + 1
        due = bool(least) and (behind or last_chance)
        by_claim = bool(least) and (not others or _before(least[0], others[0]))
        if due or by_claim:
            listed.append(Suggested(least.pop(0), by_floor=not by_claim))
            have += 1
        else:
            listed.append(Suggested(others.pop(0)))
    return tuple(listed)


def floor_of(least: int, fitting: int, places: int) -> int:
    """The least number of the least schooled on a list of `places`: their share of it, rounded up."""
    return min(least, -(-least * places // fitting)) if fitting else 0


def measure(fitting: Sequence[Candidate], listed: Sequence[Suggested]) -> Measure:
    least = sum(each.least_schooled for each in fitting)
    chosen = sum(each.candidate.least_schooled for each in listed)
    others, others_chosen = len(fitting) - least, len(listed) - chosen
    ratio = (chosen / least) / (others_chosen / others) if least and others_chosen else None
    written = {each.candidate.profile_id for each in listed}
    return Measure(
        fitting=len(fitting),
        least_fitting=least,
        suggested=len(listed),
        least_suggested=chosen,
        floor=floor_of(least, len(fitting), len(listed)),
        ratio=ratio,
        spread_before=gini([each.contacts for each in fitting]),
        spread_after=gini([each.contacts + (each.profile_id in written) for each in fitting]),
    )


def gini(amounts: Sequence[int]) -> float:
    """Gini coefficient of amounts of 0 or more: 0 where all are equal (also all 0), towards 1 where one has all."""
    total, many = sum(amounts), len(amounts)
    if total == 0:
        return 0.0
    weighted = sum(rank * amount for rank, amount in enumerate(sorted(amounts), start=1))
    return max(0.0, 2 * weighted / (many * total) - (many + 1) / many)


def is_open(offer: Offer, today: date) -> bool:
    """Whether one can still join: neither begun nor closed for applications, as far as it says."""
    return all(day is None or day >= today for day in (offer.start, offer.apply_by))


def contacted(candidate: Candidate, times: int = 1) -> Candidate:
    """The candidate after being written to."""
    return replace(candidate, contacts=candidate.contacts + times)


def _before(one: Candidate, other: Candidate) -> bool:
    return (-one.claim, one.contacts, one.profile_id) < (-other.claim, other.contacts, other.profile_id)


def _stances(offer: Offer, profile: LearnerProfile) -> tuple[tuple[Kind, ...], tuple[Kind, ...]]:
    standing = Stances(Wishes(limits=limits_of(profile))).of(offer)
    met = tuple(kind for kind, fit in standing.items() if fit is Fit.MET)
    return met, tuple(kind for kind, fit in standing.items() if fit is Fit.UNKNOWN)
