"""Understanding one message: language, clauses, limits, references, act and goal, each once, as data.

Pure: the same text and hint give the same Understanding. Nothing of the text is kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np

from knowledge.esco import Esco
from nlu import clauses, limits
from nlu.act_rules import Ranking, parts_with, put_first, settle
from nlu.acts import ActModel
from nlu.aims import aimed, subject_alone, without_languages
from nlu.circumstances import find_circumstances, names_a_circumstance
from nlu.clauses import Clauses, Core, Strength
from nlu.corrections import takes_back
from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.folding import Folded
from nlu.gender import neutral
from nlu.language import LanguageDetector
from nlu.lexicon import FALLBACK, Lexicon, Reading, lexicon
from nlu.places import Gazetteer
from nlu.purposes import find_purpose
from nlu.references import find_references
from nlu.requests import believed, find_consent, read_requests
from nlu.spoken import brought, find_spoken
from nlu.structure import structure_of, words_of
from nlu.subjects.subjects import Named, find_subjects
from nlu.terms import find_terms, find_terms_in
from nlu.understanding import Act, AskedTerm, Concept, Goal, LimitKind, Reference, Understanding, Vector

# Acts in which a goal is taken up; in a question about an offer a subject only names the offer.
_GOAL_ACTS = frozenset({Act.STATE_GOAL, Act.REFINE, Act.GREET, Act.AFFIRM, Act.MORE, Act.PATHWAY})
_NAMING_ACTS = frozenset(
    {Act.DETAILS, Act.ASK_CHECKED, Act.ASK_RECOGNITION, Act.ASK_PRICE, Act.WHY, Act.WHY_NOT, Act.COMPARE}
)
_GOAL_CONCEPTS = 3
_PAST_CONCEPTS = 2
# A label that shares fewer n-grams with the goal names something else.
_NEAR_ENOUGH = 0.45
# Weights beside the goal's own vector, chosen on the dev queries of tests/eval. The concepts' English vectors help
# most where the language is weak; the whole message makes good what a clause cut wrong has lost.
_CONCEPT_WEIGHT = 1.0
_MESSAGE_WEIGHT = 1.0
_SUBJECT_WEIGHT = 2.0
_BESIDE_SUBJECTS = 0.5  # of the concepts' weight, where the message names subjects
_KEPT_VECTORS = 2_000
_LONGEST_NAME = 8
_SURE_OF_LANGUAGE = 0.5
_SHORT_QUESTION = 8  # words: of less than that, the language is often mistaken


@dataclass(frozen=True, slots=True)
class Hint:
    """What the conversation knows: its language, whether the goal is still to be said, whether offers were shown."""

    language: str | None = None
    expecting_goal: bool = True
    shortlist_known: bool = False


class ActJudge(Protocol):
    """Ranks the dialogue acts of a message: best first, shares 0..1."""

    def predict(self, vectors: Vector, text: str, language: str | None = None) -> Ranking: ...


class Understander:
    """Everything it takes to understand a message. Safe to share between threads."""

    def __init__(
        self, detector: LanguageDetector, encoder: Encoder, acts: ActJudge, esco: Esco, labels: EscoLabels
    ) -> None:
        self._detector, self._encoder, self._acts = detector, encoder, acts
        self._esco, self._labels = esco, labels
        self._gazetteer = Gazetteer.load()
        self._name_vectors: OrderedDict[str, Vector] = OrderedDict()
        self._name_lock = Lock()

    @property
    def encoder(self) -> Encoder:
        """The encoder that gives texts their meaning here."""
        return self._encoder

    @classmethod
    def load(
        cls, home: Path, encoder: Encoder, esco: Esco, imported: Mapping[str, Path] | None = None
    ) -> Understander:
        """`home` is .waymark: nlu/ holds what nlu.train wrote, esco/ the index of labels; `imported`: language ->
        an index that stands in for it. Raises with the remedy."""
        home = Path(home)
        detector = LanguageDetector.load(home / "nlu")
        return cls(detector, encoder, ActModel.load(home / "nlu"), esco, EscoLabels.load(home / "esco", imported))

    def understand(self, text: str, hint: Hint | None = None) -> Understanding:
        """What the message says. Never raises on any text."""
        hint = hint or Hint()
        language, confidence = self._detector.detect(text, hint.language)
        reading, words = _read(text, [language, hint.language or language, FALLBACK])
        candidates = [
            f
            for f in limits.find(reading, words, self._gazetteer)
            if f.limit.kind is not LimitKind.EXCLUDE or not takes_back(reading, f.first, f.last)
        ]
        taken = limits.tokens(candidates)
        parts = clauses.split(reading, taken)
        tongues = find_spoken(reading, parts)
        languages = {one.token for one in tongues}
        found = [f for f in limits.keep(candidates, parts) if languages.isdisjoint(range(f.first, f.last))]
        references = find_references(reading, words, taken | _learnt(parts)) if hint.shortlist_known else ()
        goal = _without(parts.goal, references)
        named = find_subjects(reading)
        if goal is None and not references and hint.expecting_goal and not hint.shortlist_known:
            goal = subject_alone(reading, named, parts, found)
            found = found if goal is None else without_languages(found, goal)
        aims = aimed(named, parts, goal, limits.tokens(found))

        # acts are judged by all that was said, a search by what is wished; both the same for women and men
        alike = neutral(text, reading.language)
        wished = neutral(clauses.wished(reading, parts), reading.language)
        raw = self._encoder.encode_documents([alike] if goal is None else [alike, wished, _read_alike(goal, reading)])
        structure = structure_of(reading, parts, goal, [f.limit.kind for f in found], references, taken, aims)
        judged = self._acts.predict(raw[:1], alike, language)
        if not any(r.ordinal or r.words for r in references) and judged[0][0] is not Act.DISTRESS:
            known = language == hint.language
            terms, spoken = _asked_terms(reading, words, hint.shortlist_known, known)
            if terms:
                if spoken != language and confidence < _SURE_OF_LANGUAGE:
                    language, confidence = spoken, _SURE_OF_LANGUAGE
                return _asks(text, terms, language, confidence, judged)
        asking = read_requests(reading.folded, reading.language)
        # "I no longer want my profile kept" excludes no subject; "this" is the conversation as well as an offer
        about_offers = any(f.limit.kind is not LimitKind.EXCLUDE for f in found) or any(
            r.ordinal or r.words for r in references
        )
        judged = believed(judged, asking, about_offers=about_offers, negated=bool(reading.cues("not")))
        ranking = settle(judged, structure, hint.expecting_goal, hint.shortlist_known)
        if parts_with(text, ranking[0][0], hint.shortlist_known):
            ranking = put_first(Act.GOODBYE, ranking)
        act, share = ranking[0]

        if act is Act.PATHWAY:
            # "what am I missing to become a cook": what asks for the way is no part of the goal
            goal = clauses.split(reading, taken | asking.covered("path")).goal
            raw = self._encoder.encode_documents(
                [alike] if goal is None else [alike, wished, _read_alike(goal, reading)]
            )
        kept = goal if _states_goal(act, goal) else None
        concepts = self._concepts(_read_alike(kept, reading), language, _GOAL_CONCEPTS) if kept else ()
        # What is not wanted stands in the message, never in the goal: there the goal alone is searched for.
        whole = None if any(f.limit.kind is LimitKind.EXCLUDE for f in found) or kept is None else raw[1]
        vector = self._vector(raw[-1], concepts, language, whole, aims) if kept else None
        # "why not that one from Coursera": the name says more than "that one"
        vague = not references or (act is Act.WHY_NOT and all(r.focus for r in references))
        if vague and act in _NAMING_ACTS and hint.shortlist_known and parts.goal is not None:
            references = _named(reading, parts.goal, taken) + references
        past = {i for c in parts.clauses if c.kind is clauses.ClauseKind.PAST for i in range(c.first, c.last)}
        purpose = find_purpose(reading, past) if act is Act.ASK_RECOGNITION or kept is None else None
        return Understanding(
            text=text,
            language=language,
            language_confidence=confidence,
            act=act,
            act_confidence=share,
            act_ranking=ranking,
            goal=Goal(kept.text, kept.span, concepts) if kept else None,
            bring=tuple(
                Goal(c.text, c.span, self._concepts(_read_alike(c, reading), language, _PAST_CONCEPTS))
                for c in parts.past
                if not names_a_circumstance(reading.folded, reading.language, c.span)
                and not any(first <= i < last for first, last in c.pieces for i in languages)
            )
            + tuple(brought(reading, tongues, self._esco)),
            limits=tuple(f.limit for f in found),
            references=references,
            purpose=purpose.value if purpose else None,
            consent=find_consent(act, asking),
            circumstances=tuple(find_circumstances(reading.folded, reading.language, parts.goal)),
            vector=vector,
        )

    def query_vector(self, text: str) -> Vector:
        """The query vector of a text that is all goal, such as a search box holds [dimension]."""
        language, _ = self._detector.detect(text, None)
        return self._vector(
            self._encoder.encode_documents([text])[0], self._concepts(text, language, _GOAL_CONCEPTS), language
        )

    def link(self, text: str, language: str | None, k: int) -> tuple[str, list[Concept]]:
        """The language and the `k` nearest ESCO concepts of a text, best first."""
        language = language or self._detector.detect(text, None)[0]
        return language, self._labels.look_up(text, language, k=k)

    def _concepts(self, text: str, language: str, k: int) -> tuple[Concept, ...]:
        """ESCO concepts whose labels in the message's language are near the words."""
        near = self._labels.look_up(text, language, k=k)
        return tuple(c for c in near if c.score >= _NEAR_ENOUGH)

    def _vector(
        self,
        raw: Vector,
        concepts: Sequence[Concept],
        language: str,
        whole: Vector | None = None,
        aims: Sequence[Named] = (),
    ) -> Vector:
        """The goal's query vector with the whole message's and the English vectors of concepts and subjects mixed in
        [dimension]."""
        own = self._encoder.as_query(raw, language)
        mixed = own
        if whole is not None:
            mixed = mixed + np.float32(_MESSAGE_WEIGHT) * self._encoder.as_query(whole, language)
        if concepts:
            english = [
                self._encoder.as_query(self._concept_vector(c.uri), "en") * np.float32(c.score) for c in concepts
            ]
            weight = _CONCEPT_WEIGHT * (_BESIDE_SUBJECTS if aims else 1.0)
            mixed = mixed + np.float32(weight) * np.mean(english, axis=0, dtype=np.float32)
        if aims:
            named = [self._encoder.as_query(self._english_vector(one.subject.english), "en") for one in aims]
            mixed = mixed + np.float32(_SUBJECT_WEIGHT) * np.mean(named, axis=0, dtype=np.float32)
        scale = np.linalg.norm(own) / max(float(np.linalg.norm(mixed)), 1e-9)
        vector: Vector = (mixed * scale).astype(np.float32)
        return vector

    def _concept_vector(self, uri: str) -> Vector:
        return self._english_vector(self._labels.preferred(uri, "en") or self._esco.label(uri, "en"))

    def _english_vector(self, text: str) -> Vector:
        """The raw vector of an English name, kept [dimension]."""
        with self._name_lock:
            known = self._name_vectors.get(text)
            if known is not None:
                self._name_vectors.move_to_end(text)
                return known
        vector: Vector = self._encoder.encode_documents([text])[0]
        with self._name_lock:
            self._name_vectors[text] = vector
            if len(self._name_vectors) > _KEPT_VECTORS:
                self._name_vectors.popitem(last=False)
        return vector


