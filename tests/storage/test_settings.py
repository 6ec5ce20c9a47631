"""Settings: what desk.yaml says, kept as it was understood, and the desk that follows."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from cards.desk_file import read_desk_file
from desk.calendar import DayKind, SpecialDay, Window, is_listed
from desk.groups import Channel, Desk
from desk.languages import Language
from desk.people import Person
from desk.queues import Category, Limits
from desk.roster import Adjustment, Leave
from desk.roster_preview import preview
from desk.rota import compile_roster, on_duty
from desk.spec import CalendarSpec, DeskSpec, OwnDaySpec
from storage.settings import SPEC
from storage.settings_calendars import calendar_of, unknown_list
from storage.settings_desk import desk_of
from tests.storage.conftest import Desk as Hands

SAMPLE = Path("bot/samples/desk.yaml").read_text(encoding="utf-8")
LI, WANG, CHEN, ZHOU, SUN = 1, 2, 3, 4, 5
WORK = (Window(540, 1080),)
WEEK = (*(WORK,) * 5, (), ())

# A file in which nearly everything is said, as far as the sample doesn't.
MORE = """\
people: {bo: {name: Bo, slack: T1/U1, skills: {en: 3}}, al: {name: Al, slack: T1/U2}}
calendars: {fair: {hours: {sat: "22:00-06:00"}, days: {2026-12-24: off}}}
rosters:
  duty:
    layers:
      day:
        {people: [bo, [al, bo]], every: 2 weeks, start: 2026-01-05 09:00, until: 2027-01-01,
         on: mon, hours: "09:00-18:00", position: 2, priority: 1, gap: true,
         channels: {slack: T1/C1}}
support_tiers: [L1, {x: {rung: false}}]
customer_tiers: {gold: {also: [GOLD], group: it, people: [bo]}}
categories:
  network: {group: it, skills: {en: 2}, weight: 2, people: [bo], priority: high, tier: L1}
  vpn: {under: network, weight: 3}
  tunnel: {under: vpn, skills: {}, people: []}
priority_rules: [{priority: high, category: network, impact: high}]
groups:
  it:
    name: IT
    members: [bo, al]
    categories: [VPN, paper]
    roster: duty
    limits: {bo: {open: 2, only: vpn, each: {paper: 1}}}
    surge: {backlog: 9, standby: duty}
    notify: {late: personal, quiet: "22:00-07:00", loud: urgent}
sla:
  - name: one
    when: {category: network, channel: slack}
    resolution: 8h
    pauses: {resolution: parts}
    reopening: continue
    steps:
      resolution: {at: 100% + 1h real, tell: lead, raise: true, post: {slack: T1/C2}}
      pending: {at: 48h, webhook: "https://example.com"}
