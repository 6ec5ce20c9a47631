"""What desk.yaml says of accounts and lists of people that are kept elsewhere."""

import re

from cards.desk_file_known import Known
from cards.yaml_reader import Entry
from desk.address import MessengerName
from desk.linking import Sameness
from desk.rolls import ListSource

BIND_BY = "bind_by"
"""Stands among people, who therefore can't be called so."""
SOURCES = ("slack_usergroup", "dingtalk_department")
LIST = (*SOURCES, "sub", "tenant")
USER_GROUP_ID = re.compile(r"S[0-9A-Z]+")


def read_list_source(known: Known, entry: Entry | None) -> ListSource | None:
    """The list from which a group is filled."""
    if entry is None:
        return None
    reader = known.reader
    parts = reader.mapping(entry, LIST)
    named = [name for name in SOURCES if name in parts]
    if len(named) != 1:
        reader.mistake(entry, "deskfile.want_list_source")
        return None
    name = named[0]
    messenger = MessengerName.SLACK if name == SOURCES[0] else MessengerName.DINGTALK
    id_ = reader.text(parts[name])
    fits = USER_GROUP_ID.fullmatch(id_) if messenger is MessengerName.SLACK else id_.isdecimal()
    if id_ and not fits:
        key = "user_group" if messenger is MessengerName.SLACK else "department"
        reader.mistake(parts[name], f"deskfile.want_{key}", name=id_[:60])
        return None
    tenant = reader.text(parts.get("tenant")) or known.tenants.get(messenger, "")
    if not tenant:
        reader.mistake(entry, "deskfile.no_tenant", messenger=messenger)
        return None
    deep = reader.flag(parts.get("sub"))
    return ListSource(messenger, tenant, id_, deep and messenger is MessengerName.DINGTALK)


def read_bind_by(known: Known, entry: Entry | None) -> frozenset[Sameness]:
    """By what two accounts may be told to be one person's."""
    return frozenset(Sameness(name) for name in known.choices(entry, Sameness))
