"""What the advisor consists of, and what each part is made from. To change a step, change its lines here.

Order is priority: of the steps that may begin, the first begins. The longest road leads through the index.
"""

from __future__ import annotations

from pathlib import Path

from bot.setup.packages import bring_uv, environment, install_with_pip, more_packages
from bot.setup.steps import Step, program
from bot.setup.work import Work

MODERN = ((3, 11), (3, 12), (3, 13))  # 3.11 is what we develop and test on
RASA = ((3, 10),)  # Rasa 3.6 runs on nothing newer
TORCH = "torch==2.13.0"


def advisor(again: str, for_tests: bool = False) -> list[Step]:
    """The steps to a running advisor; with `for_tests`, the tools of `make check` and `make test` as well."""
    return (
        [
            bring_uv(),
            environment(
                "modern", "Modern environment", "requirements/modern.txt", MODERN, "PYTHON311", again, 1000, True
            ),
            environment("rasa", "Rasa environment", "requirements/rasa.txt", RASA, "PYTHON310", again, 600, False),
            Step(
                name="encoder",
                title="Sentence encoder",
                folder="encoder",
                output="manifest.json",
                build=program("{modern}", "-m", "nlu.weights", "{out}"),
                needs=("modern",),
                inputs=(
                    "nlu/weights.py",
                    "nlu/e5_*.py",
                    "nlu/manifest.py",
                    "nlu/vocabulary.py",
                    "requirements/encoder.txt",
                ),
                room_mb=400,
            ),
            Step(
                name="index",
                title="Index of offers",
                folder="index",
                output="current",
                build=program("{modern}", "-m", "bot.cli", "index", "build"),
                needs=("encoder",),
                inputs=(
                    "index/build.py",
                    "index/columns.py",
                    "index/generation*.py",
                    "index/stored_offers.py",
                    "index/vectors.py",
                    "index/words.py",
                    "knowledge/catalogue.py",
                    "knowledge/offer.py",
                    "knowledge/facts/catalogue/*",
                ),
                room_mb=200,
                in_place=True,  # it keeps generations and publishes each by a rename of its own
            ),
            Step(
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
                    "bot/assistant/*.py",
                    "bot/assistant/*.yml",
                    "bot/assistant/domain/**/*",
                    "bot/assistant/data/**/*",
                ),
                room_mb=20,
            ),
        ]
        + (for_checks(again)[2:] if for_tests else [])
    )


def for_checks(again: str) -> list[Step]:
    """The steps to the tools of `make check`."""
    return [
        bring_uv(),
        environment(
            "modern", "Modern environment", "requirements/modern.txt", MODERN, "PYTHON311", again, 1000, True
        ),
        more_packages("dev", "Tools for checks and tests", "requirements/dev.txt", "modern", 250),
    ]


def for_models(again: str) -> list[Step]:
    """The steps to the `models` extra: an environment of its own with sentence-transformers and torch."""

    def with_torch(work: Work, folder: Path) -> None:
        """torch by pip's own choice of build (with or without CUDA), which is why no hash can be given for it."""
        install_with_pip(work, folder / "bin" / "python", ["--no-compile", TORCH])

    return [step for step in advisor(again) if step.name in ("uv", "modern", "encoder")] + [
        environment(
            "models",
            "Environment of the models extra",
            "requirements/models.txt",
            MODERN,
            "PYTHON311",
            again,
            2500,
            True,
            afterwards=with_torch,
            recipe=TORCH,
        )
    ]
