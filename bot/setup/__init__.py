"""Set-up: brings up, from a bare clone, whatever the advisor still lacks.

It runs on any bare CPython from 3.9 on, so it uses the standard library alone and no newer syntax.
`plan.py` says what is built from what; the other modules say how.
"""
