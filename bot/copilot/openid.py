"""Sign-in at an OpenID provider (OpenID Connect Core 1.0, authorization code flow with PKCE), through Authlib."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from bot.sessions import Counsellor
from bot.settings import Settings

log = logging.getLogger(__name__)
CLOCK_SKEW_S = 60
"""How far the provider's clock may be from ours."""

PENDING_S = 600.0
"""Longest time between leaving for the provider and coming back."""

MOST_PENDING = 1000
NETWORK_S = 10.0


class SignInRefusedError(Exception):
    """The provider, or what it said, does not let this person be a counsellor here. `why` is a text key's last part:
    denied, expired, not_a_counsellor, not_valid, unreachable. `counsellor`: who it was, where that is proven."""

    def __init__(self, why: str, detail: str = "", counsellor: Counsellor | None = None) -> None:
        super().__init__(detail or why)
        self.why, self.counsellor = why, counsellor


@dataclass(frozen=True, slots=True)
class Proven:
    """Whom the provider vouched for, and by which token it knows the sign-in."""

    counsellor: Counsellor
    id_token: str


class OpenIdProvider:
    """One provider. Its addresses and keys are read at the first sign-in (discovery); state, nonce and PKCE verifier
    wait here, in memory, under a random id that a short-lived cookie carries."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str | None,
        *,
        role_claim: str,
        role: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer, self.role_claim, self.role, self.clock = issuer, role_claim, role, clock
        self._client: StarletteOAuth2App = OAuth().register(
            "counsellors",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "timeout": NETWORK_S,
                "token_endpoint_auth_method": "client_secret_basic" if client_secret else "none",
            },
        )
        self._pending: dict[str, tuple[float, dict[str, Any]]] = {}

    @classmethod
    def from_settings(cls, settings: Settings) -> OpenIdProvider | None:
        """The provider that is set; None without one."""
        if settings.oidc_issuer is None:
            return None
        assert settings.oidc_client_id  # settings refuse an issuer without these
        assert settings.oidc_role_claim
        assert settings.oidc_role
        secret = settings.oidc_client_secret
        return cls(
            settings.oidc_issuer,
            settings.oidc_client_id,
            secret.get_secret_value() if secret else None,
            role_claim=settings.oidc_role_claim,
            role=settings.oidc_role,
        )

    async def leave(self, request: Request, back: str) -> tuple[Response, str]:
        """The redirect to the provider, and the id that must come back with the browser. `back` is our address.

        Raises SignInRefusedError when the provider cannot be reached or is another one than was set.
        """
        await self._discovered()
        state: dict[str, Any] = {}
        request.scope["session"] = state
        answer: Response = await self._client.authorize_redirect(request, back)
        now = self.clock()
        self._pending = {key: held for key, held in self._pending.items() if now - held[0] < PENDING_S}
        if len(self._pending) >= MOST_PENDING:
            raise SignInRefusedError("unreachable", f"{MOST_PENDING} sign-ins are under way")
        waiting = secrets.token_urlsafe(32)
        self._pending[waiting] = (now, state)
        return answer, waiting

    async def come_back(self, request: Request, waiting: str) -> Proven:
        """Who came back. Raises SignInRefusedError."""
        since, state = self._pending.pop(waiting, (float("-inf"), {}))
        if not state or self.clock() - since > PENDING_S:
            raise SignInRefusedError("expired")
        await self._discovered()
        request.scope["session"] = state
        try:
            token = await self._client.authorize_access_token(request, leeway=CLOCK_SKEW_S)
        except OAuthError as error:
            raise SignInRefusedError(
                "denied" if error.error == "access_denied" else "not_valid", str(error)
            ) from None
        except httpx2.HTTPError as error:
            raise SignInRefusedError("unreachable", type(error).__name__) from None
        except (JoseError, ValueError, KeyError) as error:
            raise SignInRefusedError("not_valid", type(error).__name__) from None
        claims = token.get("userinfo")
        if not claims or not token.get("id_token"):
            raise SignInRefusedError("not_valid", "no ID token")
        who = Counsellor(f"{self.issuer}#{claims['sub']}", name_in(claims))
        if not has_role(claims, self.role_claim, self.role):
            raise SignInRefusedError("not_a_counsellor", counsellor=who)
        return Proven(who, str(token["id_token"]))

    async def sign_out_address(self, id_token: str, back: str) -> str | None:
        """Where the counsellor signs out at the provider too; None when it offers none or cannot be reached."""
        try:
            await self._discovered()
            leaving = await self._client.create_logout_url(post_logout_redirect_uri=back, id_token_hint=id_token)
        except (SignInRefusedError, RuntimeError):
            return None
        address = str(leaving["url"])
        return address if address.startswith(("https://", "http://")) else None

    async def _discovered(self) -> None:
        """The provider's own description is read, and is of the provider that was set (Discovery 1.0, 4.3)."""
        try:
            metadata = await self._client.load_server_metadata()
        except (httpx2.HTTPError, ValueError) as error:
            log.error("the OpenID provider of WAYMARK_OIDC_ISSUER does not answer: %s", type(error).__name__)
            raise SignInRefusedError("unreachable", type(error).__name__) from None
        if str(metadata.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
            log.error("the OpenID provider calls itself another issuer than WAYMARK_OIDC_ISSUER says")
            self._client.server_metadata.clear()
            raise SignInRefusedError("not_valid", "issuer")


def has_role(claims: Mapping[str, Any], path: str, role: str) -> bool:
    """Does the claim at `path` (dots go deeper: realm_access.roles) hold `role`: alone, in a list, among words?"""
    value: Any = claims.get(path)
    if value is None:
        value = claims
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
    match value:
        case str():
            return value == role or role in value.split()
        case list() | tuple():
            return role in value
    return False


def name_in(claims: Mapping[str, Any]) -> str:
    """What a person reads as the counsellor's name."""
    names = (claims.get(claim) for claim in ("name", "given_name", "preferred_username", "nickname"))
    return next(
        (name.strip()[:60] for name in names if isinstance(name, str) and name.strip()), str(claims["sub"])[:60]
    )
