"""What the advisor consists of, and what each part is made from. To change a step, change its lines here.

Order is priority: of the steps that may begin, the first begins. The longest road leads through the index.
"""

from __future__ import annotations

import os
from pathlib import Path

from bot.setup.packages import bring_uv, environment, install_with_pip, more_packages
from bot.setup.steps import Step, program
from bot.setup.work import Work

MODERN = ((3, 11), (3, 12), (3, 13))  # we develop and test on 3.11
RASA = ((3, 10),)  # Rasa 3.6 runs on nothing newer
TORCH = "torch==2.13.0"

ENCODER = Step(
    name="encoder",
    title="Sentence encoder",
    folder="encoder",
    output="manifest.json",
    build=program("{modern}", "-m", "nlu.weights", "{out}"),
    needs=("modern",),
    inputs=("nlu/weights.py", "nlu/e5_*.py", "nlu/manifest.py", "nlu/vocabulary.py", "requirements/encoder.txt"),
    room_mb=700,
)

INDEX = Step(
    name="index",
    title="Index of offers",
    folder="index",
    output="current",
    build=program("{modern}", "-m", "bot.cli", "index", "build", WAYMARK_ENCODER_THREADS=str(os.cpu_count() or 1)),
    needs=("encoder",),
    inputs=(
        "index/build.py",
        "index/columns.py",
        "index/generation*.py",
        "index/meanings.py",
        "index/sessions.py",
        "index/spool.py",
        "index/stored_offers.py",
        "index/vectors.py",
        "index/words.py",
        "knowledge/catalogue.py",
        "knowledge/feeds/comparing.py",
        "knowledge/feeds/store*.py",
        "knowledge/offer.py",
        "knowledge/facts/catalogue/*",
    ),
    room_mb=200,
    in_place=True,  # it keeps generations and publishes each by a rename of its own
)

ESCO_LABELS = Step(
    name="esco",
    title="Look-up of ESCO labels",
    folder="esco",
    output="format.json",
    build=program("{modern}", "-m", "nlu.esco_labels", "{out}"),
    needs=("modern",),
    inputs=(
        "nlu/esco_labels.py",
        "nlu/folding.py",
        "nlu/glossary/*",
        "knowledge/esco.py",
        "knowledge/facts/esco/**/*",
    ),
    room_mb=250,
)

DIALOGUE_ACTS = Step(
    name="nlu",
    title="Dialogue acts and languages",
    folder="nlu",
    output="metrics.json",
    build=program("{modern}", "-m", "nlu.train", "{out}", "--encoder", "{home}/encoder"),
    needs=("encoder",),
    inputs=(
        "nlu/train.py",
        "nlu/act_training.py",
        "nlu/acts.py",
        "nlu/examples.py",
        "nlu/fusion.py",
        "nlu/language_texts.py",
        "nlu/ngrams.py",
        "bot/assistant/data/nlu/*.yml",
        "knowledge/facts/esco/labels/*",
    ),
    room_mb=20,
)

LINKING = Step(
    name="linking",
    title="Meaning of ESCO's concepts",
    folder="linking",
    output="linking.json",
    build=program("{modern}", "-m", "nlu.linking.vectors", "{out}", "--encoder", "{home}/encoder"),
    needs=("encoder",),
    inputs=("nlu/linking/vectors.py", "nlu/fusion.py", "knowledge/esco.py", "knowledge/facts/esco/*.parquet"),
    room_mb=40,
    in_place=True,  # it goes on where it was stopped, and names its result last
)

ASSISTANT = Step(
    name="assistant",
    title="Trained assistant",
    folder="assistant",
    output="model/waymark.tar.gz",
    build=program(
        *("{rasa}", "bot/assistant/launcher.py", "train", "--out", "{out}/model"),
        RASA_CACHE_DIRECTORY="{out}/cache",
        MPLCONFIGDIR="{out}/matplotlib",
    ),
    needs=("rasa",),
    inputs=(
        "bot/assistant/launcher.py",
        "bot/assistant/amendments.py",
        "bot/assistant/standins.py",
        "bot/assistant/understanding.py",
        "bot/assistant/config.yml",
        "bot/assistant/domain/**/*",
        "bot/assistant/data/rules/*",
        "bot/assistant/data/stories/*",
    ),
    room_mb=20,
)

TOOLS = more_packages("dev", "Tools for checks and tests", lock="requirements/dev.txt", into="modern", room_mb=200)


def modern(again: str) -> Step:
    """The environment of everything but Rasa, with the clone importable and its command `waymark`."""
    return environment(
        "modern",
        "Modern environment",
        lock="requirements/modern.txt",
        versions=MODERN,
        override="PYTHON311",
        again=again,
        with_project=True,
        room_mb=1050,
    )


def rasa(again: str) -> Step:
    """The environment of the dialogue engine, without TensorFlow."""
    return environment(
        "rasa",
        "Rasa environment",
        lock="requirements/rasa.txt",
        versions=RASA,
        override="PYTHON310",
        again=again,
        room_mb=650,
    )


def advisor(again: str, for_tests: bool = False) -> list[Step]:
    """The steps to a running advisor; with `for_tests`, the tools of `make check` and `make test` as well."""
    steps = [bring_uv(), modern(again), rasa(again), ENCODER, INDEX, DIALOGUE_ACTS, LINKING, ESCO_LABELS, ASSISTANT]
    return [*steps, TOOLS] if for_tests else steps


def for_checks(again: str) -> list[Step]:
    """The steps to the tools of `make check`."""
    return [bring_uv(), modern(again), TOOLS]


def for_bench(again: str) -> list[Step]:
    """The advisor, and beside it stock Rasa with TensorFlow: the bot that `make bench` compares it with."""
    stock = environment(
        "stock-rasa",
        "Stock Rasa, to compare with",
        folder="bench/rasa",
        lock="requirements/bench.txt",
        versions=RASA,
        override="PYTHON310",
        again=again,
        room_mb=2600,
    )
    return [*advisor(again, for_tests=True), stock]


def for_models(again: str) -> list[Step]:
    """The steps to the `models` extra: an environment of its own with sentence-transformers and torch."""

    def with_torch(work: Work, folder: Path) -> None:
        """torch by pip's own choice of build (with or without CUDA), which is why no hash can be given for it."""
        install_with_pip(work, folder / "bin" / "python", ["--no-compile", TORCH])

    models = environment(
        "models",
        "Environment of the models extra",
        lock="requirements/models.txt",
        versions=MODERN,
        override="PYTHON311",
        again=again,
        with_project=True,
        afterwards=with_torch,
        recipe=TORCH,
        room_mb=2500,
    )
    return [bring_uv(), models]
