"""What read an article: the version of the code, and digests of the model, the lexicon and the entity table.

An article whose graph was made by the same run need not be read again; one made by another is read anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extract import gazetteer
from extract.features import MODEL
from extract.rdf import Run
from ontology import frame_files

EXTRACT = Path(__file__).resolve().parent
ONTOLOGY = EXTRACT.parent / "ontology"


@cache
def run() -> Run:
    """The identity of this installation's reading: any change of code or data makes it another one."""
    try:
        number = version("pressgraph")
    except PackageNotFoundError:
        number = "0"
    code = [*EXTRACT.glob("*.py"), *EXTRACT.glob("*.yaml"), *ONTOLOGY.glob("*.py")]
    own = frame_files.own_folder()
    lexicon = [
        *(path for path in ONTOLOGY.rglob("*") if path.suffix in (".yaml", ".ttl")),
        *(own.glob("*.yaml") if own is not None else ()),
    ]
    return Run(
        version=f"{number}+{_digest(code)}",
        model=_digest(path for path in MODEL.iterdir() if path.suffix != ".md"),
        lexicon=_digest(lexicon),
        table=gazetteer.load().version,
    )


def _digest(paths: Iterable[Path]) -> str:
    """Twelve hexadecimal digits over names and contents."""
    total = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        total.update(f"{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:12]
