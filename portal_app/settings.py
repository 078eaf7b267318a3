"""Settings from the environment, read once and validated: each `PORTAL_*` variable is a field of `Settings`.

An invalid value stops the program with one line that names the variable. `docs/settings.md` explains every setting; a
test checks that none is missing there.
"""

from datetime import date, datetime
from email.headerregistry import Address
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, PlainValidator, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


class SettingsError(Exception):
    """A `PORTAL_*` variable has an invalid value; the text is one line for the operator."""


def _pinned_clock(value: object) -> date | datetime | None:
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    text = str(value)
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"{text!r} is neither a date such as 2026-11-24 nor a date and time") from None


ALL_RIGHTS = ("profile", "schedule", "grades", "attendance", "calendar", "reports", "messages")
"""What a guardian may be allowed to see of a student; `domain/access.py` explains each."""


def _rights(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    names = tuple(name.strip().lower() for name in str(value).split(","))
    if names in (("all",), ("none",)):
        return ALL_RIGHTS if names == ("all",) else ()
    if unknown := [name for name in names if name not in ALL_RIGHTS]:
        raise ValueError(f"{unknown[0]!r} is no right: all, none, or a list of {', '.join(ALL_RIGHTS)}")
    return names


_DATABASES = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SHAPES = {
    "redis_url": (("redis", "rediss"), "redis://:password@host"),
    "smtp_url": (("smtp", "smtps"), "smtp://user:password@host:587"),
}
"""URLs that may contain a password: their schemes, and an example to show in errors instead of the value."""


def _is_loopback(host: str) -> bool:
    """Return whether a host name or address can only be this machine's own."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # any other name
        return False


class Settings(BaseSettings):
    """The settings of an installation. Durations are in the unit that the name gives."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", extra="ignore")

    data_dir: Path = Field(
        Path(__file__).resolve().parent.parent / "var", description="Folder of the SQLite database and the outbox."
    )
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite in the data folder.")
    redis_url: str = Field("", description="Redis that workers share; empty: each keeps its tabs in memory.")
    public_url: str = Field("", description="The address that parents type; empty: http://localhost and the port.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(3000, ge=1, le=65535, description="Port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes; one for each core.")
    trusted_proxy_hops: int = Field(0, ge=0, le=8, description="Reverse proxies in front whose X-Forwarded-For counts.")
    time_zone: str = Field("America/New_York", description="The district's time zone.")
    today: Annotated[date | datetime | None, PlainValidator(_pinned_clock)] = Field(
        None, description="Pin the clock to a date (or a date and time); never on an https site."
    )
    smtp_url: str = Field("", description="smtp://user:password@host:port; empty: mail is written to the outbox.")
    mail_from: str = Field("portal@localhost", description="Sender of the portal's mail.")
    mail_per_minute: int = Field(0, ge=0, le=60_000, description="Messages a minute and deliverer; 0: no limit.")
    deliver_mail: bool = Field(True, description="Whether `portal serve` also sends the mail queue.")
    idle_minutes: float = Field(60, gt=0, le=24 * 60, description="A session ends after this long without an action.")
    session_hours: float = Field(12, gt=0, le=24 * 7, description="A session ends after this long in any case.")
    bcrypt_cost: int = Field(12, ge=10, le=16, description="Work factor of password hashes.")
    test_bcrypt_cost: int | None = Field(
        None, ge=4, le=9, description="The portal's own tests only: a work factor below the least that is safe."
    )
    default_rights: Annotated[tuple[str, ...], NoDecode, PlainValidator(_rights)] = Field(
        ALL_RIGHTS, description="What guardians may see whose rights the source does not give: all, none or a list."
    )
    log_format: str = Field("auto", pattern="^(auto|json|text)$", description="auto, json or text.")
    metrics_port: int = Field(0, ge=0, le=65535, description="Port of the Prometheus metrics; 0: none.")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder of zones is an OSError
            raise ValueError(f"{value!r} is not a time zone such as America/New_York") from error
        return value

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        more = (parts.path.strip("/"), parts.query, parts.fragment, parts.username)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or any(more):
            raise ValueError("must be http(s)://host[:port] without a path")
        # written as browsers do in the Origin header of a form
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.encode("idna").decode()
        port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
        return f"{parts.scheme}://{host}{port}"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            fits = not value or make_url(value).drivername in _DATABASES
        except (ArgumentError, ValueError):  # a port that is not a number is a ValueError
            fits = False
        if not fits:
            raise ValueError("must look like postgresql://user:password@host/name, or be empty for SQLite")
        return value

    @field_validator(*_SHAPES)
    @classmethod
    def _address_of_a_server(cls, value: str, info: ValidationInfo) -> str:
        schemes, shape = _SHAPES[info.field_name or ""]
        try:
            parts = urlsplit(value)
            fits = parts.scheme in schemes and (parts.port or 0) >= 0
        except ValueError:  # the port is not a number
            fits = False
        if value and not fits:
            raise ValueError(f"must look like {shape}")
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_address(cls, value: str) -> str:
        try:
            Address(addr_spec=value)
        except (ValueError, IndexError):  # the address parser raises both
            raise ValueError(f"{value!r} is not a mail address such as portal@example.org") from None
        return value

    @model_validator(mode="after")
    def _check_combination(self) -> "Settings":
        self.public_url = self.public_url or f"http://localhost:{self.port}"
        if self.today is not None and self.secure:
            raise ValueError("TODAY can't be pinned on an https site: parents would see the wrong day")
        if self.test_bcrypt_cost is not None and not (_is_loopback(self.host) and _is_loopback(self._public_host)):
            raise ValueError("TEST_BCRYPT_COST: only for the portal's own tests, on a loopback HOST and PUBLIC_URL")
        return self

    @property
    def _public_host(self) -> str:
        return urlsplit(self.public_url).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether parents reach the portal over https."""
        return self.public_url.startswith("https://")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database in use."""
        return self.database_url or f"sqlite:///{self.data_dir / 'portal.db'}"

    @property
    def outbox(self) -> Path:
        """The folder for mail while no mail server is set, or it accepts none."""
        return self.data_dir / "outbox"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the current settings.

    Raises:
        SettingsError: the value of a variable is invalid.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(dict(e)) for e in error.errors())) from None


def _sentence(error: dict[str, Any]) -> str:
    """Return one line that names the variable and what is wrong with it, without echoing a secret."""
    where = f"PORTAL_{str(error['loc'][0]).upper()}: " if error["loc"] else "PORTAL_"
    return where + str(error["msg"]).removeprefix("Value error, ")
