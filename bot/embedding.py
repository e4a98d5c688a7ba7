"""For portals: the script of the tag, and the colours of the page in their iframe."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

from bot.problems import ProblemError

SCRIPT = Path(__file__).parent / "web" / "static" / "waymark.js"

router = APIRouter(include_in_schema=False)


@lru_cache(maxsize=2)
def _script(changed_at: int) -> tuple[bytes, str]:
    content = SCRIPT.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@router.get("/waymark.js")
def script(request: Request) -> Response:
    """The script of `<waymark-chat>`. Its address stays the same, so browsers ask again, at most every five minutes,
    whether it changed. It holds nothing secret: any page may load it."""
    content, etag = _script(SCRIPT.stat().st_mtime_ns)
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=300, must-revalidate",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/portal/{portal_id}.css")
def colours(portal_id: str, request: Request) -> Response:
    """A portal's colours as a style sheet: the page for its iframe has no inline style."""
    portal = request.app.state.portals.find(portal_id)
    if portal is None:
        raise ProblemError(404, "Portal not found", "No portal of this name is set up. See docs/portals.md.")
    lines = "".join(f"  --waymark-{name}: {value};\n" for name, value in portal.colours)
    css = f":root:root {{\n{lines}}}\n"  # twice: before the tokens, whichever sheet comes first
    return Response(css, media_type="text/css; charset=utf-8", headers={"Cache-Control": "public, max-age=300"})
