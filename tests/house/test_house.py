"""The house stays as it was built: floors, purity, size, and what must be equal in two places."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "cards", "desk", "handlers", "sandbox", "scheduler", "storage", "web")
LONGEST_FUNCTION = 60
LONGEST_FILE = 400

# Longer ones, each with its reason.
LONG_FILES = {
    "tests/town.py": "the words in which all stories are told; in pieces they are harder to find",
}


def python_files(*folders: str) -> Iterator[Path]:
    """Every Python file in these folders, but generated migrations."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name_of(path: Path) -> str:
    """As it is called in the repository."""
    return path.relative_to(ROOT).as_posix()


def test_the_floors_hold() -> None:
    """A floor imports only floors below, and each library stays in its room."""
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


IMPURE = {"time", "random", "secrets", "asyncio", "os", "socket", "pathlib", "io", "threading"}


@pytest.mark.parametrize("path", [*python_files("desk")], ids=name_of)
def test_the_desk_is_pure(path: Path) -> None:
    """No await, clock, chance, I/O or third-party package in the rules."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Await | ast.AsyncFunctionDef | ast.AsyncWith | ast.AsyncFor)
        for module in _imported(node):
            top = module.partition(".")[0]
            assert top == "desk" or top in sys.stdlib_module_names, f"{module} in {path.name}"
            assert top not in IMPURE, f"{module} in {path.name}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "utcnow", "today"}, f"a clock in {path.name}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input"}, f"I/O in {path.name}"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


@pytest.mark.parametrize("path", [*python_files(*ROOMS, "tests")], ids=name_of)
def test_nothing_grows_too_long(path: Path) -> None:
    """A function over 60 lines or a file over 400 asks for a second noun."""
    text = path.read_text(encoding="utf-8")
    if name_of(path) not in LONG_FILES:
        assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


CONNECTING = frozenset(
    f"storage/{name}.py" for name in ("sqlite", "postgres", "migrate", "checkup")
)


@pytest.mark.parametrize("path", [*python_files(*ROOMS)], ids=name_of)
def test_acts_are_committed_through_one_door(path: Path) -> None:
    """Nobody opens a transaction of Tortoise's, or a connection beside the engines."""
    text = path.read_text(encoding="utf-8")
    assert "in_transaction" not in text
    if name_of(path) not in CONNECTING:
        assert not re.search(r"sqlite3\.connect|asyncpg\.(connect|create_pool)", text)


@pytest.mark.parametrize("path", [*python_files(*ROOMS)], ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    """A module opens with a sentence."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree)


def test_the_clock_is_read_in_one_place() -> None:
    """Only storage/clock.py (and the sandbox's own) read the wall clock."""
    reads = re.compile(r"datetime\.(now|utcnow)\(|\btime\.time\(|time_ns\(")
    readers = {
        name_of(path)
        for path in python_files(*ROOMS)
        if reads.search(path.read_text(encoding="utf-8")) and "sandbox" not in path.parts
    }
    assert readers == {"storage/clock.py"}


def test_the_example_of_settings_lists_every_setting() -> None:
    """.env.example and bot/settings.py name the same settings."""
    from bot.settings import Settings

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE))
    assert listed == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_hold_hashes_and_no_addresses(name: str) -> None:
    """Whoever installs gets the very files that were tested, from whichever server they use."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "http" not in re.sub(r"aiohttp|httpx|httptools", "", text)
    packages = re.findall(r"^[a-z0-9_.-]+==", text, re.MULTILINE)
    assert packages
    assert text.count("--hash=sha256:") >= len(packages)
