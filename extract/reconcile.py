"""Ask a reconciliation service for what the table did not link; its answers are proposals that a person reviews.

Nothing here runs unless asked for: the names of entities go to another machine. Questions go in batches; answers are
kept as they come, so that a run that was stopped, or a service that broke, loses nothing and is asked nothing twice.
"""

from __future__ import annotations

import csv
import hashlib
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from extract import lexical
from extract.article import Entity, Reading
from extract.errors import PressgraphError

BATCH = 50
LEAD = 10.0  # points of score by which the best candidate must lead the second
ENOUGH = 70.0
LARGEST = 8 << 20  # bytes that an answer may have


class ServiceError(PressgraphError):
    """A reconciliation service that does not answer as the specification has it: its address and what it did."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(url, problem)
        self.url, self.problem = url, problem

    def __str__(self) -> str:
        return f"{self.url}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate for an entity that has no link; `accept` is for the person who reviews ("yes" or "no")."""

    entity: str
    label: str
    type: str
    candidate: str
    name: str
    kinds: str
    score: float
    margin: float
    accept: str = ""


def unlinked(readings: Iterable[Reading]) -> dict[str, Entity]:
    """The entities of the readings that have a name of their own and no link, by id."""
    asked = lexical.load().service_types
    found: dict[str, Entity] = {}
    for reading in readings:
        for mention in reading.mentions:
            entity = mention.entity
            if entity is not None and not entity.linked and entity.type in asked:
                found.setdefault(entity.id, entity)
    return found


@dataclass(slots=True)
class Service:
    """A service by its address; `timeout` seconds an answer, `tries` before it is given up."""

    url: str
    timeout: float = 10.0
    tries: int = 2
    pause: float = 0.5

    def manifest(self) -> Mapping[str, Any]:
        """What the service says of itself; `ServiceError` where it is no reconciliation service."""
        found = self._ask(None)
        if not isinstance(found.get("identifierSpace"), str) or not isinstance(found.get("name"), str):
            raise ServiceError(
                self.url, "its answer has no name and identifierSpace, so it is no reconciliation service"
            )
        return found

    def answers(self, batch: Mapping[str, Mapping[str, object]]) -> Mapping[str, Any]:
        """The candidates for each question of a batch."""
        found = self._ask(urllib.parse.urlencode({"queries": json.dumps(batch)}).encode())
        for name in batch:
            answer = found.get(name)
            if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
                raise ServiceError(self.url, f"its answer has no result for question {name}")
        return found

    def _ask(self, body: bytes | None) -> dict[str, Any]:
        problem = ""
        for attempt in range(self.tries):
            if attempt:
                time.sleep(self.pause * 2 ** (attempt - 1))
            try:
                return self._once(body)
            except ServiceError:
                raise
            except urllib.error.HTTPError as error:
                with error:
                    problem = f"it answered {error.code}"
                if error.code < 500 and error.code != 429:
                    break
            except (OSError, ValueError) as error:
                problem = f"it did not answer in {self.timeout:g} s" if _late(error) else f"{error}"
        raise ServiceError(self.url, problem)

    def _once(self, body: bytes | None) -> dict[str, Any]:
        if urllib.parse.urlsplit(self.url).scheme not in ("http", "https"):
            raise ServiceError(self.url, "not an address that begins with http:// or https://")
        request = urllib.request.Request(self.url, data=body, headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=self.timeout) as reply:
            text = reply.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise ServiceError(self.url, f"its answer is larger than {LARGEST >> 20} MiB")
        try:
            found = json.loads(text)
        except ValueError:
            raise ServiceError(self.url, "its answer is not JSON") from None
        if not isinstance(found, dict):
            raise ServiceError(self.url, "its answer is not a JSON object")
        return found


def proposals(
    entities: Iterable[Entity], service: Service, *, cache: Path, batch: int = BATCH, lead: float = LEAD
) -> Iterator[Proposal]:
    """Proposals for the entities that have one clear candidate of a fitting type, in the entities' order.

    What the service answers is kept in `cache` as it comes; a `ServiceError` leaves what was kept for the next run.
    """
    space = str(service.manifest()["identifierSpace"])
    kept = _Kept(cache, service.url)
    waiting: list[Entity] = []
    for entity in entities:
        waiting.append(entity)
        if len(waiting) == batch:
            yield from _proposed(waiting, service, kept, space, lead)
            waiting = []
    if waiting:
        yield from _proposed(waiting, service, kept, space, lead)


