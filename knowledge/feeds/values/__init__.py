"""Single values as feeds and people write them. Each reader takes any JSON value and returns the typed value.

A reader raises UnreadableError where the value is not what it reads; it never guesses and never returns a default.
"""

from __future__ import annotations


class UnreadableError(ValueError):
    """A value that its reader cannot use; the message is what was expected ("a day such as 2026-03-15")."""
