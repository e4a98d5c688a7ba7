"""The registers as this installation holds them: the ones that come with the product, and the operator's imports."""

from __future__ import annotations

from pathlib import Path

from bot.settings import Settings
from knowledge.registers import Registers


def registers_folder(settings: Settings) -> Path:
    """Where the operator's imported registers lie."""
    return settings.home / "data" / "registers"


def load_registers(settings: Settings) -> Registers:
    """The registers, the operator's imports in place of the shipped ones. Raises RegisterError."""
    return Registers.load(overlay=registers_folder(settings))
