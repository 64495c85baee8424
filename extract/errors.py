"""Our exceptions, each with the value that was wrong and the place where it stood.

    PressgraphError
    ├── Skipped         a piece of the input that was left out, or a field of it; reading goes on
    ├── ArticleFailed   a step could not read one article; the build goes on with the next
    ├── BuildError      nothing can be built: no such store, no article at all
    └── AnnotationError an annotated article to measure against is not in the form that `evaluate` expects

A message says what was seen, what was expected and what to do: "a.jsonl line 12: no `text`; expected a string".
"""

from __future__ import annotations

from pathlib import Path


class PressgraphError(Exception):
    """Anything that the tool refuses or cannot do, said in a sentence for its user."""


class Skipped(PressgraphError):
    """A file, line or field that was left out: where it stands, and why."""

    def __init__(self, path: Path, reason: str, *, line: int | None = None) -> None:
        super().__init__(path, reason, line)
        self.path = path
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return f"{origin(self.path, self.line)}: {self.reason}"


class ArticleFailed(PressgraphError):
    """An article on which a step failed; `__cause__` holds the error itself where it is at hand."""

    def __init__(self, name: str, place: str, reason: str) -> None:
        super().__init__(name, place, reason)
        self.name = name
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.place or self.name}: cannot be read: {self.reason}"


class BuildError(PressgraphError):
    """The build as a whole cannot go on."""


class AnnotationError(PressgraphError):
    """An annotated article or a line of facts that cannot be measured."""


def origin(path: Path, line: int | None = None) -> str:
    """A place in the input as messages name it: "corpus/a.jsonl line 12"."""
    return f"{path} line {line}" if line is not None else str(path)