def _proposed(entities: list[Entity], service: Service, kept: _Kept, space: str, lead: float) -> Iterator[Proposal]:
    missing = [entity for entity in entities if entity.label not in kept]
    if missing:
        questions = {f"q{n}": {"query": entity.label, "limit": 5} for n, entity in enumerate(missing)}
        answers = service.answers(questions)
        for n, entity in enumerate(missing):
            kept.keep(entity.label, answers[f"q{n}"]["result"])
    for entity in entities:
        found = proposal(entity, kept[entity.label], space, lead)
        if found is not None:
            yield found


def proposal(entity: Entity, candidates: Iterable[object], space: str, lead: float = LEAD) -> Proposal | None:
    """The best candidate where its type fits, its score is enough and it leads clearly; else None."""
    sound = [c for c in candidates if isinstance(c, dict) and isinstance(c.get("id"), str) and _score(c) > 0]
    fitting = sorted((c for c in sound if _fits(entity.type, c)), key=lambda c: (-_score(c), str(c["id"])))
    if not fitting or _score(fitting[0]) < ENOUGH:
        return None
    best = fitting[0]
    margin = _score(best) - (_score(fitting[1]) if len(fitting) > 1 else 0.0)
    if margin < lead:
        return None
    kinds = ", ".join(_kinds(best))
    name = str(best.get("name", ""))
    return Proposal(
        entity.id, entity.label, entity.type, space + best["id"], name, kinds, _score(best), round(margin, 1)
    )


def write(found: Iterable[Proposal], path: Path) -> int:
    """Write the proposals for review, tab-separated, whole or not at all; how many there are."""
    part = path.with_suffix(path.suffix + ".part")
    count = 0
    with part.open("w", encoding="utf8", newline="") as stream:
        rows = csv.DictWriter(stream, [f.name for f in fields(Proposal)], delimiter="\t", lineterminator="\n")
        rows.writeheader()
        for count, one in enumerate(found, 1):  # noqa: B007
            rows.writerow(asdict(one))
    part.replace(path)
    return count


def accepted(path: Path) -> list[dict[str, object]]:
    """The reviewed proposals marked "yes", as records that `entities.take` imports: the entity with its new link."""
    with path.open(encoding="utf8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["accept"].strip().lower() in ("yes", "y")]
    return [{"id": r["entity"], "label": r["label"], "type": r["type"], "same_as": [r["candidate"]]} for r in rows]


def _score(candidate: Mapping[str, Any]) -> float:
    score = candidate.get("score")
    return float(score) if isinstance(score, int | float) and not isinstance(score, bool) else 0.0


def _kinds(candidate: Mapping[str, Any]) -> list[str]:
    given = candidate.get("type") or []
    given = given if isinstance(given, list) else [given]
    return [str(k.get("name") or k.get("id")) if isinstance(k, dict) else str(k) for k in given]


def _fits(kind: str, candidate: Mapping[str, Any]) -> bool:
    """Whether one of the candidate's types reads like ours; a candidate without types is left to the person."""
    kinds = [k.lower() for k in _kinds(candidate)]
    wanted = lexical.load().service_types.get(kind, (kind,))
    return not kinds or any(word in k for word in wanted for k in kinds)


def _late(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)


class _Kept:
    """The answers of one service, kept one a line under the digest of address and question."""

    def __init__(self, folder: Path, url: str) -> None:
        self.path = folder / f"reconcile-{hashlib.sha256(url.encode()).hexdigest()[:12]}.jsonl"
        self._answers: dict[str, list[object]] = {}
        folder.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            for line in self.path.read_text(encoding="utf8").splitlines():
                self._read(line)

    def _read(self, line: str) -> None:
        try:
            kept = json.loads(line)
            self._answers[kept["query"]] = kept["result"]
        except (ValueError, KeyError, TypeError):
            return  # a line cut off when a run was killed: asked again

    def __contains__(self, query: str) -> bool:
        return query in self._answers

    def __getitem__(self, query: str) -> list[object]:
        return self._answers[query]

    def keep(self, query: str, result: list[object]) -> None:
        self._answers[query] = result
        with self.path.open("a", encoding="utf8") as stream:
            stream.write(json.dumps({"query": query, "result": result}, ensure_ascii=False) + "\n")
