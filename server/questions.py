"""The example questions of `ontology/queries/`: shown in the pages, asked by name on the command line, run by tests.

A question is a file `NAME.rq` whose opening comment says what it answers; the first line of that is its title.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Question:
    """One example: `name` as on the command line, `title` and `note` from its comment, `query` in SPARQL."""

    name: str
    title: str
    note: str
    query: str


@cache
def all_questions() -> tuple[Question, ...]:
    """The questions in the order of their file names."""
    folder = resources.files("ontology").joinpath("queries")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".rq")), key=lambda file: file.name)
    return tuple(parse(file.name.removesuffix(".rq"), file.read_text("utf8")) for file in files)


def named(name: str) -> Question | None:
    """The question called `name`, if there is one."""
    return next((question for question in all_questions() if question.name == name), None)


def parse(name: str, text: str) -> Question:
    """A question from the text of its file.

    >>> parse("members", "# Who belongs to what?\\n# By role.\\nSELECT * {}").title
    'Who belongs to what?'
    """
    lines = text.splitlines()
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    comment = [line.removeprefix("#").strip() for line in lines[:count]]
    title = comment[0] if comment else name
    return Question(name, title, " ".join(comment[1:]), "\n".join(lines[count:]).strip() + "\n")
