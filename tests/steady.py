"""The sample desk, but with one person on duty in IT at every hour: a test may run at any."""

from pathlib import Path
from tempfile import TemporaryDirectory

ORIGINAL = Path(__file__).parents[1] / "bot" / "samples" / "desk.yaml"
LAYERS = """    layers:
      always: {people: [wang], every: 1 week, start: 2026-01-05 09:00}
      backup: {people: [chen], every: 1 week, start: 2026-01-05 09:00, position: backup}
"""
FOLDER = TemporaryDirectory(prefix="paidan-sample-")  # goes with the process


def _steady() -> Path:
    before, _, after = ORIGINAL.read_text(encoding="utf-8").partition("    layers:\n")
    rest = after[after.index("  store-duty:") :].replace("members: [wang, sun]", "members: [wang]")
    file = Path(FOLDER.name) / "desk.yaml"
    file.write_text(before + LAYERS + rest, encoding="utf-8")
    return file


SAMPLE = _steady()
