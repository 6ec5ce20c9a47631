"""What `paidan plan` tells of roles that stand beside the file."""

from functools import partial
from pathlib import Path

import pytest

from desk.people import Role
from storage.people import people_changed
from storage.rights import grant_steps
from storage.work import Work
from tests.bot.replayed import CHEN, TEXT, apply
from tests.bot.test_planning import planned
from tests.storage.conftest import Desk, desk

__all__ = ["desk"]


@pytest.mark.asyncio
async def test_a_plan_tells_what_becomes_of_roles_by_command(desk: Desk, tmp_path: Path) -> None:
    """They stand beside the file: kept, resting while their group is gone, or over with whoever it
    takes out."""
    await apply(desk)
    store = desk.store
    account, _ = await store.directory.account_for(CHEN, "Chen")
    keys = store.desk.people_keys
    for person, group in (("zhou", "it-support"), ("wang", "warehouse")):
        write = partial(grant_steps, keys[person], group, Role.MEMBER, account, store.clock.real())
        extra = people_changed(store.settings.stamp, store.recorder, [], write)
        await store.commit(Work(extras=[extra]))
        await store.settings.refresh()
    assert "kept beside this file: 2" in await planned(desk, TEXT, tmp_path)
    elsewhere = await planned(desk, TEXT.replace("  warehouse:\n", "  store:\n"), tmp_path)
    assert "in groups that this file doesn't have: 1" in elsewhere
    gone = await planned(desk, TEXT.replace("zhou", "zhao"), tmp_path)
    assert "to people whom this file takes out: 1" in gone
