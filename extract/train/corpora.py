"""The training data as windows: lists of words with the labels that the corpus at hand gives them.

Three corpora, one record: a treebank (trees, tags, sentences, coreference), newswire with names, news with
attributions. Labels that a corpus does not give are left empty, and the loss of that task is then not counted.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import spacy

NAMES = ("Person", "Organization", "Location", "NORP", "Facility", "Date", "Money", "Product", "Misc")
SPEECH = ("Source", "Cue", "Content")
CLOSERS = frozenset(".,;:!?)]}%…’”") | {"'s", "’s", "n't", "n’t", "'re", "'ve", "'ll", "'d", "'m", "-"}
OPENERS = frozenset("([{$£€“‘-#")


@dataclass(frozen=True, slots=True)
class Text:
    """One document as words. All label lists are as long as `words`, or empty where the corpus has none.

    `head[i]` is the index of the head word in the document, or i itself for a root. `coref[i]` holds, for the head word
    of a mention, its chain's number, else -1. `para` and `glued` are as in `extract.features`.
    """

    task: str
    name: str
    words: list[str]
    para: list[bool]
    glued: list[bool]
    sent: list[bool] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    deprel: list[str] = field(default_factory=list)
    ner: list[str] = field(default_factory=list)
    attr: list[str] = field(default_factory=list)
    coref: list[int] = field(default_factory=list)

    def cut(self, start: int, end: int) -> Text:
        """The words `start`..`end` as a text of their own; heads that fall outside become -1."""
        part = {
            name: getattr(self, name)[start:end]
            for name in ("words", "para", "glued", "sent", "upos", "xpos", "deprel", "ner", "attr", "coref")
        }
        head = [h - start if start <= h < end else -1 for h in self.head[start:end]]
        return replace(self, head=head, **part)


def treebank(path: Path, *, task: str = "parse") -> Iterator[Text]:
    """The documents of a CoNLL-U file with their coreference chains (GUM's `Entity=` in MISC)."""
    name = path.stem
    block: list[str] = []
    for line in path.read_text("utf8").splitlines():
        if line.startswith("# newdoc") and block:
            yield _document(name, block, task)
            block = []
        if line.startswith("# newdoc id = "):
            name = line.removeprefix("# newdoc id = ")
        block.append(line)
    if block:
        yield _document(name, block, task)


def _document(name: str, lines: Sequence[str], task: str) -> Text:
    text = Text(task, name, [], [], [])
    offset, new_par, new_sent, glue, multi = 0, True, True, False, (0, 0, False)
    mentions = _Brackets()
    for line in lines:
        if line.startswith("# newpar"):
            new_par = True
        if not line:
            offset, new_sent = len(text.words), True
        if not line or line.startswith("#"):
            continue
        ident, word, _, upos, xpos, _, head, deprel, _, misc = line.split("\t")
        spaced = "SpaceAfter=No" not in misc
        if "-" in ident:
            low, high = map(int, ident.split("-"))
            multi = (low, high, spaced)
            continue
        if "." in ident:
            continue
        number = int(ident)
        inside, last = multi[0] <= number < multi[1], number == multi[1]
        text.words.append(word)
        text.para.append(new_par)
        text.glued.append(glue and not new_par)
        text.sent.append(new_sent)
        text.upos.append(upos)
        text.xpos.append(xpos)
        text.head.append(offset + (int(head) - 1 if head != "0" else number - 1))
        text.deprel.append(deprel)
        text.coref.append(-1)
        glue = inside or not (multi[2] if last else spaced)
        new_par = new_sent = False
        if last:
            multi = (0, 0, False)
        mentions.read(misc, len(text.words) - 1)
    mentions.mark(text)
    return text


class _Brackets:
    """Reads GUM's nested entity brackets: `(id-type-...` opens, `id)` closes, `(id-type-...)` does both."""

    pattern = re.compile(r"\((\d+)-([^()]*)(\))?|(\d+)\)")

    def __init__(self) -> None:
        self.open: dict[int, list[int]] = {}
        self.spans: list[tuple[int, int, int]] = []

    def read(self, misc: str, index: int) -> None:
        entity = next((part[7:] for part in misc.split("|") if part.startswith("Entity=")), "")
        for match in self.pattern.finditer(entity):
            opened, _, closed, closing = match.groups()
            if opened and closed:
                self.spans.append((index, index + 1, int(opened)))
            elif opened:
                self.open.setdefault(int(opened), []).append(index)
            elif self.open.get(int(closing)):
                self.spans.append((self.open[int(closing)].pop(), index + 1, int(closing)))

    def mark(self, text: Text) -> None:
        """Puts each chain's number on the head word of its mentions (the word whose head lies outside the mention)."""
        for start, end, chain in sorted(self.spans, key=lambda span: span[1] - span[0], reverse=True):
            top = next((i for i in range(start, end) if not start <= text.head[i] < end or text.head[i] == i), start)
            text.coref[top] = chain


def newswire(path: Path) -> Iterator[Text]:
    """The articles of a two-column BIO file; spacing, which it does not keep, is put back by rule."""
    article: Text | None = None
    new_par, quoted = True, False
    for line in path.read_text("utf8").splitlines():
        if line.startswith("# article"):
            if article and article.words:
                yield article
            article, new_par, quoted = Text("names", line.split("= ")[-1], [], [], []), True, False
            continue
        # further columns hold the names inside a name: the first is the whole ("University of Lagos", not "Lagos")
        word, tag, *_ = line.split("\t") if "\t" in line else (*line.rsplit(maxsplit=1), "O", "O")
        if not line or article is None:
            new_par = True
            continue
        if not word.strip():
            continue
        before = article.words[-1] if article.words and not new_par else ""
        glued = bool(before) and (word in CLOSERS or before in OPENERS or (word == '"' and quoted))
        glued = glued or (before == '"' and quoted and word != '"')
        article.words.append(word)
        article.para.append(new_par)
        article.glued.append(glued)
        article.ner.append(tag)
        quoted = quoted != (word == '"')
        new_par = False
    if article and article.words:
        yield article


def attributed(folder: Path) -> Iterator[Text]:
    """PolNeAR's articles on spaCy's tokens, each word in at most one of Source, Cue, Content."""
    nlp = spacy.blank("en")
    nlp.max_length = 10**7
    for path in sorted((folder / "text").glob("*.txt")):
        raw = path.read_text("utf8")
        labels = ["O"] * len(raw)
        # an annotation is named by its text's stem and four digits of a checksum; of several the first counts
        for annotation in sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))[:1]:
            for label, start, end in _brat(annotation):
                labels[start:end] = [f"{label} {start}"] * (end - start)
        text = Text("attribution", path.stem, [], [], [])
        previous = "O"
        new_par = True
        end_before = 0
        for token in nlp(raw):
            if token.is_space:
                new_par = new_par or "\n" in token.text
                continue
            here = labels[token.idx]
            text.words.append(token.text)
            text.para.append(new_par)
            text.glued.append(token.idx == end_before and not new_par)
            text.attr.append("O" if here == "O" else f"{'I' if here == previous else 'B'}-{here.split()[0]}")
            previous, new_par, end_before = here, False, token.idx + len(token.text)
        yield text