def _asked_terms(
    reading: Reading, words: Lexicon, shown: bool, language_known: bool
) -> tuple[tuple[AskedTerm, ...], str]:
    """The terms that the message asks about, and the language whose words ask it."""
    terms = find_terms(reading, words.code, shown=shown)
    if not (terms and terms[0].id) and not language_known and words_of(reading) <= _SHORT_QUESTION:
        others, spoken = find_terms_in(reading, shown=shown)
        if others:
            return others, spoken
    return terms, words.code


def _asks(
    text: str, terms: tuple[AskedTerm, ...], language: str, confidence: float, judged: Ranking
) -> Understanding:
    """A question for a term says nothing else: no limit, no purpose, no goal."""
    ranking = put_first(Act.ASK_TERM, judged)
    return Understanding(
        text=text,
        language=language,
        language_confidence=confidence,
        act=Act.ASK_TERM,
        act_confidence=ranking[0][1],
        act_ranking=ranking,
        terms=terms,
    )


def _read(text: str, languages: Sequence[str]) -> tuple[Reading, Lexicon]:
    """The text read with the lexicon of its language; with another candidate's where its own finds no cue at all
    (a language mistaken, a sentence in two languages)."""
    folded = Folded.of(text)
    own: tuple[Reading, Lexicon] | None = None
    for code in dict.fromkeys(languages):
        words = lexicon(code)
        reading = words.read(folded)
        if own is None:
            own = reading, words
            if _is_familiar(reading):
                return own
        if reading.cues("want", "learn", "course", "past", "live"):
            return reading, words
    assert own is not None
    return own


