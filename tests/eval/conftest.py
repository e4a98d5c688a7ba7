"""The real advisor's parts, loaded once for all tests here."""

from __future__ import annotations

import pytest

from tests.eval.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return World.load()
