"""The bench can't rot: a short run of all of it gives every figure."""

import json
import subprocess
import sys

import pytest

from tests.postgres import server_binaries
from tests.sandbox.conftest import ROOT

PROGRAMS = {"bolt-echo", "bolt-aiosqlite", "paidan-sqlite"}
WITH_POSTGRES = {"bolt-asyncpg", "paidan-postgres"}
BESIDE_A_FLOOR = ("ticket from chat", "storage alone", "start and stand")
UNDER_A_BAR = (
    "on duty",
    "12-week preview",
    "deadline",
    "routing decision",
    "lateness of timers",
    "sweep",
    "ticket with duty",
    "find",
)
PLAIN = ("list", "gone through for search")


@pytest.mark.chaos  # for its length, not for faults
@pytest.mark.timeout(310)
def test_a_quick_run_prints_every_figure_beside_its_floor() -> None:
    """`python -m tests.bench --quick` ends well, and each figure has its floor or its bar."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    programs = PROGRAMS | (WITH_POSTGRES if server_binaries() else set())
    chat = [line for line in lines if line["figure"] == "ticket from chat"]
    assert {(line["of"], line["load"]) for line in chat} == {
        (name, load) for name in programs for load in ("32 in flight", "100 a second")
    }
    ours = [line for line in lines if str(line.get("of", "")).startswith("paidan")]
    assert {line["figure"] for line in ours} == {*BESIDE_A_FLOOR, *UNDER_A_BAR, *PLAIN}
    assert all("floor" in line for line in ours if line["figure"] in BESIDE_A_FLOOR)
    held_to = {line["figure"] for line in lines if "holds" in line}
    assert held_to == {*UNDER_A_BAR, "installed distributions"}
