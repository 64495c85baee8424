"""SPARQL Update requests, looked through and given the dataset of the protocol's parameters before they are run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server import scanner
from server.request import Request
from server.responses import HTTPProblem
from server.scanner import Limits, Token
from server.settings import Settings


def prepare(text: str, asked: Request, settings: Settings) -> str:
    """The update to run; raises RefusedError or HTTPProblem where it is not allowed."""
    found = scanner.scan(
        text, Limits(settings.max_update, settings.max_nesting, max(settings.max_tokens, settings.max_update))
    )
    if found.form in scanner.QUERY_FORMS:
        raise HTTPProblem(400, "This is a query, not an update; queries are sent as application/sparql-query.")
    if not (asked.using_graphs or asked.using_named_graphs):
        return text
    clauses = "".join(f"USING <{_iri(iri)}> " for iri in asked.using_graphs)
    clauses += "".join(f"USING NAMED <{_iri(iri)}> " for iri in asked.using_named_graphs)
    return _insert(text, clauses, _places(found.tokens))


def _iri(iri: str) -> str:
    if any(sign in iri for sign in '<>"{}|^`\\') or any(ord(sign) <= 32 for sign in iri):
        raise HTTPProblem(400, f"«{iri[:100]}» is no IRI.")
    return iri


def _places(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Where the clauses go, with what else goes there: before each WHERE of an operation (SPARQL 1.1 Protocol, 2.2.3).

    `DELETE WHERE { pattern }` takes no USING, so that it becomes `DELETE { pattern } USING ... WHERE { pattern }`.
    """
    depth = 0
    before: Token | None = None
    for place, token in enumerate(tokens):
        if token.kind == "op":
            depth += (token.text == "{") - (token.text == "}")
        elif depth == 0 and token.is_word("USING", "WITH"):
            raise HTTPProblem(
                400, "The update has USING or WITH and the request has using-graph-uri; expected one of them."
            )
        elif depth == 0 and token.is_word("WHERE"):
            if before is not None and before.is_word("DELETE"):
                yield token.start, _block(tokens[place + 1 :])
            else:
                yield token.start, ""
        before = token


def _block(tokens: Sequence[Token]) -> str:
    """The braces that begin here, with what is in them, written again."""
    depth, parts = 0, []
    for token in tokens:
        parts.append(token.text)
        if token.kind == "op":
            depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            break
    return " ".join(parts) + " "


def _insert(text: str, clauses: str, places: Iterator[tuple[int, str]]) -> str:
    parts, last = [], 0
    for start, block in places:
        parts += [text[last:start], block, clauses]
        last = start
    return "".join([*parts, text[last:]])
