"""Real offers, registers, ESCO and texts for what counsellors do, without Rasa (as the acts' own tests have them)."""

from tests.actions.conftest import esco, index, offers, registers, services, talk

__all__ = ["esco", "index", "offers", "registers", "services", "talk"]
