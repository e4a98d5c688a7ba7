"""Why not this offer, and what would change it. Nothing is guessed: every rank is that of a search made again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from index.columns import Fit
from index.explain import Reason, excludes, states, wanted
from index.features import stances
from index.finder import Found, Standing
from index.limits import hours_per_week
from index.wishes import Kind, Wishes
from knowledge.evidence import ParamValue
from knowledge.offer import Offer

TRIALS = 10
"""Searches made again to find the fewest limits without which an offer would be shown."""

NEVER_LIFTED = frozenset({Kind.EXCLUDE})


def why_not(offer: Offer, wishes: Wishes, found: Found) -> tuple[Reason, ...]:
    """Why `offer` is not on the shortlist `found` that was made for `wishes`, and what would change it.

    Keys: why_not.on_list {rank}; why_not.shown {}; why_not.settled {} (done, or not wanted). Else, of an offer that
    was shut out, why_not.limit {limit, wanted, has} for each limit that it breaks or (has: None) says nothing about.
    Of one that passes: why_not.rank {rank} where it meets every limit, why_not.place {rank} where not, with
    why_not.limit for each that sets it back against one that is shown, and why_not.feature {feature} naming what else
    cost it most against the last one shown. why_not.far {nearer}: so many passing offers are nearer to the goal that
    it was not ranked.

    Last what would change it: why_not.without {limits, rank}: its rank had these limits not been set, the fewest
    that bring it on the list, and those that shut it out; why_not.would {feature, rank}: its rank on the list if it
    were as good in this feature as the last one shown, or for provider and twin if it were not like one above it.
    """
    for rank, ranked in enumerate(found.ranked, start=1):
        if ranked.offer.id == offer.id:
            return (Reason("why_not.on_list", {"rank": rank}),)
    if offer.id in wishes.vetoed:
        return (Reason("why_not.settled"),)
    if offer.id in wishes.shown:
        return (Reason("why_not.shown"),)
    lifted = tuple(Kind(name) for name in found.relaxed)
    broken = tuple(kind for kind in wishes.kinds if kind not in lifted and excludes(offer, wishes, kind))
    return _shut_out(offer, wishes, found, broken) if broken else _outranked(offer, wishes, found, lifted)


def _shut_out(offer: Offer, wishes: Wishes, found: Found, broken: tuple[Kind, ...]) -> tuple[Reason, ...]:
    said = [_limit(offer, wishes, kind) for kind in broken]
    open_ones = tuple(
        kind for kind, fit in stances(offer, wishes).items() if fit is not Fit.MET and kind not in broken
    )
    limits, standing = fewest_without(offer, wishes, found, broken, open_ones)
    if standing.rank is None:
        return (*said, Reason("why_not.far", {"nearer": standing.pool}))
    said += [_limit(offer, wishes, kind) for kind in limits if kind not in broken]
    return (*said, _without(limits, standing.rank))


def _outranked(offer: Offer, wishes: Wishes, found: Found, lifted: tuple[Kind, ...]) -> tuple[Reason, ...]:
    standing = found.finder.standing(offer.id, wishes, lifted)
    if standing.rank is None or not found.ranked:
        return (Reason("why_not.far", {"nearer": standing.pool}),)
    ours = standing.ranked[-1].features
    losses = {name: value - found.ranked[-1].features.get(name, 0.0) for name, value in ours.items()}
    losses |= {name: -value for name, value in found.ranked[-1].features.items() if name not in ours}
    of_limits = {name: loss for name, loss in losses.items() if ":" in name}
    others = {name: loss for name, loss in losses.items() if ":" not in name and loss < 0}
    set_back = tuple(
        Kind(name.partition(":")[2])
        for name, value in ours.items()
        if name in of_limits and any(value < each.features.get(name, 0.0) for each in found.ranked)
    )
    met = not any(":" in name for name in ours)
    said = [Reason("why_not.rank" if met else "why_not.place", {"rank": standing.rank})]
    said += [_limit(offer, wishes, kind) for kind in set_back]
    if others:
        said.append(Reason("why_not.feature", {"feature": min(sorted(others), key=lambda each: others[each])}))
    limits, after = fewest_without(offer, wishes, found, (), set_back)
    if after.rank is not None and after.rank <= found.limit:
        return (*said, _without(limits, after.rank))
    would = [
        (rank, loss, feature)
        for (feature, loss), rank in zip(
            sorted(others.items()), _ranks_if(offer, wishes, found, lifted, sorted(others)), strict=True
        )
        if rank is not None and rank <= found.limit
    ]
    if would:
        rank, _, feature = min(would)
        said.append(Reason("why_not.would", {"feature": feature, "rank": rank}))
    return tuple(said)


def fewest_without(
    offer: Offer, wishes: Wishes, found: Found, broken: tuple[Kind, ...], others: Sequence[Kind]
) -> tuple[tuple[Kind, ...], Standing]:
    """The fewest kinds of limits without which the offer is on the list, and where it stands then: all that are
    `broken`, and as few of `others` as it takes (of equally few those with the best rank). Where none bring it there:
    without those `broken` alone."""
    alone = found.finder.standing(offer.id, wishes.without(broken), None, wanted=found.limit)
    if alone.rank is None or (broken and alone.rank <= found.limit):
        return broken, alone
    best: tuple[int, tuple[Kind, ...], Standing] | None = None
    for more in _some_of([kind for kind in others if kind not in NEVER_LIFTED]):
        if best is not None and len(best[1]) < len(broken) + len(more):
            break
        kinds = (*broken, *more)
        standing = found.finder.standing(offer.id, wishes.without(kinds), None, wanted=found.limit)
        if standing.rank is not None and standing.rank <= found.limit and (best is None or standing.rank < best[0]):
            best = standing.rank, kinds, standing
    return (broken, alone) if best is None else (best[1], best[2])


def _some_of(kinds: Sequence[Kind]) -> Iterator[tuple[Kind, ...]]:
    """Each one, each two …, all: at most `TRIALS`, of which the last is all."""
    some = [chosen for size in range(1, len(kinds)) for chosen in combinations(kinds, size)]
    yield from some[: TRIALS - 1]
    if kinds:
        yield tuple(kinds)


def _ranks_if(
    offer: Offer, wishes: Wishes, found: Found, lifted: tuple[Kind, ...], features: Collection[str]
) -> tuple[int | None, ...]:
    """The rank of the offer if it had each of these features as the last one shown has it."""
    last = found.ranked[-1].features
    variants = []
    for feature in features:
        match feature:
            case "provider":
                variants.append((replace(offer, provider=f"{offer.provider}\0"), dict[str, float]()))
            case "twin":
                variants.append((replace(offer, title="\0"), dict[str, float]()))
            case _:
                variants.append((offer, {feature: last.get(feature, 0.0)}))
    return found.finder.ranks_if(offer.id, wishes, lifted, variants)


def _without(limits: tuple[Kind, ...], rank: int) -> Reason:
    return Reason("why_not.without", {"limits": tuple(kind.value for kind in limits), "rank": rank})


def _limit(offer: Offer, wishes: Wishes, kind: Kind) -> Reason:
    return Reason("why_not.limit", {"limit": kind.value, "wanted": wanted(wishes, kind), "has": _has(offer, kind)})


def _has(offer: Offer, kind: Kind) -> ParamValue:
    """What the offer states where a limit of `kind` looks, soft ones too; None: nothing."""
    match kind:
        case Kind.COUNTRY:
            return offer.country or (offer.place.country if offer.place else None)
        case Kind.HOURS_PER_WEEK:
            return hours_per_week(offer)
        case Kind.START:
            return offer.start.isoformat() if offer.start else None
        case Kind.EXCLUDE:
            return offer.title
        case _:
            return states(offer, kind)
