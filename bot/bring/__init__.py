"""Bringing a profile: what was read becomes a proposal, the person confirms it, only then is it used."""
