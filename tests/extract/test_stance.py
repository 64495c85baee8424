"""What the words around a verb make of it, on hand-built trees: done, planned, possible, denied or only asked."""

from __future__ import annotations

import pytest

from extract import stance
from tests.extract.trees import tree

FLEW = "Mendes/PROPN/NNP/1/nsubj flew/VERB/VBD/1/ROOT to/ADP/IN/3/case Lima/PROPN/NNP/1/obl "
FIRST = "Estonia/PROPN/NNP/4/nsubj was/AUX/VBD/4/cop the/DET/DT/4/det {} country/NOUN/NN/4/ROOT "
BAN = "to/PART/TO/6/mark ban/VERB/VB/4/acl Kuwait/PROPN/NNP/6/obj ./PUNCT/./4/punct"
THAT = "Sweden/PROPN/NNP/1/nsubj announced/VERB/VBD/1/ROOT that/SCONJ/IN/{0}/mark Norway/PROPN/NNP/{0}/nsubj "
FIFA_BAN = "FIFA/PROPN/NNP/3/nsubj ban/VERB/VB/3/ROOT Kuwait/PROPN/NNP/3/obj ?/PUNCT/./3/punct"
HOSTED = "talks/NOUN/NNS/1/obj hosted/VERB/VBN/2/acl by/ADP/IN/5/case China/PROPN/NNP/3/obl ./PUNCT/./1/punct"
IS_DUE = "is/AUX/VBZ/2/cop due/ADJ/JJ/2/ROOT to/PART/TO/4/mark visit/VERB/VB/2/xcomp Cuba/PROPN/NNP/4/obj"

