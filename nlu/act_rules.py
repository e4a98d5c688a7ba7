"""Act rules: where the structure of a message is surer than the classifier. Few on purpose; each says why.

The classifier has seen sentences, not clauses: it takes "kein Marketing" for a refusal and "Kellner" for chatter.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlu.clauses import Strength
from nlu.understanding import Act

Ranking = tuple[tuple[Act, float], ...]

# About people, not offers: never overruled by a wish in the same sentence ("I want to talk to somebody").
_ABOUT_PEOPLE = frozenset(
    {Act.DISTRESS, Act.ASK_HUMAN, Act.ASK_DATA, Act.START_OVER, Act.EASY_READ, Act.ASK_WHO_ARE_YOU}
)
# Questions about offers shown: they name subjects too ("is the accounting one checked?").
_ABOUT_OFFERS = frozenset(
    {
        Act.DETAILS, Act.ASK_CHECKED, Act.ASK_RECOGNITION, Act.WHY, Act.WHY_NOT, Act.COMPARE, Act.ASK_PRICE, Act.MORE,
        Act.REFINE,
    }
)  # fmt: skip
# Acts that a first message with a subject of its own hardly is.
_WITHOUT_SUBJECT = frozenset({Act.OUT_OF_SCOPE, Act.REFINE, Act.MORE})
# What a first message that names a subject is not, however it sounds.
_WITHOUT_GOAL = frozenset({Act.OUT_OF_SCOPE, Act.REFINE, Act.MORE, Act.DETAILS, Act.COMPARE, Act.WHY, Act.WHY_NOT})
# Asked for with words of their own (nlu/requests): a wish in the same sentence says what for ("what am I missing to
# become a nurse?").
_REQUESTS = frozenset(
    {Act.GIVE_CONSENT, Act.WITHDRAW_CONSENT, Act.ERASE_ME, Act.PATHWAY, Act.TAKE_HOME, Act.BRING_PROFILE}
)
_PARTING = frozenset({Act.THANKS, Act.GOODBYE})
# What a reference to an offer by itself does not mean, however sure the classifier is.
_UNLIKELY = frozenset({Act.STATE_GOAL, Act.REFINE, Act.OUT_OF_SCOPE})
_RATHER_UNSURE = 0.3
_SURE = 0.5
_RATHER_SURE = 0.8
_VERY_SURE = 0.97
# A phrase that stands in the examples as it is (nlu/acts): "grazzi" is thanks and not the city of Graz.
_KNOWN_PHRASE = 0.98
_BARE_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Structure:
    """What a message is made of. `rest` counts words beside limits, references, filler and function words; `words`
    counts all; `level`: one of the limits is a level ("for beginners"); `again`: it is "and the first?";
    `purpose_too`: it is "and for further study?"; `subject`: it names something that people learn;
    `corrected`: it puts something right ("no, I meant …")."""

    words: int
    rest: int
    goal: Strength | None
    limits: int
    references: int
    past: int
    question: bool
    level: bool = False
    again: bool = False
    purpose_too: bool = False
    subject: bool = False
    corrected: bool = False


_BOTH_WAYS = frozenset(
    (
        *("ciao", "servus", "salut", "cześć", "czesc", "ahoj", "čau", "cau", "nazdar", "szia", "sziasztok"),
        *("hej", "labas", "bok", "bog", "živjo", "zivjo", "tšau", "moin"),
    )
)
"""Words that people both meet and part with."""


def parts_with(text: str, best: Act, shortlist_known: bool) -> bool:
    """Whether a greeting is a goodbye: the same word, said once offers were shown."""
    return shortlist_known and best is Act.GREET and text.casefold().strip(" .!?,\n") in _BOTH_WAYS


def settle(ranking: Ranking, structure: Structure, expecting_goal: bool, shortlist_known: bool) -> Ranking:
    """The ranking with the act first that the structure asks for; the classifier's own where it asks for none."""
    best, share = ranking[0] if ranking else (Act.OUT_OF_SCOPE, 0.0)
    act = _asked_for(structure, best, share, expecting_goal, shortlist_known)
    if act is None or act is best:
        return ranking or ((best, share),)
    return put_first(act, ranking)


def put_first(act: Act, ranking: Ranking) -> Ranking:
    """The ranking with another act first, as sure as the first one was."""
    share = ranking[0][1] if ranking else 0.0
    return ((act, max(share, _SURE)), *((a, s) for a, s in ranking if a is not act))


def _asked_for(said: Structure, best: Act, share: float, expecting_goal: bool, shortlist_known: bool) -> Act | None:
    if said.words == 0:
        return Act.OUT_OF_SCOPE  # an emoji, a dash, "/restart": nothing a classifier of words can judge
    if said.purpose_too and shortlist_known and best is not Act.DISTRESS:
        return Act.ASK_RECOGNITION  # "study" is also what people want to do: here it is what for
    if best is Act.EASY_READ and said.subject and expecting_goal and not shortlist_known and share < _VERY_SURE:
        return Act.STATE_GOAL  # "English for work" is like "in easy words" in many languages
    if best in _ABOUT_PEOPLE and share >= _SURE:
        return None
    strong = said.goal is Strength.STRONG and best is not Act.PATHWAY  # "a course on writing a CV" brings none
    if best in _REQUESTS and share >= (_RATHER_SURE if strong else _RATHER_UNSURE):
        return None
    if best in _PARTING and share >= _KNOWN_PHRASE:
        return None
    if said.again and shortlist_known:
        return Act.DETAILS
    if said.rest == 0 and said.references and not said.limits and shortlist_known:
        # "the second one" alone asks for it; of "go for it" and "is the second one checked?" the classifier is sure
        # One offer cannot be compared: "and the first?"; "the second" is also "the other" in half of the languages.
        alone = said.references == 1 and (best is Act.COMPARE or (best is Act.MORE and share < _RATHER_SURE))
        return Act.DETAILS if best in _UNLIKELY or share < _SURE or alone else None
    if said.subject and expecting_goal and not shortlist_known and best in _WITHOUT_GOAL:
        return Act.STATE_GOAL  # "English for work, in the evening": nothing is shown yet that could be refined
    if said.limits and not said.rest:
        # "is there a shorter one?" sounds like comparing or like more
        enough = _RATHER_SURE if best in (Act.COMPARE, Act.MORE) else _SURE
        return Act.REFINE if best not in _ABOUT_OFFERS or share < enough else None
    if best is Act.DISTRESS:
        return None  # however unsure: words of despair are nobody's goal
    if said.goal is Strength.STRONG:
        if shortlist_known and best in _ABOUT_OFFERS and share >= _SURE and not said.corrected:
            return None
        return Act.STATE_GOAL  # "learn, become, course": whatever else is said, this is what is wanted
    if not expecting_goal or (best is Act.OUT_OF_SCOPE and share >= _VERY_SURE and said.words > _BARE_PHRASE):
        return None  # "what is the weather in Paris" names a subject too; a word or two may be anything
    if said.goal is Strength.WEAK and (best in _WITHOUT_SUBJECT or share < _SURE):
        return Act.STATE_GOAL
    bare = said.goal is Strength.NONE and not said.question and 0 < said.rest <= _BARE_PHRASE
    if bare and (share < _SURE or (said.level and best in _WITHOUT_SUBJECT)):
        return (
            Act.STATE_GOAL
        )  # asked for a goal, a bare phrase is one; "guitar for beginners" whatever it sounds like
    if said.past and said.goal is None and share < _SURE:
        return Act.STATE_GOAL  # "I was a waiter": half of a goal, the advisor asks for the other half
    return None
