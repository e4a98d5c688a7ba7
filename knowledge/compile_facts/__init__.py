"""Compiles the facts of knowledge/facts from the collected data: `python -m knowledge.compile_facts DATA_FOLDER`.

One module a source. Nothing here runs when Waymark runs: the compiled facts are part of the repository.
"""