"""

# As it was kept before there were calendars, rosters and promises.
OLD = """\
{"language":"zh_CN","people":[{"key":"bo","name":"Bo","language":null,"accounts":
[{"messenger":"slack","tenant":"T1","id":"U1"}]}],"groups":[{"key":"it","name":"IT","language":"en",
"timezone":"Asia/Shanghai","members":["bo"],"leads":[],"on_duty":["bo"],"channels":[{"conversation":
{"messenger":"slack","tenant":"T1","id":"C1","kind":"group"},"language":"en"}],
"categories":["网络"],"words":["tech"]}],"priorities":[{"key":"normal","names":{"en":"Normal"},
"words":[]}],"default_group":"it","default_priority":"normal","operators":["bo"]}
"""


@cache
def spec_of(text: str) -> DeskSpec:
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    return spec


def desk_from(
    spec: DeskSpec, adjustments: Mapping[str, tuple[Adjustment, ...]] | None = None
) -> Desk:
    people = {person.key: Person(n, person.name) for n, person in enumerate(spec.people, 1)}
    bound: Mapping[str, list[Channel]] = {}
    calendars = {c.key: calendar_of(c, 2026, Language.CHINESE) for c in spec.calendars}
    return desk_of(spec, 7, people, bound, calendars, adjustments or {})


@pytest.mark.parametrize("text", [SAMPLE, MORE], ids=["sample", "more"])
def test_what_was_understood_is_kept_whole(text: str) -> None:
    """Written to the database and read again, it is the same."""
    spec = spec_of(text)
    assert SPEC.validate_json(SPEC.dump_json(spec)) == spec


def test_settings_of_before_are_still_read() -> None:
    """A desk that was set up before there were rosters and promises goes on as it was."""
    desk = desk_from(SPEC.validate_json(OLD))
    group = desk.groups["it"]
    assert (group.on_duty, group.roster, group.calendar) == ((1,), None, None)
    assert desk.policies == ()
    assert desk.group_for_category("网络") == (group, "网络")
    assert desk.calendar(group.calendar).key == "24x7"


def test_people_stand_by_their_ids() -> None:
    """In rosters, limits, categories and tiers; skills come with the person."""
    desk = desk_from(spec_of(MORE))
    assert desk.people[1].skills == {"en": 3}
    assert desk.rosters["duty"].layers[0].crews == ((1,), (2, 1))
    limits = Limits(2, frozenset({"vpn", "tunnel"}), {"paper": 1})
    assert desk.groups["it"].queue.limits == {1: limits}
    assert desk.customer_tiers["gold"].people == (1,)
    assert desk.categories["network"].people == (1,)


def test_a_category_has_what_the_one_above_it_has() -> None:
    """Unless it says otherwise; plain words of a group are categories of their own."""
    desk = desk_from(spec_of(MORE))
    vpn, tunnel = desk.categories["vpn"], desk.categories["tunnel"]
    assert (vpn.group, vpn.skills, vpn.weight, vpn.people) == ("it", {"en": 2}, 3.0, (1,))
    assert (tunnel.group, tunnel.skills, tunnel.weight, tunnel.people) == ("it", {}, 3.0, ())
    assert desk.categories["paper"] == Category("paper", "paper", "it")
    assert set(desk.categories) == {"network", "vpn", "tunnel", "paper"}


def test_what_is_said_of_a_category_is_said_of_those_below() -> None:
    """A policy and a rule for network fit vpn too."""
    desk = desk_from(spec_of(MORE))
    everything = {"network", "vpn", "tunnel"}
    assert desk.policies[0].match.categories == everything
    assert desk.priority_rules[0].categories == everything


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("断网", ("it-support", "network")),
        ("WIFI", ("it-support", "network")),
        ("network", ("it-support", "network")),
        ("vpn", ("it-support", "vpn")),
        ("打印机", ("it-support", "printer")),
        ("Stock", ("warehouse", "stock")),
        ("发货", ("warehouse", "发货")),
        ("nothing", None),
    ],
)
def test_a_category_goes_by_key_name_and_words(word: str, found: tuple[str, str] | None) -> None:
    """A ticket keeps the key."""
    by_word = desk_from(spec_of(SAMPLE)).group_for_category(word)
    assert (by_word and (by_word[0].key, by_word[1])) == found


BO_BY_DAY, EVA_BY_NIGHT = [(0, WANG)], [(0, SUN)]
DAN_BY_DAY, LEA_BY_NIGHT = [(0, ZHOU), (1, CHEN)], [(0, CHEN)]


def test_in_the_sample_somebody_is_always_on_duty() -> None:
    """Every half hour of two months: in IT Bo, then Eva; in the store Dan and by night Lea."""
    desk = desk_from(spec_of(SAMPLE))
    it, store = (compile_roster(desk.rosters[key]) for key in ("it-duty", "store-duty"))
    begin = datetime(2026, 1, 5, 22, tzinfo=UTC)  # 06:00 in Shanghai, when Bo begins
    for half_hours in range(60 * 48):
        at = begin + half_hours * timedelta(minutes=30)
        found = [(one.position, one.person) for one in on_duty(it, at)]
        assert found == (BO_BY_DAY if (at.hour + 8) % 24 in range(6, 18) else EVA_BY_NIGHT)
        found = [(one.position, one.person) for one in on_duty(store, at)]
        assert found == (DAN_BY_DAY if at.hour < 12 else LEA_BY_NIGHT)


@pytest.mark.parametrize("key", ["it-duty", "store-duty"])
def test_the_samples_preview_has_nothing_to_point_out(key: str) -> None:
    """Nobody is booked twice, too tired or unfairly treated, and no hour is nobody's."""
    desk = desk_from(spec_of(SAMPLE))
    rota = desk.rota(key)
    assert rota is not None
    found = preview(rota, datetime(2026, 1, 6, tzinfo=UTC), others=desk.rotas_beside(key))
    assert (found.gaps, found.short_rests, found.double_bookings) == ((), (), ())
    assert {load.unfairness for load in found.people} == {0}


