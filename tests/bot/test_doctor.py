"""`paidan doctor` before a pretend Slack and DingTalk: what is right, and what to do if not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.slack.scopes import NEEDED, WANTED
from sandbox.options import SLACK_SCOPES
from tests.beginnings import Beginnings
from tests.sandbox.conftest import ROOT, SandboxProcess, running_sandbox
from tests.town import TEMPLATE, BotProcess, settle_in

SCOPES = [*SLACK_SCOPES, "mpim:history"]


@pytest.fixture(scope="module")
def far_end(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """A Slack that grants all that is asked for, and a DingTalk that knows our card."""
    with running_sandbox(
        tmp_path_factory.mktemp("sandbox"),
        *("--dingtalk-template", f"paidan-ticket={TEMPLATE}"),
        *("--slack-scopes", ",".join(SCOPES)),
    ) as started:
        yield started


def asked(
    far_end: SandboxProcess, folder: Path, beginnings: Beginnings | None, **settings: str
) -> tuple[int, str]:
    """How the command ended, and what it said."""
    bot = BotProcess(far_end.url, f"sqlite://{folder / 'paidan.db'}", folder, settings=settings)
    if beginnings is not None:
        settle_in(bot, beginnings)
    ended = bot.command("doctor")
    assert not ended.stderr, ended.stderr
    return ended.returncode, ended.stdout


def test_what_is_right_is_said_to_be(
    far_end: SandboxProcess, tmp_path: Path, beginnings: Beginnings
) -> None:
    """With everything set it looks at the tokens, the scopes, the channels, the template."""
    code, said = asked(far_end, tmp_path, beginnings)
    assert code == 0, said
    assert "✗" not in said
    for looked_at in (
        "The settings are complete.",
        "The database answers: SQLite",
        "desk.yaml is applied, version 1.",
        "Slack: signed in as",
        "Slack: Socket Mode can be opened.",
        f"all {len(NEEDED) + len(WANTED)} scopes",
        "#it-support is there, and the bot is in it",
        "DingTalk: the stream can be opened.",
        "DingTalk: the card template paidan-ticket is there",
        "The clock agrees with Slack.",
    ):
        assert looked_at in said


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-other"}, "Slack doesn't know the token (invalid_auth"),
        ({"SLACK_BOT_TOKEN": "xapp-sandbox"}, "SLACK_BOT_TOKEN begins with xoxb-"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN is missing"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Slack can't be reached"),
        ({"DINGTALK_CLIENT_SECRET": "other"}, "DINGTALK_CLIENT_SECRET is wrong"),
        ({"DINGTALK_CARD_TEMPLATE_ID": "other"}, "no published card template other"),
        ({"PAIDAN_SECRET": ""}, "PAIDAN_SECRET is missing"),
        ({"PAIDAN_DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}, "can't be opened"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(
    far_end: SandboxProcess, tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    """Each is marked, the rest is looked at all the same, and the command ends with 1."""
    code, said = asked(far_end, tmp_path, None, **settings)
    assert code == 1
    assert any(line.startswith("✗") and sentence in line for line in said.splitlines()), said
    assert "xoxb-other" not in said


def test_it_speaks_the_terminals_language(far_end: SandboxProcess, tmp_path: Path) -> None:
    """In a Chinese terminal every line is Chinese."""
    code, said = asked(far_end, tmp_path, None, LANG="zh_CN.UTF-8")
    assert code == 0, said
    assert "配置齐全" in said


def test_scopes_that_are_missing_are_named(tmp_path: Path) -> None:
    """A needed one is wrong, another only a note; each says what fails without it."""
    granted = [scope for scope in SCOPES if scope not in {"commands", "groups:read"}]
    with running_sandbox(tmp_path / "sandbox", "--slack-scopes", ",".join(granted)) as far_end:
        code, said = asked(far_end, tmp_path, None)
    assert code == 1
    lines = said.splitlines()
    assert any(line.startswith("✗ The scope commands is missing: /ticket") for line in lines)
    assert any(line.startswith("! The scope groups:read is missing") for line in lines)


def test_the_manifest_asks_for_every_scope_that_is_looked_for() -> None:
    """Whoever installs the app from the manifest finds nothing missing."""
    manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
    asked_for = manifest["oauth_config"]["scopes"]["bot"]
    assert set(asked_for) == {*NEEDED, *WANTED}
