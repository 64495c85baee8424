"""Keys under which the spellings of one name meet; what the entity table's index and the server's look-ups share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ontology.entity_table import FOLDER

_APOSTROPHES = re.compile("[’‘ʼ`´]")
_POSSESSIVE = re.compile(r"(?:'s|(?<=s)')(?=$|[^a-z])")
_SAME_SOUND = str.maketrans("yjwe", "iivi")
_REPEATED = re.compile(r"(\w)\1+")
_PLUS = re.compile(r"(?<=\w)\+")  # "OPEC+" is not OPEC
_INITIALS = re.compile(r"\b(\w)\.(?=\w\b|\W|$)")


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    path = FOLDER / "spellings.tsv"
    pairs = (line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf8").splitlines()[1:] if line)
    return {pair[0]: pair[1] for pair in pairs}


def plain(text: str) -> str:
    """The text without accents ("Chișinău" -> "Chisinau")."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def key(text: str) -> str:
    """The form under which spellings of one name meet: "the Shanghai Co-operation Organization's" and
    "Shanghai Cooperation Organisation" have the same key; case, accents, points and hyphens do not count."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return _joined(text.casefold().split())
    text = _POSSESSIVE.sub("", plain(_APOSTROPHES.sub("'", text)).casefold())
    text = _INITIALS.sub(r"\1", text).replace("&", " and ").replace("'", "").replace("co-op", "coop")
    text = _PLUS.sub("plus", text)
    return _joined(re.findall(r"\w+", text))


def _joined(words: list[str]) -> str:
    spellings = _spellings()
    spelled = [spellings.get(word, word) for word in words]
    if len(spelled) > 1 and spelled[0] == "the":
        del spelled[0]
    return " ".join(spelled)


def sound(name_key: str) -> str:
    """A person's key without what transliterations differ in ("zelenskyy", "zelenskiy", "zelensky" -> "zelenski")."""
    plainer = name_key.translate(_SAME_SOUND).replace("kh", "h").replace("ou", "u")
    return _REPEATED.sub(r"\1", plainer)
