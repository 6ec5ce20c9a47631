"""The formula of a search in each database's words: built from tokens, never from what was typed.

A token has letters, digits and underscores only (desk/search_words.py), so nothing in it can mean
anything to FTS5 or to PostgreSQL; the text goes as an argument all the same.
"""

from collections.abc import Callable, Sequence
from typing import assert_never

from desk.search_terms import All, AnyOf, But, Formula
from desk.search_words import Term
from storage.steps import Argument


def simplified(formula: Formula) -> Formula | bool:
    """The formula without empty parts; True or False if it doesn't depend on the ticket."""
    match formula:
        case Term():
            return formula
        case All(parts):
            return _joined([simplified(part) for part in parts], All, nothing=True)
        case AnyOf(parts):
            return _joined([simplified(part) for part in parts], AnyOf, nothing=False)
        case But(part, without):
            kept = simplified(part)
            dropped = [one for one in map(simplified, without) if one is not False]
            if kept is False or True in dropped:
                return False
            others = tuple(one for one in dropped if not isinstance(one, bool))
            if kept is True and others:
                raise ValueError("an index can't be asked for all but some")
            return kept if isinstance(kept, bool) or not others else But(kept, others)
        case _:
            assert_never(formula)


def in_tsquery(formula: Formula) -> str:
    """For PostgreSQL: `'打印' & ('vpn':* | '_ivpn':*)`."""
    match formula:
        case Term(token, prefix):
            return f"'{_bare(token)}'{':*' if prefix else ''}"
        case All(parts):
            return _bracketed(" & ", parts, in_tsquery)
        case AnyOf(parts):
            return _bracketed(" | ", parts, in_tsquery)
        case But(part, without):
            return f"({in_tsquery(part)} & !{_bracketed(' | ', without, in_tsquery)})"
        case _:
            assert_never(formula)


def in_fts5(formula: Formula) -> str:
    """For SQLite: `"打印" AND ("vpn" * OR "_ivpn" *)`."""
    match formula:
        case Term(token, prefix):
            return f'"{_bare(token)}"{" *" if prefix else ""}'
        case All(parts):
            return _bracketed(" AND ", parts, in_fts5)
        case AnyOf(parts):
            return _bracketed(" OR ", parts, in_fts5)
        case But(part, without):
            return f"({in_fts5(part)} NOT {_bracketed(' OR ', without, in_fts5)})"
        case _:
            assert_never(formula)


def in_words(formula: Formula, column: str, args: list[Argument]) -> str:
    """As a condition on the text of tokens itself, for few tickets; its arguments are added."""
    match formula:
        case Term(token, prefix):
            args.append(f" {_bare(token)}" if prefix else f" {_bare(token)} ")
            return f"instr({column}, ${len(args)}) > 0"
        case All(parts):
            return _bracketed(" and ", parts, lambda part: in_words(part, column, args))
        case AnyOf(parts):
            return _bracketed(" or ", parts, lambda part: in_words(part, column, args))
        case But(part, without):
            kept = in_words(part, column, args)
            dropped = _bracketed(" or ", without, lambda part: in_words(part, column, args))
            return f"({kept} and not {dropped})"
        case _:
            assert_never(formula)


def has_prefix(formula: Formula) -> bool:
    """Whether any part of it is looked for by how it begins."""
    match formula:
        case Term(_, prefix):
            return prefix
        case All(parts) | AnyOf(parts):
            return any(map(has_prefix, parts))
        case But(part, without):
            return has_prefix(part) or any(map(has_prefix, without))
        case _:
            assert_never(formula)


def _joined(
    parts: Sequence[Formula | bool], kind: type[All] | type[AnyOf], *, nothing: bool
) -> Formula | bool:
    """`nothing`: what the kind is without parts, which is also what doesn't count in it."""
    if (not nothing) in parts:
        return not nothing
    left = tuple(part for part in parts if not isinstance(part, bool))
    if len(left) <= 1:
        return left[0] if left else nothing
    return kind(left)


def _bracketed(between: str, parts: Sequence[Formula], say: Callable[[Formula], str]) -> str:
    return f"({between.join(say(part) for part in parts)})"


def _bare(token: str) -> str:
    """Whatever isn't a letter, a digit or an underscore was never in a token."""
    return "".join(char for char in token if char.isalnum() or char == "_")
