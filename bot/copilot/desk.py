"""The counsellors' desk: what all parts of the co-pilot share. One instance an app."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.copilot.counsellors import SignIns
from bot.copilot.local_account import LocalAccount
from bot.copilot.openid import OpenIdProvider
from bot.settings import Settings


@dataclass(slots=True)
class Desk:
    """Who may sign in and who is signed in. With neither account nor provider the co-pilot is off."""

    sign_ins: SignIns = field(default_factory=SignIns)
    local: LocalAccount | None = None
    provider: OpenIdProvider | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Desk:
        """The desk that the operator's settings ask for."""
        password = settings.counsellor_password
        return cls(
            local=LocalAccount(password.get_secret_value()) if password else None,
            provider=OpenIdProvider.from_settings(settings),
        )

    @property
    def is_on(self) -> bool:
        """Can anybody sign in?"""
        return self.local is not None or self.provider is not None

    def someone_is_here(self) -> bool:
        """Is a counsellor signed in now?"""
        return bool(self.sign_ins.present())
