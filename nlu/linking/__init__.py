"""Linking: which skills and occupations of ESCO a text names, by words and by meaning, in 26 languages."""
