"""What a ticket asks for, and who is asked."""

from dataclasses import replace

from desk.candidates import groups_asked, question_about, skills_of
from desk.groups import Desk
from desk.languages import Language
from desk.people import Person
from desk.queues import Category, CustomerTier, Queue
from tests.desk.builders import BO, LEA, NOON, small_desk


def desk_with_kinds() -> Desk:
    """The small desk with a tree of kinds, named people, and back-ups in a ring."""
    desk = small_desk()
    categories = (
        Category("network", "网络", "it", skills={"network": 1, "wan": 1}),
        Category("wifi", "Wi-Fi", "it", parent="network", skills={"network": 3}, people=(BO,)),
    )
    groups = {
        "it": replace(desk.groups["it"], queue=Queue(backup_group="store")),
        "store": replace(desk.groups["store"], queue=Queue(backup_group="it")),
    }
    return replace(
        desk,
        groups=groups,
        categories={category.key: category for category in categories},
        customer_tiers={"vip": CustomerTier("vip", "VIP", people=(LEA,))},
    )


def test_a_question_asks_what_its_category_asks() -> None:
    """And its language; people named for a customer go before those for a kind."""
    question = question_about(
        desk_with_kinds(),
        at=NOON,
        group="it",
        priority="normal",
        category="wifi",
        language=Language.CHINESE,
        wishes=("product:pos",),
    )
    assert question.kinds == ("wifi", "network")
    assert question.skills == {"network": 3}
    assert question.wishes == ("lang:zh_CN", "product:pos")
    assert question.named == (BO,)
    plain = question_about(desk_with_kinds(), at=NOON, group="it", priority="normal")
    assert (plain.kinds, plain.skills, plain.wishes, plain.named) == ((), {}, (), ())
    vip = question_about(
        desk_with_kinds(),
        at=NOON,
        group="it",
        priority="normal",
        category="wifi",
        customer_tier="vip",
    )
    assert vip.named == (LEA,)


def test_back_ups_in_a_ring_are_asked_once() -> None:
    """The group first; one that the settings don't know is nobody."""
    desk = desk_with_kinds()
    assert [group.key for group in groups_asked(desk, "store")] == ["store", "it"]
    assert groups_asked(desk, "nowhere") == ()


def test_the_language_one_reads_is_a_skill() -> None:
    """Unless their skills say more about it."""
    assert skills_of(Person(1, "Ana", Language.CHINESE)) == {"lang:zh_CN": 1}
    fluent = Person(1, "Ana", Language.CHINESE, skills={"lang:zh_CN": 3, "wan": 1})
    assert skills_of(fluent) == fluent.skills
    assert skills_of(Person(1, "Ana")) == {}
