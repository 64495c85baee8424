"""A whole graph written in any of the download formats, in an order that depends on its quads only."""

from __future__ import annotations

from typing import IO

import pyoxigraph as ox

from server import jsonld, negotiate, prefixes, rdf

DEFAULT = ox.DefaultGraph()

# `.ttl`, `.nt`, `.rdf` and `.jsonld` are the merged facts (the default graph); `.trig` and `.nq` are everything, with
# each article's own graph.
DOWNLOADS = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
WHOLE = frozenset({"trig", "nq"})


def write(store: ox.Store, format: str, out: IO[bytes] | rdf.Stream) -> None:
    """Write the store's graph; raises ValueError for a format that is none of `DOWNLOADS`."""
    if format not in DOWNLOADS:
        raise ValueError(f"there is no download as «{format}»; expected one of {', '.join(DOWNLOADS)}")
    if format == "jsonld":
        jsonld.write(store.quads_for_pattern(None, None, None, DEFAULT), out)
        return
    engine = negotiate.BY_NAME[format].engine
    assert isinstance(engine, ox.RdfFormat)
    graph = None if format in WHOLE else DEFAULT
    if format in rdf.WITH_PREFIXES:
        used = prefixes.table()
        rdf.mend(lambda stream: store.dump(stream, engine, from_graph=graph, prefixes=used), out)  # type: ignore[arg-type]
    else:
        store.dump(out, engine, from_graph=graph)  # type: ignore[arg-type]
