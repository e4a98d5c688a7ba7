"""What an operator imports counts at the next question; what cannot be read replaces nothing."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.held_registers import HeldRegisters, load_registers, registers_folder
from bot.settings import Settings


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def put(settings: Settings, text: str) -> None:
    folder = registers_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources.csv").write_text(text, encoding="utf-8")


def test_without_imports_the_shipped_registers_are_held(settings: Settings) -> None:
    held = HeldRegisters(settings, Clock())
    assert held().extracts.keys() == load_registers(settings).extracts.keys()
    assert held() is held()


def test_a_change_of_the_folder_is_read_within_a_second_and_not_at_each_question(settings: Settings) -> None:
    clock = Clock()
    held = HeldRegisters(settings, clock)
    before = held()
    registers_folder(settings).mkdir(parents=True)
    (registers_folder(settings) / "note.txt").write_text("an import")
    assert held() is before
    clock.now = 1.0
    assert held() is not before


def test_what_cannot_be_read_does_not_replace_what_is_held(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    held = HeldRegisters(settings, clock)
    before = held()
    put(settings, "not,a,sources,file\n")
    clock.now = 1.0
    with caplog.at_level(logging.ERROR):
        assert held() is before
    assert "Goes on with the registers read before" in caplog.text
