"""The document as one web page that stands alone: no script, no request, readable by everyone, printable."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.take_home.blocks import Document, told

HERE = Path(__file__).parent
_templates = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def web_page(document: Document) -> str:
    """The page as HTML. Its own policy lets nothing in but its style."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _templates.get_template("web.html").render(
        paper=told(document), style=style, style_hash=f"sha256-{digest}"
    )


def web_blocks(document: Document) -> str:
    """What stands below the title, as HTML for a page that has a head of its own. All words in it are escaped."""
    return _templates.get_template("web_blocks.html").render(paper=told(document))


@cache
def _style() -> str:
    # nothing of a person is in it, and nothing that could end the element
    return (HERE / "web.css").read_text("utf-8").strip()
