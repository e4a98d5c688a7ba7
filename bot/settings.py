"""Settings: every knob, typed, read from `WAYMARK_…` variables. A wrong value names key, value and remedy."""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge.languages import CODES

REPOSITORY = Path(__file__).resolve().parent.parent


class RunMode(StrEnum):
    """`trying-out` answers on this machine only; `production` refuses every unsafe value."""

    TRYING_OUT = "trying-out"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """How log lines are written."""

    CONSOLE = "console"
    JSON = "json"


class Switch(StrEnum):
    """Whether something is there."""

    ON = "on"
    OFF = "off"


class SettingsError(ValueError):
    """One or more settings are wrong; the message names each key, the value read and the remedy."""


class Settings(BaseSettings):
    """What an operator can set. Each field is the variable `WAYMARK_<FIELD>`; the README lists them all."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_", frozen=True, extra="ignore")

    mode: RunMode = Field(RunMode.TRYING_OUT, description="trying-out (this machine only) or production")
    home: Path = Field(REPOSITORY / ".waymark", description="folder of everything that set-up builds")
    host: str = Field("127.0.0.1", description="address to listen on: 127.0.0.1, ::1, 0.0.0.0 or ::")
    port: int = Field(8080, ge=1, le=65535, description="port to listen on")
    public_url: str | None = Field(None, description="https address people reach the advisor at (production)")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="origins of portals that may call the API, separated by commas"
    )
    service_name: str = Field("Waymark", min_length=1, max_length=60, description="name shown to people")
    country: str | None = Field(None, description="ISO 3166 code of the country served, if there is one")
    default_language: str = Field("en", description="language when a person's is not known, ISO 639-1")
    session_minutes: int = Field(60, ge=1, le=24 * 60, description="an idle conversation is forgotten after this")
    max_conversations: int = Field(5000, ge=1, description="conversations held at once; more are refused politely")
    database_url: str | None = Field(
        None, description="postgresql://… for what people agreed to be kept; a file in <home>/data/people when empty"
    )
    index_url: str | None = Field(
        None, description="postgresql://… for the index of offers and profiles; folders in <home> when empty"
    )
    keep_days: int = Field(90, ge=1, le=3650, description="what a person agreed to be kept goes after this many days")
    max_kept: int = Field(5_000, ge=1, description="conversations kept at once; more are refused politely")
    max_message_chars: int = Field(2000, ge=100, le=20_000, description="longest message taken")
    turn_timeout_s: float = Field(8.0, gt=0, le=60, description="seconds until a silent dialogue engine is given up")
    rasa_python: Path | None = Field(None, description="Python of the Rasa environment, if not <home>/rasa")
    internal_key: str | None = Field(None, description="key for /webhook and /nlu/parse; random when empty")
    trust_list: Path | None = Field(None, description="folder of certificates whose seals on credentials count")
    portals: Path | None = Field(None, description="TOML file of the sites that embed the advisor (docs/portals.md)")
    default_catalogue: Switch = Field(
        Switch.ON, description="on or off: whether the default catalogue is offered beside imported feeds"
    )
    oidc_issuer: str | None = Field(
        None, description="OpenID provider that counsellors sign in at: its issuer address"
    )
    oidc_client_id: str | None = Field(None, description="this service's client id at the OpenID provider")
    oidc_client_secret: SecretStr | None = Field(None, description="its secret; without one it is a public client")
    oidc_role_claim: str | None = Field(None, description="claim that says who may be a counsellor, such as groups")
    oidc_role: str | None = Field(None, description="the value that claim must hold, such as counsellors")
    counsellor_password: SecretStr | None = Field(
        None, description="password of the local counsellor account, for trying out; refused in production"
    )
    encoder_threads: int = Field(1, ge=1, le=64, description="threads of the sentence encoder")
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="console or json")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    metrics_open: bool = Field(False, description="in production, answer /metrics to addresses beyond this machine")

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        return (
            tuple(o.strip().rstrip("/") for o in value.split(",") if o.strip()) if isinstance(value, str) else value
        )

    @field_validator(
        "public_url", "rasa_python", "internal_key", "country", "trust_list", "portals", "oidc_issuer",
        "oidc_client_id", "oidc_client_secret", "oidc_role_claim", "oidc_role", "counsellor_password",
        "database_url", "index_url", mode="before",
    )  # fmt: skip
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("host")
    @classmethod
    def _host_reaches_loopback(cls, value: str) -> str:
        address = ipaddress.ip_address("127.0.0.1" if value == "localhost" else value)
        if not (address.is_loopback or address.is_unspecified):
            raise ValueError(
                "the dialogue engine calls back on this machine's own address: use 127.0.0.1, or 0.0.0.0 with a proxy"
            )
        return str(address)

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("use DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("country")
    @classmethod
    def _country_code(cls, value: str | None) -> str | None:
        if value is not None and not (len(value) == 2 and value.isalpha()):
            raise ValueError("use a two-letter ISO 3166 code such as DE")
        return value.upper() if value else None

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgresql+psycopg://", "sqlite:///")):
            raise ValueError("use postgresql://user@host/database, or leave it empty for a file")
        return value

    @field_validator("index_url")
    @classmethod
    def _known_index(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgresql+psycopg://")):
            raise ValueError(
                "use postgresql://user@host/database (docs/postgresql.md), or leave it empty for the folder's index"
            )
        return value

    @field_validator("default_language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in CODES:
            raise ValueError(f"use one of {', '.join(CODES)}")
        return value

    @model_validator(mode="after")
    def _counsellors_are_known(self) -> Self:
        if self.oidc_issuer is None:
            return self
        needed = {
            "WAYMARK_OIDC_CLIENT_ID": self.oidc_client_id,
            "WAYMARK_OIDC_ROLE_CLAIM": self.oidc_role_claim,
            "WAYMARK_OIDC_ROLE": self.oidc_role,
        }
        missing = [key for key, value in needed.items() if not value]
        if missing:
            raise ValueError(
                f"WAYMARK_OIDC_ISSUER is set and {', '.join(missing)} is empty. Say which client this is, and which "
                "claim and value make somebody a counsellor: not everyone at the provider is one"
            )
        return self

    @model_validator(mode="after")
    def _safe_for_its_mode(self) -> Self:
        open_to_all = ipaddress.ip_address(self.host).is_unspecified
        if self.mode is RunMode.TRYING_OUT:
            if open_to_all:
                raise ValueError(
                    f"WAYMARK_HOST is '{self.host}', which answers the whole network; trying-out mode answers this "
                    "machine only. Use 127.0.0.1, or set WAYMARK_MODE=production and what it asks for"
                )
            return self
        problems = []
        if not (self.public_url or "").startswith("https://"):
            problems.append(
                f"WAYMARK_PUBLIC_URL is '{self.public_url or ''}'; production needs the https:// address people use"
            )
        if "*" in self.allowed_origins:
            problems.append("WAYMARK_ALLOWED_ORIGINS is '*'; name each portal's origin, such as https://jobs.example")
        if self.log_level == "DEBUG":
            problems.append("WAYMARK_LOG_LEVEL is 'DEBUG'; libraries may log what people write. Use INFO")
        if self.internal_key is not None and len(self.internal_key) < 32:
            problems.append(
                f"WAYMARK_INTERNAL_KEY has {len(self.internal_key)} characters; use 32 or more, or leave it empty"
            )
        if self.counsellor_password is not None:
            problems.append(
                "WAYMARK_COUNSELLOR_PASSWORD is set; one password for all is for trying out. Leave it empty and set "
                "WAYMARK_OIDC_ISSUER, so that each counsellor signs in as themselves"
            )
        if self.oidc_issuer is not None and not self.oidc_issuer.startswith("https://"):
            problems.append(f"WAYMARK_OIDC_ISSUER is '{self.oidc_issuer}'; production needs an https:// address")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def people_url(self) -> str:
        """Where what people agreed to be kept is kept."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'data' / 'people' / 'people.db'}"

    @property
    def rasa_executable(self) -> Path:
        """Python of the Rasa environment."""
        return self.rasa_python or self.home / "rasa" / "bin" / "python"

    @property
    def loopback_url(self) -> str:
        """Where this machine reaches the app (the dialogue engine, `waymark ask`)."""
        host = "[::1]" if ":" in self.host else "127.0.0.1"
        return f"http://{host}:{self.port}"


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with `overrides` first. Raises SettingsError in words for an operator."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(explain(error)) from None


def explain(error: ValidationError) -> str:
    """One sentence a wrong setting: key, value read, what was expected."""
    lines = []
    for problem in error.errors():
        message = problem["msg"].removeprefix("Value error, ")
        if not problem["loc"]:
            lines.append(f"{message}.")
            continue
        key = f"WAYMARK_{str(problem['loc'][0]).upper()}"
        field = Settings.model_fields.get(str(problem["loc"][0]))
        meaning = f" ({field.description})" if field else ""
        lines.append(f"{key} has value '{problem['input']}'{meaning}: {message}.")
    return "\n".join(lines)
