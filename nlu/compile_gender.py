"""Which words of an occupation's name are the same in both genders: read from ESCO's labels, for nlu/gender.py.

    python -m nlu.compile_gender

Writes nlu/gender_words/<language>.txt: a line a word that names an occupation, "form>word" where a label holds both
forms, "~form>word" for words beside it that agree with it ("agent comercial/agentă comercială").
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from knowledge.esco import Esco
from nlu.folding import fold
from nlu.gender import WORD, WORDS
from nlu.glossary import glossary

_PART = re.compile(r"\s*/\s*")
_SHARED = 0.5  # of the shorter word: first letters that two forms of one word share
_SHORTEST = 3
# Languages in which an occupation's name ends with the person: "web developer", "duomenų analitikas".
_PERSON_LAST = frozenset({"da", "de", "en", "et", "fi", "hu", "lt", "lv", "nl", "sv"})
# What stands between a person and a field: "profesora de música". The field is no form of "músico".
_BEFORE_A_FIELD = frozenset(
    fold(
        "a al d da das de degli dei del della delle des di do dos du e em en in za z ze w na de la le les los el für "
        "im nel nella dell all σε στη στην του της των по на за от з у"
    ).split()
)


def compiled(labels: Iterable[str], fields: Iterable[str], *, person_last: bool) -> list[str]:
    """The lines of one language, from the names of its occupations and of its fields of knowledge and skills."""
    written: dict[str, Counter[str]] = {}
    heads: Counter[str] = Counter()
    after: Counter[str] = Counter()
    first: dict[str, Counter[str]] = {}
    beside: dict[str, Counter[str]] = {}
    for label in labels:
        for word, place in _placed(label, person_last=person_last):
            written.setdefault(fold(word), Counter())[word.lower()] += 1
            (heads if place else after)[fold(word)] += 1
        for one, other, leads in _pairs(label):
            (first if leads else beside).setdefault(other, Counter())[one] += 1
    named = {folded for each in fields if WORD.fullmatch(folded := fold(each))}

    def best(pairs: dict[str, Counter[str]]) -> dict[str, str]:
        told = {form: of.most_common(1)[0][0] for form, of in pairs.items()}
        # a word that is either form of something ("tehnica") stays as it is, else two of them would be exchanged
        return {form: word for form, word in told.items() if word not in told}

    def spelled(folded: str) -> str:
        return written[folded].most_common(1)[0][0] if folded in written else folded

    people = {form: word for form, word in best(first).items() if form not in named and heads[form] >= after[form]}
    known = {word for word, count in heads.items() if word not in named and count >= after[word]}
    lines = [spelled(word) for word in known - people.keys()]
    lines += [f"{spelled(form)}>{spelled(word)}" for form, word in people.items()]
    lines += [f"~{spelled(form)}>{spelled(word)}" for form, word in best(beside).items()]
    return sorted(set(lines))


def _placed(label: str, *, person_last: bool) -> Iterator[tuple[str, bool]]:
    """The words of a label that may name the person (True) or stand after a preposition (False)."""
    for part in _PART.split(label):
        words = WORD.findall(part)
        for place, word in enumerate(words):
            if place and fold(words[place - 1]) in _BEFORE_A_FIELD:
                yield word, False
            elif len(word) >= _SHORTEST and (place == 0 or (person_last and place == len(words) - 1)):
                yield word, True


def _pairs(label: str) -> Iterator[tuple[str, str, bool]]:
    """(word, its other form, whether it leads) of a label that holds both: "konobar/konobarica", "agente
    comercial/agenta comercial", "tehničar/tehničarka za sigurnost"."""
    parts = _PART.split(fold(label))
    if len(parts) < 2:
        return
    one, other = (WORD.findall(part) for part in parts[:2])
    if len(parts) == 2 and len(one) == len(other):
        pairs = list(zip(one, other, strict=True))
    else:
        joined = (word.split("/") for word in _PART.sub("/", fold(label)).split() if word.count("/") == 1)
        pairs = [(first, second) for first, second in joined]
    for place, (first, second) in enumerate(pairs):
        if first != second and _one_word(first, second):
            yield first, second, place == 0


def _one_word(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    shared = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    return (
        WORD.fullmatch(one) is not None and WORD.fullmatch(other) is not None and shared >= max(2, _SHARED * shorter)
    )


def main() -> None:
    esco = Esco.load()
    WORDS.mkdir(exist_ok=True)
    for language in sorted({*esco.languages, *glossary.languages()}):
        labels = [label for _, label, _, _ in esco.labels(language, ("occupation",))]
        labels += [term for _, term, kind in glossary.entries(language, esco) if kind == "occupation"]
        fields = [label for _, label, _, _ in esco.labels(language, ("skill",))]
        lines = compiled(labels, fields, person_last=language in _PERSON_LAST)
        about = (
            "# Made by nlu/compile_gender.py from the labels of ESCO v1.1.1 (European Commission) and our glossary."
        )
        (WORDS / f"{language}.txt").write_text("\n".join([about, *lines]) + "\n", encoding="utf-8")
        sys.stdout.write(f"{language}: {len(lines)} words\n")


if __name__ == "__main__":
    main()