def _read_alike(core: Core, reading: Reading) -> str:
    """What a clause says, in the words that are looked up: the same for women and men."""
    text = core.text if core.span.start else clauses.uncapitalised(core.text)
    return neutral(text, reading.language, reading.folded.original[: core.span.start])


def _is_familiar(reading: Reading) -> bool:
    """Whether the lexicon knows more than half of the words: nobody writes those in another language by chance."""
    words = [i for i, token in enumerate(reading.tokens) if token.is_word]
    return 2 * sum(reading.cue_at(i) for i in words) > len(words)


def _learnt(parts: Clauses) -> set[int]:
    """Tokens of clauses that say what is to be learnt: "I want to learn a second language" points to no offer."""
    strong = (c for c in parts.clauses if c.strength is Strength.STRONG)
    return {i for c in strong for i in range(c.first, c.last)}


def _without(goal: Core | None, references: Sequence[Reference]) -> Core | None:
    """No goal where all that looked like one without a cue is a reference ("the second one")."""
    if goal is None or goal.strength is not Strength.NONE:
        return goal
    inside = [r.span for r in references if r.span and r.span.start < goal.span.end and goal.span.start < r.span.end]
    return None if inside else goal


def _states_goal(act: Act, goal: Core | None) -> bool:
    if goal is None or act not in _GOAL_ACTS:
        return False
    return act is Act.STATE_GOAL or goal.strength is Strength.STRONG


def _named(reading: Reading, goal: Core, taken: set[int]) -> tuple[Reference, ...]:
    """What may name an offer in a question about one: "why not the one from Coursera" less its function words and
    all up to the "not"."""
    plain = taken | reading.covered(
        *("lead", "filler", "and", "but", "not", "number", "offer", "focus", "free", "cheaper", "shorter", "online")
    )
    plain |= set(range(max((cue.first for cue in reading.cues("not")), default=0)))
    words = [
        at.of(reading.folded.original)
        for i, token in enumerate(reading.tokens)
        if token.is_word and i not in plain
        for at in [reading.span(i, i + 1)]
        if goal.span.start <= at.start and at.end <= goal.span.end
    ]
    return (Reference(words=" ".join(words), span=goal.span),) if 0 < len(words) <= _LONGEST_NAME else ()
