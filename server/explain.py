"""How a query is run, for people: its form, its dataset, and its text as the engine is given it.

pyoxigraph tells no plan of its own to Python; what can be told is what is done to a query before the engine has it.
"""

from __future__ import annotations

from server import aggregates, magic
from server.aggregates import Plan
from server.counts import Counts
from server.engine import Prepared
from server.magic import Search
from server.snapshot import Snapshot

Dataset = tuple[tuple[str, ...], tuple[str, ...]]


def explained(prepared: Prepared, dataset: Dataset | None, found: Snapshot | None) -> str:
    """Comments, and the query that runs: searches for words are tables in it, and so is what is only counted."""
    scan = prepared.scan
    graphs = "the store's own" if dataset is None else f"default {list(dataset[0])}, named {list(dataset[1])}"
    text, how = scan.text, "the engine gives no plan; this is the query as it runs it"
    searches = [Search(*fields) for fields in prepared.searches]
    if searches:
        text = magic.rewritten(text, searches, lambda words: [f"urn:what-says:{words}"])
        how += ", what the words find being a table"
    if dataset is None and (table := _over_counts(prepared, found)) is not None:
        text, how = table, "no triple is read: this is the query as it runs over the counts of the snapshot"
    elif dataset is None and prepared.ranked is not None:
        how += ", sorted by the count at first, and only what can be among the first by the rest"
    return f"# {scan.form} over {graphs}\n# {how}\n{text}\n"


def _over_counts(prepared: Prepared, found: Snapshot | None) -> str | None:
    counts = None if prepared.counted is None or found is None else Counts.read(found.counts)
    return None if prepared.counted is None or counts is None else aggregates.rewritten(Plan(*prepared.counted), counts)
