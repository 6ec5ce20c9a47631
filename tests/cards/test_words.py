"""The catalogues: complete, alike, and all of it used."""

import ast
import re
import string
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from cards.words import say_ago, say_day, say_time, words
from desk.languages import Language
from desk.moves import MOVES, Status, WaitingFor, by_people
from tests.cards.samples import LANGUAGES, NOW

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("bot", "cards", "handlers", "scheduler", "web")
EN, ZH = words(Language.ENGLISH), words(Language.CHINESE)


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@cache
def spoken() -> tuple[set[str], set[str]]:
    """Every text constant of the program, and every beginning of one that is filled in."""
    whole: set[str] = set()
    begun: set[str] = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    return whole, {
        beginning for beginning in begun if re.fullmatch(r"[a-z_]+\.[a-z_.]*", beginning)
    }


def test_both_languages_have_the_same_sentences() -> None:
    """Whatever can be said in one language can be said in the other."""
    assert EN.keys == ZH.keys


@pytest.mark.parametrize("key", sorted(EN.keys))
def test_sentences_name_the_same_facts(key: str) -> None:
    """A sentence has the same blanks in both languages, in singular and plural alike."""
    assert blanks(EN.template(key, 2)) == blanks(ZH.template(key))
    # A singular may spell its number out: once.
    assert blanks(EN.template(key, 1)) | {"n"} == blanks(ZH.template(key)) | {"n"}


@pytest.mark.parametrize("key", sorted(EN.keys))
def test_no_sentence_is_without_use(key: str) -> None:
    """Every sentence is said somewhere in the program."""
    whole, begun = spoken()
    assert key in whole or any(key.startswith(beginning) for beginning in begun)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_in_the_table_of_moves_has_a_name(language: Language) -> None:
    """Each action, state and reason for waiting has words, and each move a word to type."""
    say = words(language).say
    assert all(say(f"action.{action}") for action in MOVES)
    assert all(say(f"verb.{action}") for action in by_people())
    assert all(say(f"status.{status}") for status in Status)
    assert all(say(f"waiting.{what}") for what in WaitingFor)


def test_chinese_is_not_in_the_english_catalogue() -> None:
    """Neither language is mixed into the other's sentences."""
    for key in EN.keys - {"help.mention"}:
        template = EN.template(key) + EN.template(key, 2)
        assert not any("\u3400" <= char <= "\u9fff" for char in template), key


def test_a_missing_key_is_an_error() -> None:
    """Nobody is ever shown a key instead of a sentence."""
    with pytest.raises(KeyError, match="no words for"):
        EN.say("no.such.key")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_fact_is_an_error(language: Language) -> None:
    """Nobody is ever shown a blank."""
    with pytest.raises(KeyError):
        words(language).say("notice.acknowledge", ticket="#1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_braces_in_facts_stay_as_they_are(language: Language) -> None:
    """What people write is never taken for a blank."""
    said = words(language).say("notice.comment", person="{title}", text="{0} {ticket!r}")
    assert "{title}" in said
    assert "{0} {ticket!r}" in said


def test_chinese_gets_spaces_beside_latin_letters_and_digits() -> None:
    """A fact is set apart where scripts meet, and only there."""
    facts = {"ago": "3 秒前", "done": "受理", "ticket": "#1042"}
    assert ZH.say("refusal.already", person="Bo", **facts) == "Bo 3 秒前已受理 #1042。"
    facts["ago"] = "刚刚"
    assert ZH.say("refusal.already", person="小王", **facts) == "小王刚刚已受理 #1042。"


def test_english_counts() -> None:
    """One is singular, everything else plural."""
    assert EN.say("list.more", n=1) == "1 more is not listed."
    assert EN.say("list.more", n=2) == "2 more are not listed."


@pytest.mark.parametrize(
    ("ago", "chinese", "english"),
    [
        (timedelta(0), "10:24", "10:24"),
        (timedelta(hours=11), "昨天 23:24", "yesterday 23:24"),
        (timedelta(days=3), "11月19日 10:24", "19 Nov 10:24"),
        (timedelta(days=400), "2025年10月18日 10:24", "18 Oct 2025 10:24"),
    ],
)
def test_times_are_said_as_people_say_them(ago: timedelta, chinese: str, english: str) -> None:
    """The nearer a moment, the shorter; by the calendar of the zone, not of UTC."""
    assert say_time(NOW - ago, "Asia/Shanghai", Language.CHINESE, NOW) == chinese
    assert say_time(NOW - ago, "Asia/Shanghai", Language.ENGLISH, NOW) == english


def test_a_day_is_always_named_on_cards() -> None:
    """What is read tomorrow doesn't say today."""
    assert say_day(NOW, "Asia/Shanghai", Language.ENGLISH, NOW) == "22 Nov 10:24"


@pytest.mark.parametrize(
    ("ago", "chinese", "english"),
    [
        (timedelta(seconds=-5), "刚刚", "just now"),
        (timedelta(seconds=3), "3 秒前", "3 s ago"),
        (timedelta(seconds=61), "1 分钟前", "1 min ago"),
        (timedelta(hours=2), "2 小时前", "2 h ago"),
        (timedelta(days=1), "1 天前", "1 day ago"),
        (timedelta(days=9), "9 天前", "9 days ago"),
    ],
)
def test_how_long_ago(ago: timedelta, chinese: str, english: str) -> None:
    """In the largest unit that fits; never in the future."""
    assert (say_ago(ago, Language.CHINESE), say_ago(ago, Language.ENGLISH)) == (chinese, english)
