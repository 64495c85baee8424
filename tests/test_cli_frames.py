"""Frame files of one's own on the command line: checked where they lie, and read by beside the package's."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run

LAWSUIT = """\
type: lawsuit
description: Who sued whom.
patterns:
  - name: sue
    verb: [sue]
examples:
  - {text: "Apple sued Samsung.", subject: Apple, object: Samsung}
against:
  - "Apple met Samsung."
"""


def test_a_file_is_checked_where_it_lies_and_its_failures_decide_the_exit_code(pressgraph: Run, tmp_path: Path) -> None:
    own = tmp_path / "lawsuit.yaml"
    own.write_text(LAWSUIT, "utf8")
    done = pressgraph("frames", "check", own)
    assert done.returncode == 0, done.stderr
    assert "ok   lawsuit: Apple sued Samsung." in done.stdout
    assert "path: lawsuit/sue" in done.stdout
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(LAWSUIT.replace("Apple met", "Apple sued"), "utf8")
    done = pressgraph("frames", "check", wrong, "--failures")
    assert done.returncode == 1
    assert "FAIL lawsuit: Apple sued Samsung." in done.stdout
    assert done.stdout.endswith("2 sentences, 1 fail\n")


def test_what_is_wrong_with_a_file_is_a_sentence_with_its_line(pressgraph: Run, tmp_path: Path) -> None:
    (tmp_path / "lawsuit.yaml").write_text(LAWSUIT.replace("verb:", "verbs:"), "utf8")
    for command in (("frames", "check", tmp_path / "lawsuit.yaml"), ("facts", tmp_path, "--frames", tmp_path)):
        done = pressgraph(*command)
        assert done.returncode == 1
        assert "lawsuit.yaml line 5: patterns 1: unknown key `verbs`; expected one of " in done.stderr
        assert "Traceback" not in done.stderr


def test_facts_are_found_by_frames_of_ones_own(pressgraph: Run, tmp_path: Path) -> None:
    (tmp_path / "lawsuit.yaml").write_text(LAWSUIT, "utf8")
    (tmp_path / "a.txt").write_text("Apple sued Samsung in April 2011.\n", "utf8")
    done = pressgraph("facts", tmp_path / "a.txt", "--frames", tmp_path)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [fact["path"] for fact in found if fact["type"] == "lawsuit"] == ["lawsuit/sue"]
    plain = pressgraph("facts", tmp_path / "a.txt")
    assert "lawsuit" not in {json.loads(line)["type"] for line in plain.stdout.splitlines()}
