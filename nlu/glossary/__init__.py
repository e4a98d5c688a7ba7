"""Our own small glossary of occupations and skills for languages that ESCO has no labels in."""
