"""The engine's complaints about a query, in words for the person who wrote it."""

from __future__ import annotations

import re

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_EXPECTED = re.compile(r"^expected (?:one of )?(.*)", re.DOTALL)
_CLASS = re.compile(r"\[[^\]]*'[^\]]*\]|\[_\]|\"\\\\[uU]?\"|\"\\\\\"")
_LONGEST = 120


def place(error: str) -> tuple[int, int, str] | None:
    """Line and column (both from 1) and the rest of an engine's message, or None where it names no place."""
    match = _PLACE.match(error)
    return (int(match[1]), int(match[2]), match[3]) if match else None


def line_of(text: str, start: int) -> tuple[int, int]:
    """Line and column, both from 1, of a place in a query."""
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def plain(complaint: str) -> str:
    """The complaint as a sentence: "expected one of" without the lists of characters that the parser also tried."""
    match = _EXPECTED.match(complaint)
    if not match:
        return sentence(complaint)
    if "Prefix not found" in match[1]:
        return "The prefix is not declared; add a PREFIX line for it."
    tried = [part.strip() for part in re.split(r",\s+(?![^\[]*\])", _CLASS.sub("", match[1]))]
    wanted = [part for part in dict.fromkeys(tried) if part.strip("[]'\". ")]
    told = [part for part in wanted if " " in part and part[0].isupper()]
    if told:  # the grammar's own remarks, such as "The SELECT overrides an existing variable"
        return sentence(told[0])
    if not wanted:
        return "Something else was expected here; a quotation mark or bracket may be open."
    shown = ", ".join(wanted[:12])
    return f"Expected {'one of ' if len(wanted) > 1 else ''}{shown}{' ...' if len(wanted) > 12 else ''}."


def sentence(text: str) -> str:
    """The text with a capital letter before and a full stop behind."""
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def pointed(message: str, text: str, line: int, column: int) -> str:
    """The message with the line of the query that it is about and a caret under the place.

    >>> print(pointed("Expected WHERE.", "SELECT ?x FROM", 1, 12))
    Line 1, column 12: Expected WHERE.
    SELECT ?x FROM
               ^
    """
    lines = text.split("\n")
    shown = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
    first = max(0, column - _LONGEST // 2) if len(shown) > _LONGEST else 0
    shown = shown[first : first + _LONGEST].replace("\t", " ")
    return f"Line {line}, column {column}: {message}\n{shown}\n{' ' * (column - 1 - first)}^"
