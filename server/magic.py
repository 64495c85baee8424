"""`?thing pg:matches "words"` in a query: found before the query runs, and put as a table of what the words find.

    ?e pg:matches "olymp*" ; a schema:SportsOrganization .

becomes `VALUES ?e { <...> <...> } ?e a schema:SportsOrganization .`, so that it joins with the rest like any pattern.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from server import prefixes
from server.scanner import RefusedError, Scan, Token, unescape

NAME = "matches"


@dataclass(frozen=True, slots=True)
class Search:
    """One search in a query: where its table goes, of what, for which words, and what it stands in place of."""

    at: int
    subject: str  # a variable, or an IRI in angle brackets
    words: str
    start: int
    end: int


def predicate() -> str:
    """The IRI of `pg:matches`."""
    return prefixes.table().get("pg", "https://w3id.org/pressgraph/ns#") + NAME


def searches(scan: Scan) -> tuple[Search, ...]:
    """The searches in a query, in order; raises RefusedError where one is not in a form that can be replaced."""
    if NAME not in scan.text:
        return ()
    wanted = predicate()
    return tuple(
        _search(scan, place)
        for place, token in enumerate(scan.tokens)
        if token.kind in ("iri", "name") and NAME in token.text and scan.iri(token) == wanted
    )


def _search(scan: Scan, place: int) -> Search:
    tokens = scan.tokens
    verb, value = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else None
    if value is None or value.kind != "string":
        raise RefusedError("pg:matches needs the words to search for, in quotation marks, after it.", at=verb.start)
    after = tokens[place + 2 :]
    if after and (after[0].text in (",", "^^") or after[0].kind == "tag"):
        raise RefusedError("pg:matches takes one text, without language or datatype.", at=after[0].start)
    first = place > 0 and tokens[place - 1].text != ";"
    subject = tokens[place - 1] if first else _subject(tokens, place)
    if subject.kind not in ("var", "iri", "name"):
        raise RefusedError("pg:matches needs a variable or an IRI as its subject.", at=verb.start)
    named = f"<{scan.iri(subject)}>" if subject.kind != "var" else subject.text
    start, end = _rest(scan, place, subject) if first else (verb.start, value.end)
    return Search(subject.start, named, _text(value.text), start, end)


def _subject(tokens: Sequence[Token], place: int) -> Token:
    """The subject of the list that the verb at `place` continues: the first term after the last end of a pattern."""
    depth = 0
    begin = place
    while begin > 0:
        text = tokens[begin - 1].text if tokens[begin - 1].kind == "op" else ""
        if depth == 0 and text in (".", "{", "}"):
            break
        if depth == 0 and text in ("[", "("):
            raise RefusedError(
                "pg:matches cannot stand inside brackets; give the thing a variable.", at=tokens[place].start
            )
        depth += (text in (")", "]")) - (text in ("(", "["))
        begin -= 1
    while tokens[begin].is_word("FILTER", "BIND"):
        begin = _behind(tokens, begin + 1)
    return tokens[begin]


def _behind(tokens: Sequence[Token], place: int) -> int:
    """The place behind the brackets that come next, after a function's name perhaps."""
    depth = 0
    while place < len(tokens):
        text = tokens[place].text if tokens[place].kind == "op" else ""
        depth += (text in ("(", "[")) - (text in (")", "]"))
        place += 1
        if depth == 0 and text == ")":
            break
    return place


def _rest(scan: Scan, place: int, subject: Token) -> tuple[int, int]:
    """What is taken out where the search comes first: up to the next verb that is none, or the whole pattern."""
    tokens, wanted = scan.tokens, predicate()
    begin, end = tokens[place].start, tokens[place + 1].end
    listed = False  # whether the list goes on: after a `;`
    place += 2
    while place < len(tokens):
        token = tokens[place]
        if token.text == ";":
            listed, place = True, place + 1
        elif token.text == ".":
            return subject.start, token.end
        elif listed and scan.iri(token) == wanted:
            listed, place = False, place + 2
        elif listed and (token.kind in ("iri", "name", "var") or token.text in ("a", "^", "!", "(")):
            return begin, token.start
        else:
            break
        end = tokens[min(place, len(tokens)) - 1].end
    return subject.start, end


def _text(written: str) -> str:
    """What a SPARQL string says; its escapes are among Python's."""
    found = ast.literal_eval(written if written[:3] in ('"""', "'''") else written.replace("\n", "\\n"))
    return unescape(str(found))


def rewritten(text: str, found: Iterable[Search], find: Callable[[str], Sequence[str]]) -> str:
    """The query with a table of what `find` finds in place of each search."""
    tables: dict[int, str] = {}
    cuts: list[tuple[int, int]] = []
    for search in sorted(found, key=lambda search: search.start):
        tables[search.at] = tables.get(search.at, "") + _table(search.subject, find(search.words))
        start, end = search.start, search.end
        if cuts and start <= cuts[-1][1]:
            start, end = cuts[-1][0], max(end, cuts.pop()[1])
        cuts.append((start, end))
    edits = [*((start, end, "") for start, end in cuts), *((at, at, table) for at, table in tables.items())]
    for start, end, new in sorted(edits, reverse=True):  # from the end, so that places before it stay true
        text = text[:start] + new + text[end:]
    return text


def _table(subject: str, iris: Sequence[str]) -> str:
    if subject[0] in "?$":
        return f"VALUES {subject} {{ {' '.join(f'<{iri}>' for iri in iris)} }} "
    return "" if subject[1:-1] in iris else "FILTER(false) "
