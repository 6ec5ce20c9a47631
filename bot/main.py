"""Builds the whole program by hand, in order, and runs it until it is asked to stop."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import structlog
from aiohttp.web import AppRunner, TCPSite

from bot.dingtalk.client import DingTalkClient
from bot.dingtalk.door import DingTalkDoor
from bot.dingtalk.far_end import far_end_of
from bot.dingtalk.files import DingTalkFiles
from bot.dingtalk.messenger import DingTalkMessenger
from bot.dingtalk.people import DingTalkPeople
from bot.dingtalk.speaker import Speaker
from bot.dingtalk.webhooks import Webhooks
from bot.doors import Door, keep_open
from bot.settings import Settings
from bot.slack.door import SlackDoor
from bot.slack.files import SlackFiles
from bot.slack.hints import Hints
from bot.slack.messenger import SlackMessenger
from bot.slack.people import SlackPeople
from bot.webhooks.messenger import WebhookMessenger, signing_key
from cards.words import words
from desk.address import MessengerName
from desk.telling import webhooks_of
from handlers.answer import FrontDesk
from scheduler.courier import Courier, Messenger
from scheduler.feeds import FeedReader
from scheduler.fetching import Fetch
from scheduler.files import MEGABYTE, FileFetcher, FileSource
from scheduler.profiles import PeopleSource, ProfileReader
from scheduler.public_addresses import connector
from scheduler.rolls import RollReader
from scheduler.seals import begin_sealing
from scheduler.timetable import Round, Timetable, watch_settings
from storage.file_folder import FileFolder
from storage.store import Store
from web.app import Health, web_app

log = structlog.get_logger()


@dataclass(slots=True)
class Messengers:
    """What is connected: doors for what comes in, messengers for what goes out."""

    doors: dict[str, Door] = field(default_factory=dict)
    out: dict[MessengerName, Messenger] = field(default_factory=dict)
    people: dict[MessengerName, PeopleSource] = field(default_factory=dict)
    files: dict[MessengerName, FileSource] = field(default_factory=dict)


async def run_bot(settings: Settings, ready: Callable[[], None] = lambda: None) -> None:
    """Run until SIGINT or SIGTERM; `ready` is called once every door is open or has been tried.

    Raises:
        DatabaseInUse: another bot works on this SQLite file.
        OSError: the port of the web pages is taken.
    """
    stop = asyncio.Event()
    async with contextlib.AsyncExitStack() as closing:
        store = await Store.opened(settings.database, settings.paidan_secret.get_secret_value())
        # Only now: until here there is nothing to be finished first.
        for sign in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        closing.push_async_callback(store.close)
        store.links = settings.links
        session = await closing.enter_async_context(aiohttp.ClientSession())
        outside = await closing.enter_async_context(
            aiohttp.ClientSession(connector=connector(settings.paidan_webhooks_may_be_local))
        )
        messengers = connect(settings, store, session, outside)
        folder = FileFolder(settings.files)
        await _serve_web(settings, store, messengers.doors, folder, closing)
        await begin_sealing(store)
        await watch_settings(store)
        courier = Courier(
            store,
            messengers.out,
            timedelta(seconds=settings.paidan_lease_seconds),
            settings.paidan_poll_seconds,
            paced=settings.paidan_pace,
            folder=folder,
        )
        sending = asyncio.create_task(courier.run())
        files = _fetcher(settings, messengers, folder)
        rounds = Timetable(store, _further_rounds(settings, messengers, files))
        rounds.start()
        opening = await _opened(messengers.doors, stop)
        _keep_what_stays()
        ready()
        _say_how_it_stands(store, messengers)
        await stop.wait()
        log.info("Stopping.")
        for task in opening:
            task.cancel()
        await asyncio.gather(*(door.close() for door in messengers.doors.values()))
        await rounds.stop()
        await files.close(store)
        courier.stop()
        await sending


def _further_rounds(
    settings: Settings, messengers: Messengers, files: FileFetcher
) -> tuple[Round, ...]:
    """What is read elsewhere every so often."""
    feeds = FeedReader(Fetch(may_be_local=settings.paidan_feeds_may_be_local))
    rolls = RollReader(messengers.people, timedelta(seconds=settings.paidan_people_seconds))
    profiles = ProfileReader(messengers.people)
    return (
        Round("read calendars elsewhere", 2.0, feeds.read_due),
        Round("read lists of people", 1.0, rolls.read_due),
        Round("see who is whose", 2.0, profiles.read_due),
        Round("fetch files", 0.5, files.fetch_due),
        Round("clear what never arrived", 3600.0, files.tidy),
    )


def _fetcher(settings: Settings, messengers: Messengers, folder: FileFolder) -> FileFetcher:
    """A file may take some leases of a delivery: nobody waits for it."""
    return FileFetcher(
        folder,
        messengers.files,
        settings.paidan_largest_file_mb * MEGABYTE,
        timedelta(seconds=4 * settings.paidan_lease_seconds),
    )


def _keep_what_stays() -> None:
    """What is there by now is there for good: to look through it for garbage takes 0.1 s a time."""
    gc.collect()
    gc.freeze()


def _say_how_it_stands(store: Store, messengers: Messengers) -> None:
    shut = [str(name) for name, door in messengers.doors.items() if not door.connected]
    for door in messengers.doors.values():
        team = door.team if isinstance(door, SlackDoor) else ""
        if team and store.desk.version and not store.desk.knows_tenant(team):
            log.warning("desk.yaml names nobody of this workspace: see tenants.", workspace=team)
    if not store.desk.version:
        log.warning("No desk.yaml is applied yet: paidan apply desk.yaml")
    if shut:
        log.warning("Started, but not everything is connected.", not_connected=shut)
    else:
        log.info("Ready.", messengers=[str(name) for name in messengers.doors])


async def _opened(doors: Mapping[str, Door], stop: asyncio.Event) -> list[asyncio.Task[None]]:
    """Open all doors, and wait until each is open or has been tried, or the bot is to stop."""
    opening = [asyncio.create_task(keep_open(name, door)) for name, door in doors.items()]
    if opening:
        either = [asyncio.create_task(_all(opening)), asyncio.create_task(stop.wait())]
        await asyncio.wait(either, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    return opening


async def _all(tasks: Iterable[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks)


def connect(
    settings: Settings, store: Store, session: aiohttp.ClientSession, outside: aiohttp.ClientSession
) -> Messengers:
    """The messengers that the settings name; `outside` reaches what people's addresses may name."""
    messengers = Messengers()
    front_desk = FrontDesk(store)
    if settings.has_slack:
        _connect_slack(settings, store, front_desk, session, messengers)
    if settings.has_dingtalk:
        _connect_dingtalk(settings, store, front_desk, session, messengers)
    key = signing_key(settings.paidan_secret.get_secret_value())
    messengers.out[MessengerName.WEBHOOK] = WebhookMessenger(
        outside, key, lambda: webhooks_of(store.desk), store.clock.real
    )
    return messengers


