"""Rendering: a Reply becomes words, data and HTML in the person's language."""

from actions.render.renderer import Renderer

__all__ = ["Renderer"]
