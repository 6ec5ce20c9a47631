"""Summaries that go out by themselves: once for each day and week, on days that the group works."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog

from desk.address import Place, direct_chat
from desk.duty import leads_of
from desk.groups import Desk, Group
from desk.matters import SummaryPost
from desk.notices import Notice, NoticeKind
from desk.summaries import Rhythm, SummaryTo, is_posted, next_posts, period_told
from storage.store import Store
from storage.timers import DueTimer
from storage.work import NewTimer, Work

SUMMARY = "summary"

log = structlog.get_logger()


async def watch_summaries(store: Store) -> None:
    """See to it that every group's next summaries are waited for; done again when settings change.

    A timer of a day that has none any more finds nothing to do when it falls due.
    """
    desk, now = store.desk, store.clock.now()
    work = Work()
    for group in desk.groups.values():
        _wait_for_next(work, group, desk, now)
    if work.timers:
        await store.commit(work)


async def post_summary(store: Store, timer: DueTimer, now: datetime) -> None:
    """Post the figures as they are now, and wait for the next time.

    What should have gone out on an earlier day is dropped: its figures would be others'.
    """
    key, rhythm = str(timer.payload["group"]), Rhythm(str(timer.payload["rhythm"]))
    day = date.fromisoformat(str(timer.payload["day"]))

    async def decide() -> Work:
        desk, work = store.desk, Work(fired=[timer.id])
        group = desk.groups.get(key)
        if group is None:
            return work
        _wait_for_next(work, group, desk, now)
        if not is_posted(group.summary, rhythm, day, desk.calendar(group.calendar)):
            return work
        if now.astimezone(ZoneInfo(group.timezone)).date() != day:
            log.warning("A summary is too late to be posted.", group=key, day=str(day))
            return work
        period = period_told(group.summary, rhythm)
        summary = await store.reports.summary(desk, (key,), period, now)
        notices = _told(group, desk)
        work.keep_matter(SummaryPost(group=key, at=now, summary=summary), notices=notices)
        return work

    await store.act(decide)


def _wait_for_next(work: Work, group: Group, desk: Desk, now: datetime) -> None:
    calendar = desk.calendar(group.calendar)
    for post in next_posts(group.summary, calendar, group.timezone, now):
        payload = {"group": group.key, "rhythm": post.rhythm.value, "day": post.day.isoformat()}
        key = f"{SUMMARY}:{group.key}:{post.rhythm}:{post.day}"
        work.start(NewTimer(key, SUMMARY, post.due, payload=payload))


def _told(group: Group, desk: Desk) -> tuple[Notice, ...]:
    """In the group's channels, each in its language; or to each lead, in theirs."""
    if group.summary.to is SummaryTo.CHANNELS:
        return tuple(
            Notice(NoticeKind.MATTER, Place(channel.conversation), channel.language)
            for channel in group.channels
        )
    leads = (desk.people[person] for person in leads_of(desk, group))
    return tuple(
        Notice(
            NoticeKind.MATTER,
            Place(direct_chat(lead.accounts[0])),
            lead.language or group.language,
            (lead.id,),
        )
        for lead in leads
    )