def _connect_slack(
    settings: Settings,
    store: Store,
    front_desk: FrontDesk,
    session: aiohttp.ClientSession,
    messengers: Messengers,
) -> None:
    say, by_http = words(store.desk.language).say, settings.slack_by_http
    door = SlackDoor(
        front_desk,
        settings.slack_bot_token.get_secret_value(),
        settings.slack_app_token.get_secret_value(),
        session,
        Hints(
            still_working=say("slack.still_working"),
            once_more=say("slack.once_more"),
            title=say("slack.title"),
            close=say("page.close"),
        ),
        store.clock.real,
        settings.slack_api_url,
        signing_secret=settings.slack_signing_secret.get_secret_value() if by_http else "",
        emoji=settings.paidan_ticket_emoji.strip(":"),
    )
    messengers.doors[MessengerName.SLACK] = door
    messengers.out[MessengerName.SLACK] = SlackMessenger(door.calls)
    messengers.people[MessengerName.SLACK] = SlackPeople(door.calls)
    messengers.files[MessengerName.SLACK] = SlackFiles(
        door.calls, settings.slack_bot_token.get_secret_value(), settings.slack_api_url
    )


def _connect_dingtalk(
    settings: Settings,
    store: Store,
    front_desk: FrontDesk,
    session: aiohttp.ClientSession,
    messengers: Messengers,
) -> None:
    far_end = far_end_of(settings)
    client = DingTalkClient(session, far_end)
    webhooks = Webhooks(store.clock.real)
    speaker = Speaker(client, webhooks)
    language = store.desk.language
    template = settings.dingtalk_card_template_id
    messengers.doors[MessengerName.DINGTALK] = DingTalkDoor(
        front_desk, client, speaker, webhooks, far_end, store.clock.real, language
    )
    messengers.people[MessengerName.DINGTALK] = DingTalkPeople(client)
    messengers.out[MessengerName.DINGTALK] = DingTalkMessenger(
        client, speaker, template, use_template=bool(template)
    )
    messengers.files[MessengerName.DINGTALK] = DingTalkFiles(client, far_end)


async def _serve_web(
    settings: Settings,
    store: Store,
    doors: Mapping[str, Door],
    folder: FileFolder,
    closing: contextlib.AsyncExitStack,
) -> None:
    health = Health(store, doors)
    app = web_app(health, folder, demo=settings.paidan_demo)
    slack = doors.get(MessengerName.SLACK)
    if isinstance(slack, SlackDoor) and settings.slack_by_http:
        app.router.add_post("/slack/events", slack.receive)
    runner = AppRunner(app, access_log=None)
    await runner.setup()
    closing.push_async_callback(runner.cleanup)
    await TCPSite(runner, settings.paidan_web_host, settings.paidan_web_port).start()
