"""Requests: what a person asks beside offers: keep my profile, read along, erase me, what is missing, take it home.

The learnt judge tells them (nlu/acts), and is believed only where the words name what is asked for: nobody agrees, or
asks for a deletion, by the sound of a sentence ("everybody has forgotten me"). Cue words stand under `requests` in
nlu/languages/<code>.yml and have a lexicon of their own, so that they change nothing else that is understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import yaml

from nlu.act_rules import Ranking, put_first
from nlu.folding import Folded
from nlu.lexicon import FALLBACK, LANGUAGES, Lexicon, Reading
from nlu.understanding import Act

CONSENTS = ("found", "counsellor", "keep")
"""Purposes of a consent (actions.consents.Consent); of several that are named the most particular comes first."""
EVERYTHING = "all"
"""Instead of a purpose: whoever takes back all they agreed to."""
CONSENT_ACTS = frozenset({Act.GIVE_CONSENT, Act.WITHDRAW_CONSENT})
NAMED_BY: Mapping[Act, tuple[str, ...]] = MappingProxyType(
    {
        Act.GIVE_CONSENT: (*CONSENTS, "consent"),
        Act.WITHDRAW_CONSENT: (*CONSENTS, "consent", EVERYTHING),
        Act.ERASE_ME: ("erase",),
        Act.PATHWAY: ("path",),
        Act.TAKE_HOME: ("take",),
        Act.BRING_PROFILE: ("bring",),
    }
)
"""The kinds of cue words of which a request has one at least."""
KINDS = tuple(dict.fromkeys(kind for kinds in NAMED_BY.values() for kind in kinds))
ABOUT_ONESELF = frozenset({Act.GIVE_CONSENT, Act.WITHDRAW_CONSENT, Act.ERASE_ME})
"""What is never asked together with a limit or of an offer: "delete the price limit", "forget the second one"."""


@lru_cache(maxsize=64)
def request_lexicon(code: str) -> Lexicon:
    """The cues of requests in a language; of English where we have none for it. Compiling takes some 20 ms."""
    path = LANGUAGES / f"{code}.yml"
    if not path.is_file():
        code, path = FALLBACK, LANGUAGES / f"{FALLBACK}.yml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resource = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    return Lexicon(code, {**resource, "cues": resource.get("requests", {})})


def read_requests(text: str | Folded, code: str) -> Reading:
    """The text with the cue words of requests."""
    return request_lexicon(code).read(text)


_KNOWN_PHRASE = 0.98  # it stands in the examples as it is (nlu/acts)
_SURE_WHATEVER = 0.97
_MEANT_TOO = 0.15
_ASKS_TOO = 0.1


def believed(ranking: Ranking, reading: Reading, *, about_offers: bool, negated: bool = False) -> Ranking:
    """The ranking without requests whose words are not there; `about_offers`: the message sets a limit or points to
    an offer; `negated`: it says not. Shares stay as they are.

    Of consent given and taken back in one sentence the judge is often mistaken: a "not" takes back, for an agreement
    that nobody gave is worse than one that has to be given again."""
    kept = tuple(
        (act, share) for act, share in ranking if _is_named(act, reading, about_offers and share < _SURE_WHATEVER)
    )
    if not kept:
        return ((Act.OUT_OF_SCOPE, ranking[0][1] if ranking else 0.0),)
    best, share = kept[0]
    if best is Act.GIVE_CONSENT and negated and share < _KNOWN_PHRASE:
        return put_first(Act.WITHDRAW_CONSENT, kept)
    if best is Act.STATE_GOAL and reading.cues("path") and dict(kept).get(Act.PATHWAY, 0.0) >= _ASKS_TOO:
        return put_first(Act.PATHWAY, kept)  # "what else would I have to learn" names a goal as well
    if best is Act.TAKE_HOME and reading.cues("bring"):
        # "may I give you my CV as a PDF": what is theirs is brought
        brings = dict(kept).get(Act.BRING_PROFILE, 0.0) >= _MEANT_TOO
        return put_first(Act.BRING_PROFILE, kept) if brings else kept
    return kept


def find_consent(act: Act, reading: Reading) -> str | None:
    """The purpose that a consent is given or taken back for; None where none is named, or the act is another."""
    if act not in CONSENT_ACTS:
        return None
    if act is Act.WITHDRAW_CONSENT and reading.cues(EVERYTHING):
        return EVERYTHING
    return next((purpose for purpose in CONSENTS if reading.cues(purpose)), None)


def _is_named(act: Act, reading: Reading, about_offers: bool) -> bool:
    kinds = NAMED_BY.get(act)
    return kinds is None or (not (about_offers and act in ABOUT_ONESELF) and bool(reading.cues(*kinds)))
