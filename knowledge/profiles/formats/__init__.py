"""Formats of profiles, one module each."""
