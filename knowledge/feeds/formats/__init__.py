"""Feed formats, one module each; a module exposes FORMAT (see knowledge/feeds/format.py)."""
