"""A profile's wishes: the start of a search for offers, and the limits that no offer may break to be suggested."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from index.columns import Fit, passes
from index.contract import Vector
from index.limits import Stances, hard_filters
from index.wishes import Kind, Liked, Wish, Wishes
from knowledge.esco import Esco
from knowledge.learner_profile import Experience, LearnerProfile
from knowledge.offer import Offer

SKILLS_OF_OCCUPATION = 40
SETTLED = frozenset({Experience.DONE, Experience.VETOED})
"""What a person did with an offer that they need not see again."""


def wishes_of(
    profile: LearnerProfile, esco: Esco, vector: Vector | None = None, liked: Iterable[Offer] = ()
) -> Wishes:
    """What the person wants, for index.finder.Finder. Offers done and vetoed are not found again, whatever limit is
    lifted; what offers they liked teach counts for others (the feature `liked` shows by how much). Of the skills that
    the goal asks for those count which they do not have: told, or essential for a job they had."""
    uris = [uri for uri in profile.goal_uris if uri in esco]
    languages = dict.fromkeys(("en", profile.language or "en"))
    labels = [profile.goal or "", *(esco.label(uri, language) for uri in uris for language in languages)]
    had = {
        *profile.skills,
        *(skill for job in profile.occupations if job in esco for skill in esco.essential_skills(job)),
    }
    needed = (skill for uri in uris for skill in esco.essential_skills(uri) if skill not in had)
    skills = (esco.label(uri, "en") for uri in needed)
    return Wishes(
        vector=vector,
        words=profile.goal or "",
        limits=limits_of(profile),
        goal_labels=tuple(dict.fromkeys(label for label in labels if label)),
        skill_labels=tuple(dict.fromkeys(skills))[:SKILLS_OF_OCCUPATION],
        liked=tuple(Liked(offer.title, offer.skills) for offer in liked),
        vetoed=frozenset(offer_id for offer_id, experience in profile.history if experience in SETTLED),
    )


def liked_by(profile: LearnerProfile, get: Callable[[str], Offer | None]) -> tuple[Liked, ...]:
    """The offers that the person liked, the latest first, those that `get` still finds."""
    ids = [offer_id for offer_id, experience in reversed(profile.history) if experience is Experience.LIKED]
    offers = (get(offer_id) for offer_id in dict.fromkeys(ids))
    return tuple(Liked(offer.title, offer.skills) for offer in offers if offer is not None)


def limits_of(profile: LearnerProfile) -> tuple[Wish, ...]:
    """The limits as wishes, and the country they live in. Raises ValueError on a limit of no known kind: a limit that
    is not understood must not be passed over when people are suggested for offers."""
    said = [_wish(limit) for limit in profile.limits]
    return (*said, Wish(Kind.COUNTRY, profile.country)) if profile.country else tuple(said)


def keeps_to(offer: Offer, profile: LearnerProfile, limits: tuple[Wish, ...] | None = None) -> bool:
    """Whether the offer breaks nothing of what the person said: it passes their hard limits as in a shortlist, and
    meets or leaves open the soft ones too, but the country, for which it is enough that they can go there."""
    wishes = Wishes(limits=limits_of(profile) if limits is None else limits)
    if (offer.id, Experience.DONE) in profile.history or (offer.id, Experience.VETOED) in profile.history:
        return False
    return passes(offer, hard_filters(wishes)) and Fit.UNMET not in Stances(wishes).of(offer).values()


def _wish(limit: Mapping[str, Any]) -> Wish:
    value, detail = limit.get("value"), limit.get("detail")
    return Wish(Kind(str(limit.get("kind"))), value, dict(detail) if isinstance(detail, Mapping) else {})
