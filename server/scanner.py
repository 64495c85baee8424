"""What a query is, read off its tokens before the engine sees it: form, dataset, depth, and what is not allowed.

This is no parser: the engine says what is wrong with a query. It is what keeps the engine from queries that it would
die of (it recurses as deep as brackets are nested) and what finds the few places that are rewritten before it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urljoin

# The terminals of SPARQL 1.1 (section 19.8) and 1.2, wide enough to never split one; `op` is any other sign.
_TOKEN = re.compile(
    r"""
      (?P<space>[\s\ufeff]+|\#[^\n\r]*)
    | (?P<string>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
        |\"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><[^<>\"{}|^`\\\x00-\x20]*(?:\\[uU][^<>\"{}|^`\\\x00-\x20]*)*>)
    | (?P<var>[?$]\w+)
    | (?P<blank>_:[\w.\-]+)
    | (?P<name>(?:[^\W\d_][\w.\-]{0,99})?:(?:[\w:%.\-]|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<tag>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<op><<\(|\)>>|<<|>>|\{\||\|\}|&&|\|\||\^\^|[!<>]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_CLOSE = frozenset(_OPEN.values())
_UNARY = frozenset({"!", "-", "+", "^", "^^"})
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID"})
UPDATE_FORMS = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})


class Token(NamedTuple):
    """A token: its kind (a group of the pattern), its text, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether it is one of the keywords, given in capitals."""
        return self.kind == "word" and self.text.upper() in words


class RefusedError(Exception):
    """A query that is not run: why, in a sentence, and the HTTP status that says so."""

    def __init__(self, message: str, *, status: int = 400, at: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.at = at


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a query may be."""

    bytes: int = 64 << 10
    nesting: int = 64
    tokens: int = 12_000


@dataclass(frozen=True, slots=True)
class Scan:
    """What the tokens tell. `form` is SELECT, ASK, CONSTRUCT, DESCRIBE, UPDATE, or empty where it is none of them."""

    text: str
    tokens: tuple[Token, ...]
    form: str
    prefixes: dict[str, str] = field(default_factory=dict)
    base: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    dataset: tuple[tuple[int, int], ...] = ()  # where the FROM clauses stand
    star: int | None = None  # where the `*` of `SELECT *` stands
    services: tuple[Token, ...] = ()
    changes: bool = False  # whether the answer may be another each time it is asked for

    @property
    def has_dataset(self) -> bool:
        return bool(self.dataset)

    def iri(self, token: Token) -> str | None:
        """The IRI that an IRI or prefixed name stands for, or None where it is neither or the prefix is unknown."""
        if token.kind == "iri":
            written = unescape(token.text[1:-1])
            return urljoin(self.base, written) if self.base else written
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            space = self.prefixes.get(prefix)
            return None if space is None else space + re.sub(r"\\(.)", r"\1", local)
        return None

    def variables(self) -> tuple[str, ...]:
        """The variables in the order in which they first appear, without their sign."""
        return tuple(dict.fromkeys(token.text[1:] for token in self.tokens if token.kind == "var"))


def unescape(text: str) -> str:
    """The text with `\\uXXXX` and `\\UXXXXXXXX` replaced (SPARQL 1.1, section 19.2: they may stand anywhere)."""
    return _ESCAPE.sub(lambda match: _character(int(match[1] or match[2], 16)), text) if "\\" in text else text


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without spaces and comments."""
    for match in _TOKEN.finditer(text):
        if (kind := match.lastgroup) != "space" and kind is not None:
            yield Token(kind, match.group(), match.start())


def plain(found: Iterable[Token]) -> str:
    """The tokens with a space after each, variables with a question mark, keywords in capitals."""
    return "".join(f"{_plain(token)} " for token in found)


def _plain(token: Token) -> str:
    if token.kind == "var":
        return f"?{token.text[1:]}"
    return token.text.upper() if token.kind == "word" else token.text


def scan(
    text: str,
    limits: Limits,
    *,
    base: str | None = None,
    services: bool = False,
    prefixes: Mapping[str, str] | None = None,
) -> Scan:
    """Look through a query; raises RefusedError for one that is too large, too deep, or asks for another machine.

    `prefixes` are those that the query need not declare.
    """
    if len(text) > limits.bytes or len(text.encode("utf-8", "surrogatepass")) > limits.bytes:
        raise RefusedError(f"The query is longer than {limits.bytes:,} bytes, the most that is read here.", status=413)
    found = _bounded(text, limits)
    calls = _calls(found)
    if "\\" in text and (plain := unescape(text)) != text:
        hidden = _bounded(plain, limits)
        if len(_calls(hidden)) > len(calls):
            _refuse_calls(_calls(hidden), services=False)
    _refuse_calls(calls, services=services)
    return _read(text, found, calls, base, dict(prefixes or {}))


def _bounded(text: str, limits: Limits) -> tuple[Token, ...]:
    """The tokens, counted and with their brackets' depth and runs of unary signs within the limits."""
    found: list[Token] = []
    depth = run = 0
    for token in tokens(text):
        found.append(token)
        if len(found) > limits.tokens:
            raise RefusedError(f"The query has more than {limits.tokens:,} words and signs.", status=413)
        if token.kind != "op":
            run = 0
            continue
        run = run + len(token.text) if token.text in _UNARY else 0
        if token.text in _OPEN:
            depth += 1
        elif token.text in _CLOSE:
            depth -= 1
        if depth > limits.nesting or run > limits.nesting:
            raise RefusedError(f"The query is nested deeper than {limits.nesting} levels.", at=token.start)
    return tuple(found)


def _calls(found: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(token for token in found if token.is_word("SERVICE", "LOAD"))


def _refuse_calls(calls: Sequence[Token], *, services: bool) -> None:
    for call in calls:
        if call.is_word("LOAD"):
            raise RefusedError(
                "LOAD is not allowed: this server fetches nothing. Send the data itself (Graph Store Protocol).",
                status=403,
                at=call.start,
            )
        if not services:
            raise RefusedError("SERVICE is not allowed: this server asks no other endpoint.", status=403, at=call.start)


def _read(
    text: str, found: tuple[Token, ...], calls: tuple[Token, ...], base: str | None, prefixes: dict[str, str]
) -> Scan:
    """The prologue, the form and the dataset."""
    place = 0
    scanned = Scan(text, found, "", prefixes, base)
    while place + 1 < len(found):
        if found[place].is_word("BASE") and found[place + 1].kind == "iri":
            base = scanned.iri(found[place + 1])
            scanned = Scan(text, found, "", prefixes, base)
            place += 2
        elif found[place].is_word("PREFIX") and place + 2 < len(found) and found[place + 1].kind == "name":
            prefixes[found[place + 1].text[:-1]] = scanned.iri(found[place + 2]) or ""
            place += 3
        elif found[place].is_word("VERSION") and found[place + 1].kind == "string":
            place += 2
        else:
            break
    form = found[place].text.upper() if place < len(found) and found[place].kind == "word" else ""
    default, named, where = _dataset(scanned, place) if form in QUERY_FORMS else ((), (), ())
    return Scan(
        text,
        found,
        form if form in QUERY_FORMS else "UPDATE" if form in UPDATE_FORMS else "",
        prefixes,
        base,
        default,
        named,
        where,
        _star(found, place) if form == "SELECT" else None,
        calls,
        any(token.kind == "word" and token.text.upper() in CHANGING for token in found),
    )


def _star(found: Sequence[Token], place: int) -> int | None:
    for token in found[place + 1 : place + 3]:
        if token.text == "*":
            return token.start
        if not token.is_word("DISTINCT", "REDUCED"):
            break
    return None


def _dataset(scanned: Scan, place: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The graphs of the FROM clauses, which stand before the query's first brace (or a template's last)."""
    default: list[str] = []
    named: list[str] = []
    where: list[tuple[int, int]] = []
    found, depth = scanned.tokens, 0
    for index in range(place, len(found)):
        token = found[index]
        depth += (token.text in ("{", "(")) - (token.text in ("}", ")")) if token.kind == "op" else 0
        if token.is_word("WHERE") and depth == 0:
            break
        if depth or not token.is_word("FROM"):
            continue
        is_named = index + 1 < len(found) and found[index + 1].is_word("NAMED")
        last = index + 1 + is_named
        if last < len(found) and (iri := scanned.iri(found[last])) is not None:
            (named if is_named else default).append(iri)
            where.append((token.start, found[last].end))
    return tuple(default), tuple(named), tuple(where)
