"""Text in, spaCy Doc out: words, tags, trees, names, attributions and antecedents, by the project's own model.

The component `pressgraph_reader` runs the network of `extract/model/` on the tokens of spaCy's English tokenizer and
fills `tag_` (Penn), `pos_`, `dep_` and `head` (Universal Dependencies; a root is "ROOT"), sentence starts, `doc.ents`,
`doc.spans["attribution"]` (Source, Cue, Content), `doc._.coref`, a list of (token, antecedent token, probability), and
`doc._.certainty`, the probability of each token's head.

    >>> doc = annotate("Peace prevailed, said Ms Lee.")
    >>> [(ent.text, ent.label_) for ent in doc.ents]
    [('Lee', 'Person')]
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import compile_suffix_regex

from extract.annotate import Annotation
from extract.annotate import annotate as annotate_words
from extract.features import MODEL, Words, words_of
from extract.network import Network

COMPONENT = "pressgraph_reader"
ATTRIBUTION = "attribution"
SPACE_TAG, SPACE_DEP = "_SP", "dep"
GLUED_DASH = r"(?<=[A-Z]{3})-"  # "LIMA- The government met"
MAX_CHARACTERS = 1_000_000_000  # spaCy refuses longer texts; memory grows with the words only

Bools = npt.NDArray[np.bool_]

if not Doc.has_extension("coref"):
    Doc.set_extension("coref", default=())
if not Doc.has_extension("certainty"):
    Doc.set_extension("certainty", default=None)


class Reader:
    """The spaCy component: fills a tokenised Doc in place and returns it."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def __call__(self, doc: Doc) -> Doc:
        return self.read(doc)

    def read(self, doc: Doc, *, starts: Bools | None = None) -> Doc:
        """The Doc filled; `starts` says of each word (white space aside) whether it starts a sentence, where known."""
        words = words_of(doc)
        annotation = annotate_words(self.network, words, starts=starts)
        self._fill_tokens(doc, words, annotation)
        index = words.index.tolist()
        doc.ents = [_span(doc, index, name) for name in annotation.names]
        doc.spans[ATTRIBUTION] = [_span(doc, index, part) for part in annotation.attributions]
        doc._.certainty = np.ones(len(doc), dtype=np.float32)
        doc._.certainty[words.index] = annotation.certainty
        doc._.coref = [(index[word], index[other], score) for word, other, score in annotation.antecedents]
        return doc

    def _fill_tokens(self, doc: Doc, words: Words, annotation: Annotation) -> None:
        config, strings = self.network.config, doc.vocab.strings
        tags = np.array([strings.add(tag) for tag in config.xpos], dtype=np.uint64)
        kinds = np.array([strings.add(tag) for tag in config.upos], dtype=np.uint64)
        labels = [strings.add("ROOT" if label == "root" else label) for label in config.deprel]
        heads = _heads(len(doc), words, annotation)
        columns = np.empty((len(doc), 4), dtype=np.uint64)
        columns[:, 0] = (heads - np.arange(len(doc))).astype(np.int64).view(np.uint64)
        columns[:, 1] = strings.add(SPACE_DEP)
        columns[:, 2], columns[:, 3] = strings.add(SPACE_TAG), strings.add("SPACE")
        columns[words.index, 1] = np.array(labels, dtype=np.uint64)[annotation.deprel]
        columns[words.index, 2], columns[words.index, 3] = tags[annotation.xpos], kinds[annotation.upos]
        if len(doc) and not len(words):
            columns[0, 1] = strings.add("ROOT")
        doc.from_array(["HEAD", "DEP", "TAG", "POS"], columns)  # type: ignore[arg-type]
        for i in np.flatnonzero(columns[:, 2] == strings.add("WP")).tolist():
            if doc[i].is_upper:  # "WHO"
                doc[i].tag_, doc[i].pos_ = "NNP", "PROPN"


def _heads(size: int, words: Words, annotation: Annotation) -> npt.NDArray[np.int64]:
    """Each token's head token. White space hangs on the word before it, at the text's start on the first word."""
    heads = np.zeros(size, dtype=np.int64)
    if len(words):
        before = np.searchsorted(words.index, np.arange(size), side="right") - 1
        heads = words.index[np.maximum(before, 0)]
        heads[words.index] = words.index[annotation.head]
    return heads


def _span(doc: Doc, index: list[int], part: tuple[int, int, str]) -> Span:
    first, end, label = part
    return Span(doc, index[first], index[end - 1] + 1, label=label)


@Language.factory(COMPONENT, default_config={"model": None, "threads": 1})
def _create(nlp: Language, name: str, model: str | None, threads: int) -> Reader:
    return Reader(Network(Path(model) if model else MODEL, threads=threads))


@lru_cache(maxsize=2)
def load(*, model: Path | None = None, threads: int = 1) -> Language:
    """The pipeline: spaCy's English tokenizer and the reader; loaded once a process.

    `threads` are those that one text may use; annotation does not depend on it.
    """
    nlp = spacy.blank("en")
    nlp.max_length = MAX_CHARACTERS
    tokenizer: Any = nlp.tokenizer
    tokenizer.suffix_search = compile_suffix_regex([*(nlp.Defaults.suffixes or ()), GLUED_DASH]).search
    nlp.add_pipe(COMPONENT, config={"model": str(model) if model else None, "threads": threads})
    gc.freeze()  # what is loaded for good need not be searched for garbage, article by article
    return nlp


def annotate(text: str) -> Doc:
    """The text as the reader sees it; `doc.text == text`."""
    return load()(text)


def annotate_all(texts: Iterable[str]) -> Iterator[Doc]:
    """Each text annotated, in order, one at a time; the same as `annotate` gives for each."""
    return map(load(), texts)
