"""What only some desks need is loaded when it is needed, not when the bot starts."""

import subprocess
import sys

import pytest

from tests.sandbox.conftest import ROOT

LATER = {
    "openpyxl": "sheets of rosters, written",
    "python_calamine": "sheets of rosters, read",
    "matplotlib": "pictures of rosters",
    "icalendar": "feeds of rosters",
    "recurring_ical_events": "calendars elsewhere, read",
    "dateutil": "the same",
    "holidays": "public holidays",
}
START = ("bot.main", "bot.cli", "web.app")


@pytest.mark.parametrize("module", START)
def test_what_is_heavy_is_loaded_on_first_use(module: str) -> None:
    """A desk without sheets, pictures, calendars and holidays has none of them in its memory."""
    program = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded & LATER.keys() == set()


def test_they_are_installed() -> None:
    """The names above are those by which they are imported."""
    done = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(LATER)}"], cwd=ROOT, check=False
    )
    assert done.returncode == 0
