"""The frame files are as their schema says; what is wrong with one is said with line, key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology import frame_files, mapping

GOOD = """\
type: lawsuit
description: Who sued whom, and over what.
rdf:
  class: https://example.org/news#Lawsuit
  plain: {default: https://example.org/news#sued}
patterns:
  - name: sue
    verb: [sue]
    subject: [subj]
    object: [obj]
examples:
  - {text: "Peru sued Chile.", subject: Peru, object: Chile}
"""

# what is put in place of what, and what the message must say
BAD = [
    ("type: lawsuit\n", "", "line 1: no `type`; expected type, description"),
    ("    object: [obj]", "    objekt: [obj]", "line 10: patterns 1: unknown key `objekt`; expected one of adjective,"),
    ("    verb: [sue]\n", "", "line 7: patterns 1: no trigger; expected one of verb, noun, adjective, entity"),
    ("[subj]", "[subj, 3]", "line 9: patterns 1, subject 2: found 3; expected a text"),
    ("[obj]", '["OBJ!"]', 'line 10: patterns 1, object 1: found "OBJ!"; expected: An argument role of the trigger'),
    ("class: https://example.org/news#Lawsuit", "class: Lawsuit", "line 4: rdf, class: found"),
    ("subject: Peru", "factuality: sure, subject: Peru", "line 12: examples 1, factuality: found"),
    ("    verb: [sue]", "    confidence: 2\n    verb: [sue]", "line 8: patterns 1, confidence: found 2; expected: "),
    ("    verb: [sue]", "    verb: [sue", "line 9: no YAML: "),
]  # fmt: skip


@pytest.mark.parametrize("path", frame_files.files(), ids=lambda path: path.stem)
def test_the_frame_files_are_as_their_schema_says(path: Path) -> None:
    assert list(frame_files.check(path)) == []
    assert path.read_text("utf8").startswith("# yaml-language-server: $schema=schema.json\n")
    assert frame_files.loaded(path)["type"] == path.stem


def test_the_schema_is_one_and_describes_every_key() -> None:
    validator = frame_files.validator()
    validator.check_schema(frame_files.schema())
    for name, part in {"": frame_files.schema(), **frame_files.schema()["$defs"]}.items():
        for key, rule in part.get("properties", {}).items():
            assert "description" in rule or "description" in frame_files.schema()["$defs"][rule["$ref"][8:]], (
                name,
                key,
            )


@pytest.mark.parametrize(("right", "wrong", "message"), BAD, ids=[row[2] for row in BAD])
def test_what_is_wrong_is_said_with_its_line_and_key(right: str, wrong: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "lawsuit.yaml"
    path.write_text(GOOD, "utf8")
    assert list(frame_files.check(path)) == []
    assert right in GOOD
    path.write_text(GOOD.replace(right, wrong, 1), "utf8")
    first = next(frame_files.check(path))
    assert first.startswith(f"{path} line ")
    assert message in first
    with pytest.raises(frame_files.FrameFileError, match=r"lawsuit\.yaml line \d+: "):
        frame_files.read(path)


def test_files_of_ones_own_stand_beside_the_others_or_in_their_stead(tmp_path: Path) -> None:
    (tmp_path / "lawsuit.yaml").write_text(GOOD, "utf8")
    (tmp_path / "award.yaml").write_text(GOOD.replace("lawsuit", "award"), "utf8")
    found = {path.stem: path for path in frame_files.files(own=tmp_path)}
    assert found["lawsuit"].parent == found["award"].parent == tmp_path
    assert found["visit"].parent == frame_files.FRAMES
    lawsuit = mapping.facts(own=tmp_path)["lawsuit"]
    assert [term.value for term in lawsuit.plain["default"]] == ["https://example.org/news#sued"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(frame_files.FrameFileError, match="none: there is no such folder"):
        frame_files.files(own=tmp_path / "none")
