"""Signing in and out. `counsellor_of` guards every page of the co-pilot and everything that is changed from one."""

from __future__ import annotations

import asyncio
import hmac
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.copilot.audit import Deed
from bot.copilot.counsellors import SignedIn
from bot.copilot.desk import desk_of
from bot.copilot.holding import give_back_the_absent
from bot.copilot.local_account import LONGEST_NAME, TooManyTriesError
from bot.copilot.openid import PENDING_S, SignInRefusedError
from bot.copilot.pages import PRIVATE, is_fragment, page
from bot.intake import readable
from bot.problems import ProblemError
from bot.sessions import Counsellor
from bot.settings import Settings
from knowledge.languages import CODES

HOME = "/copilot"
SIGN_IN = "/copilot/sign-in"
CALLBACK = "/copilot/sign-in/back"
SAFE = frozenset({"GET", "HEAD"})

router = APIRouter(prefix="/copilot", include_in_schema=False)


async def counsellor_of(request: Request) -> Counsellor:
    """The counsellor who is signed in. A page leads to the sign-in (303); a fragment or a stream gets a 401.

    Whatever changes something must come from a page of ours (Origin) and carry its token: the form field `csrf`, or
    the header X-CSRF-Token (htmx sends it by itself). Otherwise 403.
    """
    streams = "text/event-stream" in request.headers.get("accept", "")
    held = desk_of(request).sign_ins.find(request.cookies.get(cookie_name(request), ""), active=not streams)
    if held is None:
        raise _sign_in_first(request, streams)
    request.state.signed_in = held
    if request.method not in SAFE:
        await _written_here(request, held)
    return held.counsellor


def _sign_in_first(request: Request, streams: bool) -> ProblemError:
    there = f"{SIGN_IN}?next={quote(_own_path(request.url.path), safe='/')}"
    if streams or is_fragment(request) or request.method not in SAFE:
        return ProblemError(
            401,
            "Sign in first",
            "Your sign-in as a counsellor has ended, or there was none. Sign in at /copilot; nothing was changed.",
            headers={"HX-Redirect": there, "WWW-Authenticate": 'Session realm="copilot"'},
        )
    return ProblemError(303, "Sign in first", "The co-pilot is for counsellors.", headers={"Location": there})


async def _written_here(request: Request, held: SignedIn) -> None:
    sent = request.headers.get("x-csrf-token")
    if sent is None:
        value = (await request.form()).get("csrf")
        sent = value if isinstance(value, str) else ""
    if not (same_origin(request) and hmac.compare_digest(sent.encode(), held.csrf.encode())):
        raise ProblemError(
            403,
            "Not sent from the co-pilot",
            "The request did not come from a page of this co-pilot, or that page is older than your sign-in. "
            "Load the page again; nothing was changed.",
        )


def same_origin(request: Request) -> bool:
    """Does a browser say that a page of ours sent this? No page of others can say so (Fetch Metadata; Origin where a
    browser sends none: older ones, and all of them without https)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is None:
        return True  # no browser of these years: it has the token or the password
    settings: Settings = request.app.state.settings
    ours = {urlsplit(own_address(request)).netloc}
    if settings.public_url:
        ours.add(urlsplit(settings.public_url).netloc)
    return urlsplit(origin).netloc in ours


def own_address(request: Request) -> str:
    """The address that browsers reach us at, without a slash at its end."""
    settings: Settings = request.app.state.settings
    return (settings.public_url or f"{request.url.scheme}://{request.url.netloc}").rstrip("/")


def is_https(request: Request) -> bool:
    return own_address(request).startswith("https://")


def cookie_name(request: Request) -> str:
    """With https the name itself makes browsers refuse the cookie from anybody else (RFC 6265bis, __Host-)."""
    return "__Host-waymark-counsellor" if is_https(request) else "waymark-counsellor"


def _own_path(path: str) -> str:
    """A page of the co-pilot to go on to; anything else leads to the queue."""
    return path if path == HOME or (path.startswith(f"{HOME}/") and "\\" not in path and "//" not in path) else HOME


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    """How to sign in; or how an operator switches the co-pilot on."""
    return _sign_in(request, onward=_own_path(request.query_params.get("next", HOME)))


@router.post("/sign-in")
async def sign_in_locally(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    onward: Annotated[str, Form(alias="next")] = HOME,
) -> Response:
    """The local account. The name is what people read; the password is the operator's."""
    desk, onward, name = desk_of(request), _own_path(onward), readable(name)[:LONGEST_NAME]
    if desk.local is None or not same_origin(request):
        return _sign_in(request, onward=onward, status=403)
    if not name:
        return _sign_in(request, onward=onward, error="copilot.sign_in_name_missing", status=422)
    try:
        counsellor = await asyncio.to_thread(desk.local.sign_in, name, password)
    except TooManyTriesError as error:
        return _sign_in(request, onward=onward, name=name, error="copilot.sign_in_wait", wait_s=error.wait_s)
    if counsellor is None:
        await desk.record(Deed.SIGN_IN_REFUSED, Counsellor("local", name))
        return _sign_in(request, onward=onward, name=name, error="copilot.sign_in_wrong", status=401)
    return await _welcome(request, counsellor, onward)


