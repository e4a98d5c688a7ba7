"""A portal of somebody else: another origin, a strict policy, the advisor embedded by tag, launcher and iframe."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STYLE = (
    "body { margin: 0 auto; max-width: 70rem; padding: 0 1rem; } iframe { border: 0; width: 100%; height: 50rem; }"
)


class PortalSite:
    """Pages of the portal. `advisor` is the advisor's address, known once it runs."""

    def __init__(self, origin: str) -> None:
        self.origin, self.advisor = origin, ""

    @property
    def policy(self) -> str:
        """What the portal's pages may load: nothing but the advisor's script, answers and frame."""
        return (
            f"default-src 'none'; script-src {self.advisor}; connect-src {self.advisor}; style-src 'self'; "
            f"frame-src {self.advisor}; base-uri 'none'; form-action 'none'"
        )

    def page(self, path: str) -> str | None:
        """The page at a path: /tag, /second (another page of the portal), /ar, /launcher, /frame."""
        body = {
            "/tag": '<h2>Advice</h2><waymark-chat portal="jobs" heading-level="3"></waymark-chat>',
            "/second": '<h2>Advice</h2><waymark-chat portal="jobs" country="AT" heading-level="3"></waymark-chat>',
            "/ar": '<h2>Advice</h2><waymark-chat lang="ar" heading-level="3"></waymark-chat>',
            "/launcher": "<p>A page about something else.</p><waymark-chat compact></waymark-chat>",
            "/frame": f'<iframe title="Advice" src="{self.advisor}/embed?portal=jobs&amp;lang=en"></iframe>',
        }.get(path)
        if body is None:
            return None
        script = "" if path == "/frame" else f'<script src="{self.advisor}/waymark.js" defer></script>'
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Jobs in Example Land</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="stylesheet" href="/portal.css">{script}</head>'
            f"<body><main><h1>Jobs in Example Land</h1>{body}</main></body></html>"
        )


@contextmanager
def serving() -> Iterator[PortalSite]:
    """The portal on a free port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            found, kind = (STYLE, "text/css") if path == "/portal.css" else (site.page(path), "text/html")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", site.policy)
            self.end_headers()
            self.wfile.write((found or "nothing here").encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = PortalSite(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
