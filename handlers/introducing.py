"""The desk says who it is, once, in a group that it is new in."""

from desk.address import ConversationKind
from desk.errors import Conflict
from desk.matters import Announcement, News
from desk.notices import Notice, NoticeKind
from handlers.asking import language_for
from handlers.lines import Command
from handlers.request import Request
from handlers.standing_lines import Help
from storage.store import Store
from storage.work import Work


async def introduce(request: Request, store: Store, command: Command | None) -> None:
    """With what can be asked, and how; where somebody asks for just that, the answer is enough.

    Groups that desk.yaml names know the desk. Slack tells of it when the bot joins a channel.
    """
    where, desk = request.where.conversation, store.desk
    has_own = where.messenger.has_threads or desk.group_at(where) is not None
    if where.kind is not ConversationKind.GROUP or has_own or not desk.version:
        return
    conversation = await store.directory.conversation_id(where)
    if await store.introductions.made_in(conversation):
        return
    work = Work()
    work.also(store.introductions.making(conversation))
    if not isinstance(command, Help):
        language = await language_for(request, store)
        announcement = Announcement(
            group=desk.default_group,
            news=News.INTRODUCTION,
            at=store.clock.now(),
            facts={"messenger": where.messenger.value},
        )
        notice = Notice(NoticeKind.MATTER, request.where, language)
        work.keep_matter(announcement, notices=(notice,))
    try:
        await store.commit(work)
    except Conflict:
        return  # another line of the same moment has done it
