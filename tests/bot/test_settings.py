"""What an operator is told of a setting that can't be meant."""

from pathlib import Path

import pytest

from bot.settings import EXPECTED, Settings
from cards.words import words
from desk.languages import Language
from tests.town import BotProcess


def test_each_setting_that_can_be_wrong_has_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that refuse a value are those for which it is said what is expected, in both
    languages."""
    refused = set()
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "-what?")
        try:
            Settings()
        except ValueError:
            refused.add(name)
        monkeypatch.delenv(name.upper())
    assert refused == set(EXPECTED)
    for language in Language:
        for kind in EXPECTED.values():
            assert "PORT" in words(language).say(f"cli.want.{kind}", name="PORT")


def test_a_wrong_setting_is_told_in_a_sentence(tmp_path: Path) -> None:
    """With what is expected, by name, and nothing of how it was checked."""
    told = BotProcess("", "mysql://here", tmp_path).command("migrate")
    assert told.returncode == 1
    assert told.stderr.startswith("PAIDAN_DATABASE_URL must be an address such as sqlite://")
    assert "pattern" not in told.stderr


@pytest.mark.parametrize(
    ("app_token", "signing_secret", "mode", "by_http", "missing"),
    [
        ("xapp-1", "", "", False, ()),
        ("", "secret", "", True, ()),
        ("xapp-1", "secret", "", False, ()),
        ("xapp-1", "secret", "http", True, ()),
        ("xapp-1", "", "http", True, ("SLACK_SIGNING_SECRET",)),
        ("", "secret", "socket", False, ("SLACK_APP_TOKEN",)),
        ("", "", "", False, ("SLACK_APP_TOKEN",)),
    ],
)
def test_slack_comes_by_a_socket_or_by_http(
    monkeypatch: pytest.MonkeyPatch,
    app_token: str,
    signing_secret: str,
    mode: str,
    by_http: bool,
    missing: tuple[str, ...],
) -> None:
    """By what is set, or as it is said; what that way needs is asked for by name."""
    given = {
        "PAIDAN_SECRET": "x",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": app_token,
        "SLACK_SIGNING_SECRET": signing_secret,
        "SLACK_MODE": mode,
        "DINGTALK_CLIENT_ID": "",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.slack_by_http is by_http
    assert settings.what_is_missing() == missing
