"""Words for people: one folder a language, one gettext file a domain. English is the reference."""
