"""rdflib-endpoint over a file of triples, as its own command serves it: `python rdflib_peer.py PORT FILE`.

The triples are read once. What answers is forked from the process that has them, so that it can be ended in the middle
of a query, which rdflib cannot stop, and another be there at once. Runs where rdflib-endpoint is installed.
"""

import gc
import os
import signal
import sys

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint

port, path = sys.argv[1:]
graph = Dataset(store="default", default_union=True)
graph.parse(path)
gc.freeze()
signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # by way of what ends the child
while True:
    child = os.fork()
    if child == 0:
        uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=int(port), log_level="error")
        os._exit(0)
    try:
        os.waitpid(child, 0)
    except BaseException:
        os.kill(child, 9)
        raise
