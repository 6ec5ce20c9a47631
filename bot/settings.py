"""Every setting of the bot, from the environment or `.env`; `.env.example` lists the same."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from desk.links import Links
from storage.database import Database

EXPECTED: Mapping[str, str] = {
    "paidan_database_url": "database",
    "paidan_web_port": "port",
    "paidan_public_url": "address",
    "paidan_largest_file_mb": "megabytes",
    "paidan_feeds_may_be_local": "flag",
    "paidan_webhooks_may_be_local": "flag",
    "paidan_log_level": "log_level",
    "paidan_log_json": "flag",
    "paidan_lease_seconds": "seconds",
    "paidan_poll_seconds": "seconds",
    "paidan_people_seconds": "seconds",
    "paidan_pace": "flag",
    "paidan_demo": "flag",
    "slack_mode": "slack_mode",
    "paidan_ticket_emoji": "emoji",
    "dingtalk_agent_id": "digits",
}
"""What is expected of each setting that can be wrong, by the end of its sentence's key."""

SOME_MESSENGER = "SLACK_… | DINGTALK_…"

Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseSettings):
    """Names and defaults; what is needed is told by `what_is_missing`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    paidan_database_url: str = Field(
        default="sqlite://data/paidan.db", pattern=r"^(sqlite|postgres|postgresql)://.+"
    )
    paidan_secret: SecretStr = SecretStr("")
    paidan_web_host: str = "127.0.0.1"
    paidan_web_port: int = Field(default=8766, ge=0, le=65535)
    paidan_public_url: str = Field(default="", pattern=r"^(https?://.+)?$")
    paidan_files: str = ""
    paidan_largest_file_mb: int = Field(default=20, ge=1, le=1000)
    paidan_feeds_may_be_local: bool = False
    paidan_webhooks_may_be_local: bool = False
    paidan_log_level: Literal["debug", "info", "warning", "error"] = "info"
    paidan_log_json: bool = False
    paidan_lease_seconds: Seconds = 30.0
    paidan_poll_seconds: Seconds = 1.0
    paidan_people_seconds: Seconds = 600.0
    paidan_pace: bool = True
    paidan_demo: bool = False
    paidan_ticket_emoji: str = Field(default="ticket", pattern=r"^:?[\w+'-]{1,100}:?$")

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_mode: Literal["", "socket", "http"] = ""
    slack_api_url: str = "https://slack.com/api/"

    dingtalk_client_id: str = ""
    dingtalk_client_secret: SecretStr = SecretStr("")
    dingtalk_robot_code: str = ""
    dingtalk_agent_id: str = Field(default="", pattern=r"^\d*$")
    dingtalk_card_template_id: str = ""
    dingtalk_api_url: str = "https://api.dingtalk.com"
    dingtalk_oapi_url: str = "https://oapi.dingtalk.com"

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return Database(self.paidan_database_url)

    @property
    def files(self) -> Path:
        """Where files are kept: beside the database, if nothing else is said."""
        if self.paidan_files:
            return Path(self.paidan_files)
        database = self.database.file
        return (database.parent if database else Path("data")) / "files"

    @property
    def links(self) -> Links:
        """What makes addresses of our pages; without a public one they work on this machine."""
        host = f"[{self.paidan_web_host}]" if ":" in self.paidan_web_host else self.paidan_web_host
        own = f"http://{host}:{self.paidan_web_port}"
        secret = self.paidan_secret.get_secret_value()
        return Links(secret, self.paidan_public_url or own, bool(self.paidan_public_url))

    @property
    def has_slack(self) -> bool:
        """Whether Slack is to be connected."""
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def slack_by_http(self) -> bool:
        """Whether Slack delivers to our address instead of by a socket."""
        has_secret = bool(self.slack_signing_secret.get_secret_value())
        has_socket = bool(self.slack_app_token.get_secret_value())
        return self.slack_mode == "http" or (not self.slack_mode and has_secret and not has_socket)

    @property
    def has_dingtalk(self) -> bool:
        """Whether DingTalk is to be connected."""
        return bool(self.dingtalk_client_id)

    @property
    def _slack_way_in(self) -> SecretStr:
        """What proves deliveries, or opens the socket for them."""
        return self.slack_signing_secret if self.slack_by_http else self.slack_app_token

    def what_is_missing(self) -> tuple[str, ...]:
        """The settings without which the bot can't start, by name (SOME_MESSENGER: either)."""
        missing = [] if self.paidan_secret.get_secret_value() else ["PAIDAN_SECRET"]
        if not self.has_slack and not self.has_dingtalk:
            missing.append(SOME_MESSENGER)
        if self.has_slack and not self._slack_way_in.get_secret_value():
            missing.append("SLACK_SIGNING_SECRET" if self.slack_by_http else "SLACK_APP_TOKEN")
        if self.has_dingtalk:
            needed = {
                "DINGTALK_CLIENT_SECRET": self.dingtalk_client_secret.get_secret_value(),
                "DINGTALK_ROBOT_CODE": self.dingtalk_robot_code,
            }
            missing += [name for name, value in needed.items() if not value]
        return tuple(missing)
