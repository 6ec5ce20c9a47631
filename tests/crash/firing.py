"""One replica that does nothing but what falls due, as a program that can be killed.

python -m tests.crash.firing <database url> <secret>
"""

import asyncio
import sys

from bot.logs import set_up_logs
from scheduler.timetable import Timetable
from storage.database import Database
from storage.store import Store


async def fire_for_ever(url: str, secret: str) -> None:
    """Go round the timetable until killed."""
    store = await Store.opened(Database(url), secret)
    Timetable(store).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    set_up_logs("warning", as_json=True)
    asyncio.run(fire_for_ever(*sys.argv[1:]))
