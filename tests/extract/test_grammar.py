"""The file of closed classes is read whole, and complains in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract import grammar


def test_every_class_has_words_and_no_word_became_a_truth_value() -> None:
    for name in grammar.Grammar.__dataclass_fields__:
        words = getattr(grammar.GRAMMAR, name)
        assert words, name
        assert all(isinstance(word, str) for word in words), name


def test_a_class_that_is_missing_is_named(tmp_path: Path) -> None:
    short = tmp_path / "grammar.yaml"
    short.write_text("".join(grammar.PATH.read_text("utf8").partition("plural:")[:1]), "utf8")
    with pytest.raises(grammar.GrammarError, match=r"grammar\.yaml: `adding` is missing"):
        grammar.load(short)