@router.get("/sign-in/provider")
async def leave_for_provider(request: Request) -> Response:
    """To the OpenID provider."""
    desk = desk_of(request)
    if desk.provider is None:
        return _sign_in(request, status=404)
    onward = _own_path(request.query_params.get("next", HOME))
    try:
        answer, waiting = await desk.provider.leave(request, own_address(request) + CALLBACK)
    except SignInRefusedError as refused:
        return _sign_in(request, onward=onward, error=f"copilot.refused_{refused.why}", status=502)
    secure = is_https(request)
    for name, value in (("waiting", waiting), ("onward", onward)):
        answer.set_cookie(
            f"waymark-sign-in-{name}", value, max_age=int(PENDING_S), path=SIGN_IN, secure=secure, httponly=True,
            samesite="lax",
        )  # fmt: skip
    answer.headers.update(PRIVATE)
    return answer


@router.get("/sign-in/back")
async def come_back_from_provider(request: Request) -> Response:
    """From the OpenID provider."""
    desk = desk_of(request)
    if desk.provider is None:
        return _sign_in(request, status=404)
    onward = _own_path(request.cookies.get("waymark-sign-in-onward", HOME))
    try:
        proven = await desk.provider.come_back(request, request.cookies.get("waymark-sign-in-waiting", ""))
    except SignInRefusedError as refused:
        await desk.record(Deed.SIGN_IN_REFUSED, refused.counsellor or Counsellor(desk.provider.issuer, "?"))
        answer: Response = _sign_in(request, onward=onward, error=f"copilot.refused_{refused.why}", status=403)
    else:
        answer = await _welcome(request, proven.counsellor, onward, id_token=proven.id_token)
    for name in ("waiting", "onward"):
        answer.delete_cookie(f"waymark-sign-in-{name}", path=SIGN_IN)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Sign out here; the page says where to sign out at the provider too."""
    counsellor = await counsellor_of(request)
    desk = desk_of(request)
    await desk.record(Deed.SIGNED_OUT, counsellor)
    held = desk.sign_ins.close(request.cookies[cookie_name(request)])
    request.state.signed_in = None
    await give_back_the_absent(request.app.state.chat, desk)
    there = None
    if held and held.id_token and desk.provider:
        there = await desk.provider.sign_out_address(held.id_token, own_address(request) + SIGN_IN)
    answer = page(request, "signed_out.html", there=there)
    answer.delete_cookie(cookie_name(request), path="/", secure=is_https(request), httponly=True, samesite="lax")
    return answer


@router.post("/language")
async def choose_language(
    request: Request, lang: Annotated[str, Form()] = "", onward: Annotated[str, Form(alias="next")] = HOME
) -> Response:
    """The language of the counsellor's pages, until they sign out."""
    await counsellor_of(request)
    request.state.signed_in.language = lang if lang in CODES else None
    return RedirectResponse(_own_path(onward), status_code=303, headers=PRIVATE)


async def _welcome(request: Request, counsellor: Counsellor, onward: str, *, id_token: str | None = None) -> Response:
    """Signed in: a new id, whatever cookie came."""
    desk = desk_of(request)
    await desk.record(Deed.SIGNED_IN, counsellor)
    desk.sign_ins.close(request.cookies.get(cookie_name(request), ""))
    cookie = desk.sign_ins.open(counsellor, id_token=id_token)
    answer = RedirectResponse(onward, status_code=303, headers=PRIVATE)
    # Lax, not Strict: the way back from the provider comes from another site
    answer.set_cookie(cookie_name(request), cookie, path="/", secure=is_https(request), httponly=True, samesite="lax")
    return answer


def _sign_in(
    request: Request,
    *,
    onward: str = HOME,
    name: str = "",
    error: str | None = None,
    status: int = 200,
    wait_s: float = 0.0,
) -> Response:
    desk = desk_of(request)
    headers = {"Retry-After": str(max(1, round(wait_s)))} if wait_s else None
    return page(
        request,
        "sign_in.html",
        status=429 if wait_s else status,
        headers=headers,
        desk=desk,
        onward=onward,
        name=name,
        error=error,
        wait_s=max(1, round(wait_s)),
    )
