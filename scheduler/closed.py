"""A group's conversation that is closed to the desk: its leads hear of it, once a day."""

from desk.address import Place, direct_chat
from desk.duty import leads_of
from desk.groups import Channel, Desk, Group
from desk.matters import Announcement, News
from desk.notices import Notice, NoticeKind
from storage.store import Store
from storage.work import Work


async def warn_of_closed(store: Store, lane: str) -> None:
    """Tell the leads of the group whose conversation this lane leads to, if one's is."""
    found = _shown_in(store.desk, lane)
    if found is None:
        return
    (group, channel), now = found, store.clock.now()
    where = channel.conversation
    work = Work(key=f"closed:{lane}:{now:%Y-%m-%d}")
    announcement = Announcement(
        group=group.key, news=News.CHANNEL_CLOSED, at=now, facts={"channel": where.id}
    )
    leads = (store.desk.people.get(lead) for lead in leads_of(store.desk, group))
    notices = tuple(
        Notice(
            NoticeKind.MATTER,
            Place(direct_chat(lead.accounts[0])),
            lead.language or group.language,
            (lead.id,),
        )
        for lead in leads
        if lead is not None and lead.accounts
    )
    work.keep_matter(announcement, notices=notices)
    await store.commit(work)


def _shown_in(desk: Desk, lane: str) -> tuple[Group, Channel] | None:
    for group in desk.groups.values():
        for channel in group.channels:
            if channel.conversation.lane == lane:
                return group, channel
    return None