VERBS = [
    # (the verb or noun, what it is, the tree)
    ("sign", "planned", FLEW + "to/PART/TO/5/mark sign/VERB/VB/1/advcl it/PRON/PRP/5/obj ./PUNCT/./1/punct"),
    (
        "ban",
        "planned",
        "They/PRON/PRP/1/nsubj ran/VERB/VBD/1/ROOT a/DET/DT/3/det drive/NOUN/NN/1/obj to/PART/TO/5/mark "
        "ban/VERB/VB/3/acl Kuwait/PROPN/NNP/5/obj ./PUNCT/./1/punct",
    ),
    ("ban", "asserted", FIRST.format("first/ADJ/JJ/4/amod") + BAN),
    ("ban", "asserted", FIRST.format("only/ADJ/JJ/4/amod") + BAN),
    ("ban", "asserted", FIRST.format("smallest/ADJ/JJS/4/amod") + BAN),
    ("ban", "planned", FIRST.format("right/ADJ/JJ/4/amod") + BAN),
    (
        "win",
        "asserted",
        "Kenya/PROPN/NNP/1/nsubj rallied/VERB/VBD/1/ROOT to/PART/TO/3/mark win/VERB/VB/1/advcl "
        "it/PRON/PRP/3/obj ./PUNCT/./1/punct",
    ),
    (
        "signed",
        "asserted",
        THAT.format(5) + "had/AUX/VBD/5/aux signed/VERB/VBN/1/ccomp it/PRON/PRP/5/obj ./PUNCT/./1/punct",
    ),
    ("signed", "asserted", THAT.format(4) + "signed/VERB/VBD/1/ccomp it/PRON/PRP/4/obj ./PUNCT/./1/punct"),
    (
        "sign",
        "planned",
        THAT.format(5) + "would/AUX/MD/5/aux sign/VERB/VB/1/ccomp it/PRON/PRP/5/obj ./PUNCT/./1/punct",
    ),
    (
        "sell",
        "asserted",
        "Nokia/PROPN/NNP/1/nsubj had/VERB/VBD/1/ROOT to/PART/TO/3/mark sell/VERB/VB/1/xcomp it/PRON/PRP/3/obj",
    ),
    (
        "sell",
        "planned",
        "Nokia/PROPN/NNP/1/nsubj has/VERB/VBZ/1/ROOT to/PART/TO/3/mark sell/VERB/VB/1/xcomp it/PRON/PRP/3/obj",
    ),
    (
        "visit",
        "asserted",
        "Cruz/PROPN/NNP/2/nsubj:pass was/AUX/VBD/2/aux:pass allowed/VERB/VBN/2/ROOT to/PART/TO/4/mark "
        "visit/VERB/VB/2/xcomp Cuba/PROPN/NNP/4/obj",
    ),
    (
        "visit",
        "possible",
        "It/PRON/PRP/1/nsubj allows/VERB/VBZ/1/ROOT Cruz/PROPN/NNP/1/obj to/PART/TO/4/mark visit/VERB/VB/1/xcomp "
        "Cuba/PROPN/NNP/4/obj",
    ),
    ("ban", "asserted", "Why/ADV/WRB/3/advmod did/AUX/VBD/3/aux " + FIFA_BAN),
    ("ban", "asked", "So/ADV/RB/3/advmod did/AUX/VBD/3/aux " + FIFA_BAN),
    (
        "visit",
        "asserted",
        "Who/PRON/WP/1/nsubj saw/VERB/VBD/1/ROOT the/DET/DT/3/det visit/NOUN/NN/1/obj ?/PUNCT/./1/punct",
    ),
    (
        "president",
        "asked",
        "Is/AUX/VBZ/3/cop Cruz/PROPN/NNP/3/nsubj the/DET/DT/3/det president/NOUN/NN/3/ROOT ?/PUNCT/./3/punct",
    ),
    ("hosted", "asserted", "Sweden/PROPN/NNP/1/nsubj cancelled/VERB/VBD/1/ROOT " + HOSTED),
    ("hosted", "asserted", "Sweden/PROPN/NNP/1/nsubj planned/VERB/VBD/1/ROOT " + HOSTED),
    (
        "sanctions",
        "asserted",
        "It/PRON/PRP/1/nsubj fell/VERB/VBD/1/ROOT due/ADJ/JJ/4/case to/ADP/IN/2/fixed sanctions/NOUN/NNS/1/obl",
    ),
    ("visit", "planned", "Petr/PROPN/NNP/2/nsubj " + IS_DUE),
    (
        "back",
        "denied",
        "No/DET/DT/1/det party/NOUN/NN/2/nsubj dared/VERB/VBD/2/ROOT to/PART/TO/4/mark back/VERB/VB/2/xcomp "
        "it/PRON/PRP/4/obj",
    ),
    (
        "sign",
        "planned",
        "Cruz/PROPN/NNP/2/nsubj:pass is/AUX/VBZ/2/aux:pass determined/VERB/VBN/2/ROOT to/PART/TO/4/mark "
        "sign/VERB/VB/2/xcomp it/PRON/PRP/4/obj",
    ),
    (
        "signing",
        "planned",
        "Peru/PROPN/NNP/1/nsubj works/VERB/VBZ/1/ROOT on/SCONJ/IN/3/mark signing/VERB/VBG/1/advcl it/PRON/PRP/3/obj",
    ),
    (
        "lose",
        "probable",
        "Fidesz/PROPN/NNP/2/nsubj:pass is/AUX/VBZ/2/aux:pass projected/VERB/VBN/2/ROOT to/PART/TO/4/mark "
        "lose/VERB/VB/2/xcomp it/PRON/PRP/4/obj",
    ),
]  # fmt: skip


def sentence(text: str) -> str:
    return " ".join(word.split("/")[0] for word in text.split())


@pytest.mark.parametrize(
    ("word", "factuality", "text"), VERBS, ids=[f"{word}: {sentence(text)}" for word, _, text in VERBS]
)
def test_the_construction_tells_whether_it_was_done(word: str, factuality: str, text: str) -> None:
    made = tree(text)
    trigger = next(token for token in made if token.text == word)
    subjects = [c for c in trigger.head.children if c.dep_.startswith("nsubj")]
    assert stance.of(trigger, arguments=subjects).factuality == factuality
