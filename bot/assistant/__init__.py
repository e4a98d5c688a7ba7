"""The Rasa project: a dialogue engine in its own Python 3.10. Nothing on the modern side imports it."""
