"""The desks that the bench works with, as desk.yaml: as in the spine, and with all of duty on."""

from collections.abc import Callable

from tests.bench.load import CHANNELS
from tests.bench.stand_in import TEAM

WEEKLY = "every: 1 week, start: 2026-01-05 09:00"
CALENDARS = """
calendars:
  office:
    timezone: Asia/Shanghai
    hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
    holidays: CN
"""

PROMISES = """
sla:
  - name: usual
    calendar: office
    acknowledge: 15m
    first_reply: 1h
    next_reply: 4h
    resolution: 8h
    pauses: {resolution: [customer, third_party]}
    steps: usual
steps:
  usual:
    acknowledge:
      - {at: 50%, tell: on_duty}
      - {at: 100%, tell: [on_duty, group]}
      - {at: 100% + 10m, tell: backup}
      - {at: 100% + 30m, tell: lead, raise: true}
    first_reply:
      - {at: 75%, tell: assignee}
      - {at: 100% + 30m, tell: lead}
    resolution:
      - {at: 80%, tell: assignee}
      - {at: 100%, tell: [assignee, group]}
      - {at: 100% + 1h, tell: lead}
    pending:
      - {at: 48h, tell: assignee}
"""


def spine_desk() -> str:
    """200 groups, each with a channel, a member who is on duty, and one lead for all."""
    return _desk("", lambda n: f"    members: [p{n}]\n    on_duty: [p{n}]\n")


def duty_desk(strategy: str = "by_button") -> str:
    """The same groups, each with a roster of four, working hours, promises and a way to choose."""
    rosters = "rosters:\n" + "".join(_roster(n) for n in range(CHANNELS))

    def of_group(n: int) -> str:
        members = ", ".join(_four(n))
        return (
            f"    members: [{members}]\n    roster: r{n}\n    on_duty: [p{n}]\n"
            f"    calendar: office\n    strategy: {strategy}\n"
        )

    return _desk(CALENDARS + rosters + PROMISES, of_group)


def crowded_desk() -> str:
    """The same, with a group of all 200 people, which gives tickets to the best, with limits."""
    everybody = ", ".join(f"p{n}" for n in range(CHANNELS))
    skills = "categories:\n  network: {name: Network, group: everybody, skills: {network: 2}}\n"
    return f"""{duty_desk()}  everybody:
    name: Everybody
    members: [{everybody}]
    leads: [p0]
    calendar: office
    roster: r0
    strategy: [best_skill, least_load]
    pool: members
    limit: 20
{skills}"""


def _desk(more: str, of_group: Callable[[int], str]) -> str:
    people = "".join(
        f"  p{n}: {{name: Person {n}, slack: U1{n:04d}, skills: {{network: {n % 5 + 1}}}}}\n"
        for n in range(CHANNELS)
    )
    groups = "".join(
        f"  g{n}:\n    name: Group {n}\n    leads: [p0]\n{of_group(n)}"
        f"    channels: [{{slack: C{n}, language: en}}]\n"
        for n in range(CHANNELS)
    )
    tenants = f"language: en\ntenants: {{slack: {TEAM}}}\n"
    return f"{tenants}people:\n{people}{more}groups:\n{groups}"


def _four(n: int) -> list[str]:
    return [f"p{(n + shift) % CHANNELS}" for shift in range(4)]


def _roster(n: int) -> str:
    one, two, three, four = _four(n)
    return (
        f"  r{n}:\n    timezone: Asia/Shanghai\n    calendar: office\n    layers:\n"
        f"      first: {{people: [{one}, {two}, {three}], {WEEKLY}}}\n"
        f"      backup: {{people: [{four}, {one}], {WEEKLY}, position: backup}}\n"
    )
