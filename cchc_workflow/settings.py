"""Owns the settings: what an office may set, from `cchc.toml` in its folder and from the environment."""

from datetime import time
from pathlib import Path
from typing import Literal, Self

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from cchc_workflow.errors import SettingsError

FILE = "cchc.toml"


class SmtpSettings(BaseModel):
    """The office's mail server; without a host, mail waits in the outbox where people see it."""

    model_config = ConfigDict(extra="forbid")
    host: str | None = None
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: str | None = None
    password: str | None = Field(default=None, repr=False)
    ca_file: Path | None = None
    timeout_s: float = Field(default=30, gt=0, le=600)
    connections: int = Field(default=2, ge=1, le=16)


class MailSettings(BaseModel):
    """Who the mail is from, and where it goes in a trial."""

    model_config = ConfigDict(extra="forbid")
    sender: str = "cchc@localhost.localdomain"
    sender_name: str = "Theo dõi cải cách hành chính"
    reply_to: str | None = None
    redirect_all_to: str | None = None
    folder: Path | None = None


class HoursSettings(BaseModel):
    """Local time of day: when mail may leave on a working day, when the morning's digest is made."""

    model_config = ConfigDict(extra="forbid")
    opens: time = time(7, 30)
    closes: time = time(17, 30)
    digest_at: time = time(7, 30)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """Hours in which nothing could ever leave would keep all mail in silence."""
        if not self.opens <= self.digest_at < self.closes:
            raise ValueError("opens <= digest_at < closes must hold")
        return self


class WebSettings(BaseModel):
    """How long a sign-in holds, and who stands before the pages."""

    model_config = ConfigDict(extra="forbid")
    session_hours: int = Field(default=12, ge=1, le=720)
    idle_minutes: int = Field(default=30, ge=1, le=1440)
    link_days: int = Field(default=14, ge=1, le=90)
    behind_proxy: bool = False
    metrics_token: str | None = Field(default=None, repr=False)


class Settings(BaseSettings):
    """All settings, checked when the program starts.

    `home` is the office's folder: `cchc.toml`, the embedded database, and the folders `workflows/` and
    `notifications/` whose files win over the shipped ones.
    """

    model_config = SettingsConfigDict(env_prefix="CCHC_", env_nested_delimiter="__", extra="forbid")
    home: Path = Path()
    database: str = ""
    synchronous: Literal["FULL", "NORMAL"] = "FULL"
    base_url: AnyHttpUrl = AnyHttpUrl("http://localhost:8000")
    calendar: str = "vn"
    hours: HoursSettings = HoursSettings()
    mail: MailSettings = MailSettings()
    smtp: SmtpSettings = SmtpSettings()
    web: WebSettings = WebSettings()

    @property
    def database_url(self) -> str:
        """Return where the database is: the embedded one in the office's folder unless set otherwise."""
        return self.database or f"sqlite:///{(self.home / 'cchc.sqlite3').resolve()}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let what is given win over the environment, and the environment over the file."""
        given = init_settings()
        home = Path(given.get("home") or env_settings().get("home") or ".")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, home / FILE)


def load_settings(home: Path | None = None) -> Settings:
    """Return the settings of the office in `home` (else CCHC_HOME, else the present folder).

    Raises:
        SettingsError: with the key and the reason, of the first setting that is wrong.
    """
    try:
        return Settings(home=home) if home is not None else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(".".join(str(part) for part in first["loc"]), first["msg"]) from error
    except ValueError as error:
        raise SettingsError(FILE, str(error)) from error
