"""`paidan init` before a pretend Slack: a desk.yaml that can be applied as it is."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cards.desk_file import read_desk_file
from cards.first_desk_file import Seen, SeenChannel, SeenPerson, first_desk_file, joined
from desk.languages import Language
from desk.spec import DeskSpec
from tests.beginnings import Beginnings
from tests.cards.desk_schemas import underlined
from tests.cards.samples import TEXTS
from tests.sandbox.conftest import running_sandbox
from tests.town import BotProcess, settle_in

NAMES = TEXTS.map(lambda text: text[:20])
IDS = st.from_regex(r"U[0-9A-Z]{3,6}", fullmatch=True)
ANA = SeenPerson("小李 Ana", slack="U1", email="ana@example.com")


def test_the_first_file_has_the_channels_and_people_and_is_applied(tmp_path: Path) -> None:
    """Written once, never over another; then apply takes it as it is."""
    file = tmp_path / "desk.yaml"
    with running_sandbox(tmp_path / "sandbox") as far_end:
        bot = BotProcess(far_end.url, f"sqlite://{tmp_path / 'paidan.db'}", tmp_path)
        first, again = bot.command("init", str(file)), bot.command("init", str(file))
        applied = bot.command("apply", str(file))
    assert first.returncode == 0, first.stderr
    spec = read_desk_file(file.read_text(encoding="utf-8"))
    assert isinstance(spec, DeskSpec)
    by_name = {group.name: group for group in spec.groups}
    assert {"it-support", "warehouse"} <= set(by_name)
    accounts = {account.id for person in spec.people for account in person.accounts}
    assert {"U0ANA", "U0BO", "U0LEA", "U0DAN"} <= accounts
    assert by_name["it-support"].channels[0].conversation.id == "C0ITSUP"
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert applied.returncode == 0, applied.stderr


def test_people_of_dingtalk_come_once_the_organisation_is_known(
    tmp_path: Path, beginnings: Beginnings
) -> None:
    """The bot of the town was written to there; whoever is on both messengers is one person."""
    file = tmp_path / "desk.yaml"
    with running_sandbox(tmp_path / "sandbox") as far_end:
        bot = BotProcess(far_end.url, f"sqlite://{tmp_path / 'paidan.db'}", tmp_path)
        settle_in(bot, beginnings)
        assert bot.command("init", str(file)).returncode == 0
    spec = read_desk_file(file.read_text(encoding="utf-8"))
    assert isinstance(spec, DeskSpec)
    on_both = [person for person in spec.people if len(person.accounts) == 2]
    alone = [person for person in spec.people if len(person.accounts) == 1]
    assert len(on_both) + len(alone) == len(spec.people)
    assert {a.id for one in spec.people for a in one.accounts} >= {"user-wang", "U0BO"}
    assert "cidITSUP0001==" in file.read_text(encoding="utf-8")


def test_a_refusal_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    """Without the scope it says so, and points to the doctor."""
    file = tmp_path / "desk.yaml"
    with running_sandbox(tmp_path / "sandbox", "--slack-scopes", "chat:write") as far_end:
        bot = BotProcess(far_end.url, f"sqlite://{tmp_path / 'paidan.db'}", tmp_path)
        ended = bot.command("init", str(file))
    assert ended.returncode == 1
    assert "missing_scope" in ended.stderr
    assert not file.exists()


@settings(max_examples=20)
@given(
    st.lists(
        st.builds(SeenPerson, NAMES, IDS), min_size=1, max_size=4, unique_by=lambda p: p.slack
    ),
    st.lists(st.builds(SeenChannel, IDS, NAMES), max_size=3, unique_by=lambda c: c.id),
    st.sampled_from(Language),
)
def test_whatever_people_and_channels_are_called_the_file_can_be_applied(
    people: list[SeenPerson], channels: list[SeenChannel], language: Language
) -> None:
    """Names from outside are values and nothing else; every key is one of its own."""
    whole = tuple(SeenChannel(c.id, c.name, tuple(p.slack for p in people)) for c in channels)
    seen = Seen("Europe/Paris", slack="T1", people=tuple(people), slack_channels=whole)
    text = first_desk_file(seen, language)
    assert not underlined(text)
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    assert [a.id for one in spec.people for a in one.accounts] == [one.slack for one in people]
    assert len(spec.groups) == max(len(channels), 1)


def test_people_of_both_messengers_are_joined_by_address_or_by_a_name_of_their_own() -> None:
    """Two of one name stay apart: nobody gets another's rights by being called like them."""
    by_mail = SeenPerson("李安", dingtalk="d1", email="ana@example.com")
    by_name = SeenPerson("小王", dingtalk="d2")
    twins = [SeenPerson("小周", dingtalk="d3"), SeenPerson("小周", dingtalk="d4")]
    wang, zhou = SeenPerson("小王", slack="U2"), SeenPerson("小周", slack="U3")
    found = joined([ANA, wang, zhou], [by_mail, by_name, *twins])
    assert [(one.slack, one.dingtalk) for one in found] == [
        ("U1", "d1"),
        ("U2", "d2"),
        ("U3", ""),
        ("", "d3"),
        ("", "d4"),
    ]
