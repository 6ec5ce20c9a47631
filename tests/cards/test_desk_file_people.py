"""People in desk.yaml: partners, lists that groups are filled from, what accounts are told by."""

import pytest

from desk.address import MessengerName
from desk.linking import Sameness
from desk.rolls import ListSource
from tests.cards.desk_files import SMALL, Case, assert_told, read

IT = SMALL + "    "


def test_a_group_is_filled_from_a_list() -> None:
    """With members of its own or without; a department may bring those below it."""
    spec = read(IT + "members_from: {slack_usergroup: S0IT}\n    partners: [bo]\n")
    assert spec.groups[0].members_from == ListSource(MessengerName.SLACK, "T1", "S0IT")
    assert spec.groups[0].partners == ("bo",)
    text = SMALL.replace("{slack: T1}", "{slack: T1, dingtalk: D1}").replace(
        "    members: [bo]\n", ""
    )
    spec = read(text + "    members_from: {dingtalk_department: 123, sub: true}\n")
    assert spec.groups[0].members == ()
    source = ListSource(MessengerName.DINGTALK, "D1", "123", deep=True)
    assert spec.groups[0].members_from == source


def test_accounts_are_told_by_what_the_file_allows() -> None:
    """It stands among people, and is nobody."""
    assert read(SMALL).link_by == frozenset()
    spec = read(SMALL.replace("people:\n", "people:\n  bind_by: [email, mobile]\n"))
    assert spec.link_by == frozenset(Sameness)
    assert [person.key for person in spec.people] == ["bo", "al"]


WRONG: list[Case] = [
    ("    members_from: {}", "deskfile.want_list_source", ""),
    ("    members_from: {slack_usergroup: it-staff}", "deskfile.want_user_group", ""),
    ("    members_from: {slack_user_group: S0IT}", "deskfile.unknown_key", "slack_usergroup"),
    ("    members_from: {dingtalk_department: it}", "deskfile.want_department", ""),
    ("    members_from: {dingtalk_department: 1}", "deskfile.no_tenant", ""),
    (
        "    members_from: {slack_usergroup: S0IT}\n    user_group: S0IT",
        "deskfile.list_follows",
        "",
    ),
    ("    partners: [bu]", "deskfile.no_such_person", "bo"),
]


@pytest.mark.parametrize(("addition", "key", "nearest"), WRONG)
def test_what_is_wrong_with_people(addition: str, key: str, nearest: str) -> None:
    """Each mistake is told where it stands, with the nearest right name."""
    assert_told(addition, key, nearest)
