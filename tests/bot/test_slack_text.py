"""What people wrote, out of Slack's encoding."""

import pytest

from bot.slack.text import decode, mentioned, starts_with_mention, without_mention

NAMES = {"U0BO": "Bo", "W0LEA": "老陈"}

WRITTEN = {
    "plain": ("printer on fire", "printer on fire"),
    "empty": ("", ""),
    "entities": ("a &amp; b &lt;c&gt;", "a & b <c>"),
    "entities_are_decoded_once": ("&amp;lt; &amp;amp;", "&lt; &amp;"),
    "known_person": ("ask <@U0BO>", "ask @Bo"),
    "known_person_goes_before_label": ("ask <@U0BO|bo.b>", "ask @Bo"),
    "enterprise_person": ("ask <@W0LEA>", "ask @老陈"),
    "unknown_person_with_label": ("ask <@U9|ana>", "ask @ana"),
    "unknown_person": ("ask <@U9>", "ask @U9"),
    "channel": ("in <#C0ITSUP|it-support>", "in #it-support"),
    "channel_without_name": ("in <#C0ITSUP>", "in #C0ITSUP"),
    "channel_with_empty_name": ("in <#C0ITSUP|>", "in #C0ITSUP"),
    "here": ("<!here> look", "@here look"),
    "here_with_label": ("<!here|here> look", "@here look"),
    "everyone": ("<!channel> <!everyone>", "@channel @everyone"),
    "usergroup": ("<!subteam^S1|@it-team>", "@it-team"),
    "usergroup_without_label": ("<!subteam^S1>", "@S1"),
    "date": ("by <!date^1392734382^{date}|Feb 18, 2014>", "by Feb 18, 2014"),
    "url": ("see <https://x.io/a?b=1&amp;c=2>", "see https://x.io/a?b=1&c=2"),
    "labelled_url": ("see <https://x.io|the page>", "see the page (https://x.io)"),
    "url_recognised_in_text": ("see <http://x.io|x.io>", "see x.io"),
    "address": ("to <mailto:bo@x.io|bo@x.io>", "to bo@x.io"),
    "telephone": ("call <tel:+49123|+49123>", "call +49123"),
    "label_with_entities": ("<https://x.io|a &amp; b>", "a & b (https://x.io)"),
    "several": ("<@U0BO>&lt;<@U9|ana>", "@Bo<@ana"),
    "chinese_ticket_line": ("打印机坏了 #网络 !高", "打印机坏了 #网络 !高"),
    "lone_bracket": ("a > b and <", "a > b and <"),
}


@pytest.mark.parametrize(("encoded", "meant"), WRITTEN.values(), ids=WRITTEN)
def test_text_reads_as_its_writer_saw_it(encoded: str, meant: str) -> None:
    """Nothing of Slack's encoding reaches the desk."""
    assert decode(encoded, NAMES) == meant


def test_written_control_sequences_stay_text() -> None:
    """Somebody who types a mention of everyone as text gets text."""
    assert decode("&lt;!channel&gt;", {}) == "<!channel>"


def test_people_in_a_text_are_known_before_it_is_decoded() -> None:
    """Their names are looked up; channels and typed ids are no people."""
    assert mentioned("<@U1> <@W2|x> <#C3|y> @U4 <!here> <@>") == {"U1", "W2"}


BOT = {
    "in_front": ("<@UBOT> printer", "printer"),
    "with_colon": ("<@UBOT>: printer", "printer"),
    "with_label": ("<@UBOT|paidan> printer", "printer"),
    "within": ("as <@UBOT> said", "as said"),
    "at_the_end": ("printer <@UBOT>", "printer"),
    "alone": ("<@UBOT>", ""),
    "lines_stay": ("<@UBOT> a\nb", "a\nb"),
    "others_stay": ("<@UBOT> ask <@UBOTTOM>", "ask <@UBOTTOM>"),
}


@pytest.mark.parametrize(("encoded", "left"), BOT.values(), ids=BOT)
def test_mention_of_the_bot_is_taken_out(encoded: str, left: str) -> None:
    """What is left is what the bot is told."""
    assert without_mention(encoded, "UBOT") == left


def test_only_a_leading_mention_calls_the_bot() -> None:
    """In a thread, a line for the bot begins with its name."""
    assert starts_with_mention(" <@UBOT> x", "UBOT")
    assert starts_with_mention("<@UBOT|paidan> x", "UBOT")
    assert not starts_with_mention("x <@UBOT>", "UBOT")
    assert not starts_with_mention("<@UBOTTOM> x", "UBOT")
