"""What a person brings: CVs, credentials and exports, read for what they know and can do, without the person."""

from knowledge.profiles.brought import Brought
from knowledge.profiles.reading import MOST_BYTES, ProfileError, Refusal, read_profile, read_text

__all__ = ["MOST_BYTES", "Brought", "ProfileError", "Refusal", "read_profile", "read_text"]