def _brat(path: Path) -> Iterator[tuple[str, int, int]]:
    for line in path.read_text("utf8").splitlines():
        if line.startswith("T"):
            parts = line.split("\t")
            if len(parts) < 2:
                continue
            kind, _, spans = parts[1].partition(" ")
            if kind in SPEECH:
                for span in spans.split(";"):
                    start, end = map(int, span.split())
                    yield kind, start, end


def to_bioes(tags: Sequence[str]) -> list[str]:
    """BIO tags as BIOES: a name of one word is S, the last word of a longer one E."""
    out = []
    for i, tag in enumerate(tags):
        after = tags[i + 1] if i + 1 < len(tags) else "O"
        ends = after != f"I-{tag[2:]}"
        out.append({"B": "S", "I": "E"}[tag[0]] + tag[1:] if tag != "O" and ends else tag)
    return out


def windows(text: Text, rng: random.Random, *, size: int) -> Iterator[Text]:
    """`text` cut into windows of at most `size` words, at sentence or paragraph starts where it has any, from a
    random offset."""
    starts = text.sent or text.para
    start = 0
    first = rng.randint(size // 3, size)
    while start < len(text.words):
        end = min(start + (first if start == 0 else size), len(text.words))
        if end < len(text.words):
            breaks = [i for i in range(start + size // 4, end + 1) if i < len(starts) and starts[i]]
            end = breaks[-1] if breaks else end
        yield text.cut(start, end)
        start = end


def varied(text: Text, rng: random.Random) -> Text:
    """The same window as other outlets might set it: straight marks for curly ones, titles and shouting in capitals."""
    words = text.words
    if rng.random() < 0.4:
        words = [word.translate(STRAIGHT) for word in words]
    dice = rng.random()
    if dice < 0.03:
        words = [word.upper() for word in words]
    elif dice < 0.07:
        words = [word[:1].upper() + word[1:] if len(word) > 3 else word for word in words]
    elif dice < 0.08:
        words = [word.lower() for word in words]
    return replace(text, words=words)


STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def inventory(texts: Iterable[Text]) -> dict[str, list[str]]:
    """The labels of each task in sorted order, as the model's output columns."""
    upos: set[str] = set()
    xpos: set[str] = set()
    deprel: set[str] = set()
    for text in texts:
        upos.update(text.upos)
        xpos.update(text.xpos)
        deprel.update(text.deprel)
    return {
        "upos": sorted(upos),
        "xpos": sorted(xpos),
        "deprel": sorted(deprel),
        "ner": ["O", *(f"{p}-{n}" for n in NAMES for p in "BIES")],
        "attr": ["O", *(f"{p}-{n}" for n in SPEECH for p in "BI")],
    }
