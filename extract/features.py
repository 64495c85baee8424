"""What the model sees of a word: its subwords, its shape, and how it stands in the text.

Training and the runtime both build their input here, so that a word looks the same to both. The encoder is uncased:
the shape carries what lower-casing loses (capitals, digits, the side of a bracket), whether the word opens a paragraph
and whether it is glued to the word before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from tokenizers import Tokenizer

from extract.layout import openings
from extract.words import text_of

Ints = npt.NDArray[np.int64]

MODEL = Path(__file__).parent / "model"
MAX_SUBWORDS = 512  # a window's subwords with [CLS] and [SEP]: the encoder's positions
WORD_SUBWORDS = 8  # a word's subwords past these say nothing more of it (URLs, hashes)
WORD_CHARACTERS = 100  # WordPiece gives up on longer words; their beginning is better than [UNK]
CACHED_WORDS = 200_000

BASES = (
    "lower",
    "title",
    "capitals",
    "capital",
    "mixed",
    "alphanumeric",
    "digits",
    "number",
    "stop",
    "comma",
    "open",
    "close",
    "quote",
    "dash",
    "symbol",
)
BASE_ID = {name: number for number, name in enumerate(BASES)}
SHAPES = 1 + len(BASES) * 4  # 0 is [CLS] and [SEP]

_BLANK = re.compile(r"\n[^\S\n]*\n")  # an empty line, of Unix or of Windows
_PUNCTUATION = (
    ("stop", ".!?…。！？؟।"),
    ("comma", ",;:،；：，、"),
    ("open", "([{“‘«‹„‚"),
    ("close", ")]}”’»›"),
    ("quote", "\"'`"),
    ("dash", "-‐‑‒–—―−"),
)
_CLASS_OF = {character: name for name, characters in _PUNCTUATION for character in characters}


@dataclass(frozen=True, slots=True)
class Encoded:
    """Words as the model takes them: S subwords (with [CLS] and [SEP]) of W words.

    `ids` [S] are subword ids, `shape` [S] the shape id of the word that a subword belongs to, `first` [W] the index in
    `ids` of each word's first subword.
    """

    ids: Ints
    shape: Ints
    first: Ints

    @property
    def costs(self) -> Ints:
        """How many subwords each word takes, [W]."""
        costs: Ints = np.diff(self.first, append=len(self.ids) - 1)
        return costs

    def part(self, start: int, stop: int) -> Encoded:
        """The words `start`..`stop` (exclusive) alone."""
        low, high = (int(self.first[word]) if word < len(self.first) else len(self.ids) - 1 for word in (start, stop))
        ids, shape = (np.concatenate((column[:1], column[low:high], column[-1:])) for column in (self.ids, self.shape))
        return Encoded(ids, shape, self.first[start:stop] - (low - 1))


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words (its tokens that are not white space) and how they stand: the model's view of a Doc.

    `index` are their token numbers in the Doc; `para` is true of the first word of the text and of one after a line
    break; `glued` of one without white space before it; `parted` are the numbers of words after a blank line or a
    dateline, which no sentence runs across.
    """

    index: Ints
    words: list[str]
    para: list[bool]
    glued: list[bool]
    parted: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.words)


class Subwords:
    """A word's subword ids, each word split alone and remembered."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cache: dict[str, tuple[int, ...]] = {}
        self.unknown, self.opening, self.closing = (self._special(name) for name in ("[UNK]", "[CLS]", "[SEP]"))

    def __call__(self, word: str) -> tuple[int, ...]:
        """At least one id (that of [UNK] for a word without any) and at most `WORD_SUBWORDS`."""
        pieces = self._cache.get(word)
        if pieces is None:
            pieces = self._split(word)
            if len(self._cache) >= CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = pieces
        return pieces

    def _split(self, word: str) -> tuple[int, ...]:
        ids = self._tokenizer.encode(word[:WORD_CHARACTERS], add_special_tokens=False).ids
        return tuple(ids[:WORD_SUBWORDS]) or (self.unknown,)

    def _special(self, name: str) -> int:
        number = self._tokenizer.token_to_id(name)
        if number is None:
            raise ValueError(f"the tokenizer has no {name} token; expected a BERT tokenizer.json")
        return int(number)


@lru_cache(maxsize=4)
def subwords(path: Path = MODEL / "tokenizer.json") -> Subwords:
    """The splitter of one tokenizer file, read once."""
    return Subwords(path)


def encode(
    words: Sequence[str], para: Sequence[bool], glued: Sequence[bool], *, split: Subwords | None = None
) -> Encoded:
    """The model's input for these words; it takes `MAX_SUBWORDS` at once, more only in parts."""
    split = split or subwords()
    ids, shape, first = [split.opening], [0], []
    for word, opens, joined in zip(words, para, glued, strict=True):
        pieces = split(word)
        first.append(len(ids))
        ids.extend(pieces)
        shape.extend([shape_id(word, opens, joined)] * len(pieces))
    ids.append(split.closing)
    shape.append(0)
    return Encoded(*(np.array(column, dtype=np.int64) for column in (ids, shape, first)))


def shape_id(word: str, para: bool, glued: bool) -> int:
    """1 + base * 4 + 2 * para + glued; below `SHAPES`."""
    return 1 + BASE_ID[base(word)] * 4 + 2 * bool(para) + bool(glued)


@lru_cache(maxsize=CACHED_WORDS)
def base(word: str) -> str:
    """The class of a word's characters, one of `BASES`: base("Al-Qaeda") == "title", base("1,000") == "number"."""
    letters = [character for character in word if character.isalpha()]
    digits = any(character.isdigit() for character in word)
    if letters:
        return "alphanumeric" if digits else _letter_case(word, letters)
    if digits:
        return "digits" if word.isdigit() else "number"
    return _mark(word)


def _letter_case(word: str, letters: list[str]) -> str:
    upper = sum(letter.isupper() for letter in letters)
    if not upper:
        return "lower"
    if upper == len(letters):
        return "capital" if upper == 1 else "capitals"
    inner = any(after.isupper() and before.isalpha() for before, after in pairwise(word))
    return "title" if letters[0].isupper() and not inner else "mixed"


def _mark(word: str) -> str:
    classes = {_CLASS_OF.get(character, "symbol") for character in word}
    if len(classes) > 1 or not word:
        return "symbol"
    (only,) = classes
    return only


def words_of(doc: Doc) -> Words:
    """The words of a Doc and how each stands, in order."""
    tokens = [token for token in doc if not token.is_space]
    spans = [(token.idx, token.idx + len(token)) for token in tokens]
    text = text_of(doc)
    para, glued = layout(text, spans)
    index = np.fromiter((token.i for token in tokens), dtype=np.int64, count=len(tokens))
    stories = frozenset(openings(text))
    parted = (k for k in range(1, len(spans)) if para[k] and _BLANK.search(text, spans[k - 1][1], spans[k][0]))
    opened = (k for k in range(1, len(spans)) if stories and spans[k][0] in stories)
    return Words(index, [token.text for token in tokens], para, glued, tuple(sorted({*parted, *opened})))


def layout(text: str, spans: Sequence[tuple[int, int]]) -> tuple[list[bool], list[bool]]:
    """`para` and `glued` of words at these character spans of `text`, which are in order and do not overlap."""
    para, glued, last = [], [], 0
    for number, (start, end) in enumerate(spans):
        para.append(number == 0 or _breaks(text, last, start))
        glued.append(number > 0 and start == last)
        last = end
    return para, glued


def _breaks(text: str, start: int, end: int) -> bool:
    return start < end and any(character in "\n\r\u2028\u2029" for character in text[start:end])
