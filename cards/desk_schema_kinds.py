"""The JSON Schema of desk.yaml: people, priorities, categories, tiers, rules, hooks."""

from cards.desk_file_kinds import CATEGORY, CUSTOMER_TIER, HEAVIEST, RULE, SUPPORT_TIER
from cards.desk_file_people import BIND_BY
from cards.desk_schema_shapes import (
    FLAG,
    Shape,
    amount,
    fixed,
    having,
    listed,
    named,
    ref,
    said,
    some_words,
    whole,
)
from desk.degrees import Degree
from desk.hooks import FIELDS
from desk.linking import Sameness

SKILLS = named(whole(1, 10))


def people(person: Shape) -> Shape:
    """People by their names, and by what their accounts may be told to be one person's."""
    bind_by = said("Ask people whose accounts show the same.", some_words(Sameness))
    return named(person, properties={BIND_BY: bind_by})


def categories() -> Shape:
    """The tree of categories."""
    parts = {
        "name": said("What people call it.", ref("text")),
        "also": said("Other words for it, as typed after #.", ref("texts")),
        "under": said("The category above, whose settings it takes over.", ref("text")),
        "group": said("The group that gets its tickets.", ref("text")),
        "priority": said("The priority of its tickets.", ref("text")),
        "weight": said("How much of somebody's load one such ticket is.", amount(HEAVIEST)),
        "skills": said("What it asks for, with the least level.", SKILLS),
        "people": said("Only these people get it.", ref("texts")),
        "tier": said("The support tier to which it goes at once.", ref("text")),
    }
    return named(fixed(CATEGORY, parts))


def support_tiers() -> Shape:
    """Rungs from the bottom up, and classes beside them."""
    parts = {
        "name": said("What people call it.", ref("text")),
        "rung": said("Whether escalation climbs it; yes if left out.", FLAG),
    }
    one: Shape = {"anyOf": [ref("name"), named(fixed(SUPPORT_TIER, parts))]}
    return {"anyOf": [ref("name"), listed(one)]}


def customer_tiers() -> Shape:
    """Classes of customers."""
    parts = {
        "name": said("What people call it.", ref("text")),
        "also": said("Other words for it, as typed after #.", ref("texts")),
        "group": said("The group that gets their tickets.", ref("text")),
        "people": said("Only these people get their tickets.", ref("texts")),
    }
    return named(fixed(CUSTOMER_TIER, parts))


def priority_rules() -> Shape:
    """The first rule of which all conditions hold gives the priority."""
    parts = {
        "priority": said("The priority that it gives.", ref("text")),
        "words": said("Words of which one stands in the text.", ref("texts")),
        "category": said("Categories, by any word for them.", ref("texts")),
        "customer_tier": said("Names under customer_tiers.", ref("texts")),
        "impact": said("How much is affected.", some_words(Degree)),
        "urgency": said("How soon it is needed.", some_words(Degree)),
    }
    rule = fixed(RULE, parts, required=("priority",), anyOf=having(RULE[1:]))
    # A single value is a list of one to the reader, but a rule is never a single value.
    return listed(rule)


def hooks() -> Shape:
    """Where a program's JSON says what a ticket needs."""
    where = "A JSON pointer, as /alert/name, or the words themselves."
    return named(fixed(FIELDS, {name: said(where, ref("text")) for name in FIELDS}, ("title",)))
