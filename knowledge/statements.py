"""Every statement that the rules of this package can make."""

from __future__ import annotations

from collections.abc import Mapping

# declaring a wording is what importing its module does
import knowledge.credentials.check
import knowledge.elements
import knowledge.kind
import knowledge.quality
import knowledge.recognition
import knowledge.suits  # noqa: F401
from knowledge.glossary import terms
from knowledge.quality_rules import rules
from knowledge.wording import Wording, declared


def statement_ids() -> Mapping[str, Wording]:
    """Every wording that the rules can say, by statement id."""
    rules()
    terms()
    return declared()
