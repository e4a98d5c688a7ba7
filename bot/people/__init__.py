"""What is kept about people: only with their consent, where, until when, and how all of it is erased."""
