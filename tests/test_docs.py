"""The documentation says what is true: commands, settings, modules, and the transcripts' answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from ontology import frame_files
from server import questions
from server.cli import app
from tests.transcripts import DOCUMENTS, Step, run, settings, steps

TRANSCRIPTS = [
    pytest.param(step, id=f"{path.name}:{number}")
    for path in DOCUMENTS
    for number, step in enumerate(steps(path.read_text("utf8")))
    if step.runs
]


def commands() -> dict[str, Any]:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return dict(group.commands)


def test_every_setting_is_documented_as_it_is(root: Path) -> None:
    shown = (root / "docs" / "settings.md").read_text("utf8")
    assert [row for row in shown.splitlines() if row.startswith("| `PRESSGRAPH_")] == list(settings())


def test_every_command_is_in_the_readme(root: Path) -> None:
    text = (root / "README.md").read_text("utf8")
    documented = set(re.findall(r"^\| `pressgraph ([\w-]+)", text, flags=re.MULTILINE))
    assert documented == set(commands())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_documents_exist_with_their_options(path: Path) -> None:
    known = commands()
    for name, rest in re.findall(
        r"(?:^|`|\$ )(?:\.venv/bin/)?pressgraph ([a-z]+)((?: [^\n`|]*)?)", path.read_text("utf8")
    ):
        assert name in known, f"{path.name}: pressgraph {name}"
        options = {option for parameter in known[name].params for option in parameter.opts}
        if hasattr(known[name], "commands"):  # a group of commands has their options
            continue
        for option in re.findall(r" (--[a-z-]+)", rest):
            assert option in {*options, "--help"}, f"{path.name}: pressgraph {name} {option}"


def test_the_page_on_new_relations_shows_the_file_that_it_uses(root: Path) -> None:
    text = (root / "docs" / "new-relation.md").read_text("utf8")
    frame = root / "docs" / "examples" / "frames" / "acquisition.yaml"
    assert re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL) == [frame.read_text("utf8")]
    assert not list(frame_files.check(frame))


def test_make_targets_in_documents_exist(root: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text("utf8"), flags=re.MULTILINE))
    for path in DOCUMENTS:
        named = set(re.findall(r"(?:`|^|\$ |    )make ([a-z]+)", path.read_text("utf8"), flags=re.MULTILINE))
        assert named <= targets, path.name


def test_links_in_documents_lead_somewhere(root: Path) -> None:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text("utf8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_module_is_in_the_architecture(root: Path) -> None:
    text = (root / "ARCHITECTURE.md").read_text("utf8")
    named = set(re.findall(r"`([\w/]+\.py)`", text))
    for package in ("ontology", "extract", "server"):
        for path in (root / package).rglob("*.py"):
            short = str(path.relative_to(root / package))
            if path.name not in ("__init__.py", "__main__.py") and "node_modules" not in path.parts:
                assert short in named or path.name in named, f"{package}/{short} is missing in ARCHITECTURE.md"


@pytest.mark.parametrize("step", TRANSCRIPTS)
def test_transcripts_show_what_is_printed(step: Step, built: Path) -> None:
    assert run(step, built) == step.output


def test_the_readme_asks_five_questions_that_are_among_the_examples(root: Path) -> None:
    text = (root / "README.md").read_text("utf8")
    asked = [question for question in questions.all_questions() if question.query.strip() in text]
    assert len(asked) >= 5
