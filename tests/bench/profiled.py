"""The bot under cProfile: `python -m tests.bench.profiled FILE run`.

SIGUSR1 begins, SIGUSR2 ends and writes the file. Only the loop's thread is seen: SQLite's writer
has one of its own.
"""

import cProfile
import signal
import sys

from bot.cli import app


def main() -> None:
    """Run the rest of the command line as `paidan` would."""
    file = sys.argv.pop(1)
    watch = cProfile.Profile()

    def end(*_: object) -> None:
        watch.disable()
        watch.dump_stats(file)

    signal.signal(signal.SIGUSR1, lambda *_: watch.enable())
    signal.signal(signal.SIGUSR2, end)
    app()


if __name__ == "__main__":
    main()
