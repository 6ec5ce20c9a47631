"""The bot under cProfile: `python -m tests.bench.profiled FILE run`; SIGTERM writes the file.

Only the loop's thread is seen: SQLite's writer has one of its own.
"""

import cProfile
import sys

from bot.cli import app


def main() -> None:
    """Run the rest of the command line as `paidan` would."""
    file = sys.argv.pop(1)
    watch = cProfile.Profile()
    watch.enable()
    try:
        app()
    finally:
        watch.disable()
        watch.dump_stats(file)


if __name__ == "__main__":
    main()
