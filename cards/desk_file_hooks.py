"""desk.yaml: where the JSON of each hook says what a ticket needs."""

from cards.desk_file_known import Known
from cards.yaml_reader import Entry
from desk.hooks import FIELDS, Hook


def read_hooks(known: Known, entry: Entry | None) -> tuple[Hook, ...]:
    """Each hook by its name; a title has to be found somewhere."""
    reader = known.reader
    hooks: list[Hook] = []
    for name, part in reader.named(entry):
        fields = reader.mapping(part, FIELDS, required=("title",))
        hooks.append(Hook(name, {field: reader.text(where) for field, where in fields.items()}))
    return tuple(hooks)
