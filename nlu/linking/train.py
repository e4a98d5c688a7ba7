"""Learning how much each feature counts: `python -m nlu.linking.train --home .waymark` writes weights.toml.

From ESCO alone: occupations are drawn, of each one to four of its skills, of each skill another name than the
preferred one; they are put into sentences as people and employers write them. The names used are taken for absent
from the look-up, so that a skill has to be recognised by the rest. A logistic regression then tells the skills named
from the nearest others. No sentence of a benchmark is read here. The same inputs give the same weights.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge.esco import Esco
from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.folding import fold
from nlu.linking.features import NAMES, FeatureReader, Scores
from nlu.linking.linker import WEIGHTS_FILE, Weights
from nlu.linking.vectors import ConceptVectors

SENTENCES = 200
_SEED = 6
_MOST_NAMED = 4
_NEAREST = 60  # other concepts a sentence, the nearest by all features alike
_FRAMES = (
    "You have experience with {}.",
    "Strong knowledge of {} is required.",
    "We are looking for a colleague who can {} in a growing company.",
    "Your tasks: {}.",
    "I worked for three years in a small firm, mostly to {}.",
    "I want to learn {}",
    "The successful candidate will {} and report to the head of the team.",
    "Good command of {}; a degree is a plus.",
    "Responsibilities include {} on a daily basis, together with our partners.",
    "{}",
)
_JOINS = (" and ", ", ", " as well as ", " / ", ", including ")


@dataclass(frozen=True, slots=True)
class Made:
    """A sentence, the URIs of the skills it names, and the labels used, folded."""

    text: str
    named: frozenset[str]
    used: frozenset[str]


def sentences(esco: Esco, count: int = SENTENCES, seed: int = _SEED) -> Iterator[Made]:
    """Sentences that name skills by words that ESCO has beside the preferred label."""
    chance = random.Random(seed)  # noqa: S311 - the same sentences every time is what is wanted
    occupations = sorted(esco.uris("occupation"))
    while count:
        occupation = chance.choice(occupations)
        skills = sorted({*esco.essential_skills(occupation), *esco.optional_skills(occupation)})
        chance.shuffle(skills)
        chosen: dict[str, str] = {}
        for skill in skills[: chance.randint(1, _MOST_NAMED)]:
            others = esco.labels_of(skill, "en")[1:]
            if others:
                chosen[skill] = chance.choice(others)
        if not chosen:
            continue
        listed = ""
        for name in chosen.values():
            listed += (chance.choice(_JOINS) if listed else "") + name
        text = chance.choice(_FRAMES).format(listed)
        yield Made(text, frozenset(chosen), frozenset(map(fold, chosen.values())))
        count -= 1


def examples(made: Made, reader: FeatureReader, concepts: ConceptVectors) -> tuple[Scores, list[bool]]:
    """Features [examples, NAMES] of the skills named and of the nearest others, and which are which."""
    values = reader.read(made.text, "en", made.used).values
    skills = np.array([kind == "skill" for kind in concepts.types])
    named = np.array([uri in made.named for uri in concepts.uris])
    nearness = np.where(skills & ~named, values.sum(axis=0), -np.inf)
    near = np.argsort(-nearness, kind="stable")[:_NEAREST]
    rows = [*np.flatnonzero(named).tolist(), *near.tolist()]
    return values[:, rows].T, [True] * int(named.sum()) + [False] * len(near)


def learn(made: list[Made], reader: FeatureReader, concepts: ConceptVectors) -> Weights:
    features, named = [], []
    for number, one in enumerate(made, start=1):
        rows, marks = examples(one, reader, concepts)
        features.append(rows)
        named += marks
        if number % 50 == 0:
            sys.stdout.write(f"{number} of {len(made)} sentences\n")
            sys.stdout.flush()
    model = LogisticRegression(C=10.0, max_iter=1000).fit(np.concatenate(features), named)
    return Weights(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def as_toml(weights: Weights, sentences_made: int, fingerprint: str) -> str:
    lines = [
        "# How much each feature of nlu/linking/features.py counts towards the log-odds that a concept is named.",
        f"# Made by `python -m nlu.linking.train` from {sentences_made} sentences of ESCO v1.1.1 labels",
        f"# with the encoder {fingerprint}.",
        f"bias = {weights.bias:.3f}",
        "",
        "[weights]",
        *(f"{name} = {value:.3f}" for name, value in zip(NAMES, weights.of, strict=True)),
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.linking.train", description="Learns the linker's weights.")
    parser.add_argument("--home", type=Path, default=Path(".waymark"), help="the folder that set-up made")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    parser.add_argument("--sentences", type=int, default=SENTENCES)
    options = parser.parse_args(arguments)
    encoder = Encoder.load(options.home / "encoder")
    concepts = ConceptVectors.load(options.home / "linking", encoder.fingerprint)
    reader = FeatureReader(encoder, EscoLabels.load(options.home / "esco"), concepts)
    made = list(sentences(Esco.load(), options.sentences))
    options.out.write_text(as_toml(learn(made, reader, concepts), len(made), encoder.fingerprint), encoding="utf-8")
    sys.stdout.write(options.out.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
