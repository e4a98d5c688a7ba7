"""ESCO as this installation holds it: the labels that come with the product, and the operator's imports."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.settings import Settings
from knowledge.esco import Esco
from knowledge.imported_esco import ImportedEsco

_log = logging.getLogger(__name__)


def imported_esco(settings: Settings) -> ImportedEsco:
    """The operator's imported labels. They are read at start: a running advisor is restarted to speak them."""
    return ImportedEsco(settings.home / "data" / "esco")


def load_esco(settings: Settings) -> Esco:
    """ESCO with the operator's imports. Raises EscoImportError when they cannot be read."""
    imported = imported_esco(settings)
    for language in sorted(set(imported.held()) - set(imported.current())):
        _log.warning(
            "The ESCO labels imported in '%s' belong to another version of the product: import them again.", language
        )
    return Esco.load(imported=imported.labels())


def label_indexes(settings: Settings) -> dict[str, Path]:
    """Language -> the look-up of its imported labels."""
    return imported_esco(settings).indexes()