def test_adjustments_go_into_their_roster() -> None:
    """What was changed is the desk's, not the file's."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    leave = Leave(id=1, person=WANG, start=at, end=at + timedelta(hours=8))
    desk = desk_from(spec_of(SAMPLE), {"it-duty": (leave,)})
    assert desk.rosters["it-duty"].adjustments == (leave,)
    assert desk.rosters["store-duty"].adjustments == ()


def test_a_calendar_has_official_days_and_its_own() -> None:
    """Its own go before the official ones; make-up days have the usual hours, or those given."""
    own = {date(2026, 10, 1): OwnDaySpec(WORK, "盘点"), date(2026, 3, 2): OwnDaySpec(())}
    calendar = calendar_of(
        CalendarSpec("o", "Asia/Shanghai", WEEK, "CN", days=own), 2026, Language.CHINESE
    )
    assert calendar.special[date(2026, 10, 1)] == SpecialDay(DayKind.OWN_WORK, "盘点", WORK)
    assert calendar.special[date(2026, 3, 2)] == SpecialDay(DayKind.OWN_OFF, "", ())
    assert calendar.special[date(2026, 10, 2)].kind is DayKind.HOLIDAY
    makeup = calendar.special[date(2026, 10, 10)]
    assert (makeup.kind, makeup.windows) == (DayKind.MAKEUP, WORK)
    short = CalendarSpec("o", "Asia/Shanghai", WEEK, "CN", makeup=(Window(600, 660),))
    days = calendar_of(short, 2026, Language.ENGLISH).special
    assert days[date(2026, 10, 10)].windows == (Window(600, 660),)
    assert {day.year for day in days} == set(range(2024, 2029))


def test_a_calendar_without_official_days_is_always_listed() -> None:
    """And one whose country has been taken out of the lists still opens."""
    for holidays in ("", "XX"):
        calendar = calendar_of(CalendarSpec("o", "UTC", WEEK, holidays), 2026, Language.ENGLISH)
        assert calendar.week == WEEK
        assert not calendar.special
        assert is_listed(calendar, datetime(2050, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("CN", None),
        ("US/NY", None),
        ("cn", "CN"),
        ("China", "CN"),
        ("US/New York", "US/NY"),
        ("XX", ""),
        ("US/", ""),
        ("", ""),
    ],
)
def test_the_nearest_official_list_is_named(code: str, nearest: str | None) -> None:
    """None for a country or region that has one."""
    assert unknown_list(code) == nearest


@pytest.mark.asyncio
async def test_a_new_year_brings_its_holidays(desk: Hands) -> None:
    """Nobody has to apply the file again."""
    settings = desk.store.settings
    assert not await settings.refresh()
    before = max(settings.desk.calendars["office"].special)
    await desk.store.advance(timedelta(days=366))
    assert await settings.refresh()
    assert not await settings.refresh()
    assert max(settings.desk.calendars["office"].special).year == before.year + 1
