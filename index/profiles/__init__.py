"""Profiles of people who agreed to be found: kept, searched from an offer, and the start of a search for offers."""
