"""What the database knows of itself: single values under a name."""

from storage.steps import Insert, Query, Steps, Update, text


def identify_steps(new_id: str, proof: str) -> Steps[str]:
    """Give a new database its id and the proof of its secret; returns the proof it began with."""
    yield Insert(
        "meta",
        [{"key": "desk_id", "value": new_id}, {"key": "secret_proof", "value": proof}],
        unless_known=("key",),
    )
    rows = yield Query("select value from meta where key = $1", ("secret_proof",))
    return text(rows[0], "value")


def keep_value_steps(key: str, value: str) -> Steps[None]:
    """Keep one value under a name."""
    yield Insert("meta", [{"key": key, "value": value}], unless_known=("key",))
    yield Update("meta", ("key",), [{"key": key, "value": value}])


def ask_nothing_steps() -> Steps[None]:
    """Only see that the database answers."""
    yield Query("select 1")
