"""The files of the lexicon: where they are, how they are read, and what is wrong with one, said with its line.

`frames/*.yaml` come with the package; the folder that `PRESSGRAPH_FRAMES` names holds further ones of a user's own. A
file there takes the place of the package's own of the same name. What a file may say is `frames/schema.json`, which
editors use too.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

FRAMES = Path(__file__).parent / "frames"
SCHEMA = FRAMES / "schema.json"
VARIABLE = "PRESSGRAPH_FRAMES"


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema for booleans: "on", "no" and "yes" are words here."""


Loader.yaml_implicit_resolvers = {
    key: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


class FrameFileError(ValueError):
    """A frame file that cannot be used; the message has a line for each thing that is wrong."""


def own_folder() -> Path | None:
    """Where the user's own frame files are, None where no place is given."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else None


def files(folder: Path = FRAMES, own: Path | None = None) -> tuple[Path, ...]:
    """The frame files of a folder in the order of their names, with those of the user's own folder in their stead or
    beside them."""
    folders = (folder,) if own is None else (folder, own)
    if own is not None and not own.is_dir():
        raise FrameFileError(f"{own}: there is no such folder of frame files ({VARIABLE})")
    return tuple(by_name for _, by_name in sorted({p.name: p for f in folders for p in f.glob("*.yaml")}.items()))


def read(path: Path) -> dict[str, Any]:
    """What a frame file says; a file of the user's own is checked first."""
    if path.parent != FRAMES and (problems := list(check(path))):
        raise FrameFileError("\n".join(problems))
    return loaded(path)


def loaded(path: Path) -> dict[str, Any]:
    """What a YAML file of the lexicon says, unchecked."""
    found: dict[str, Any] = yaml.load(path.read_text("utf8"), Loader=Loader)
    return found


def check(path: Path) -> Iterator[str]:
    """A sentence for each thing in a file that is not as `schema.json` has it: file, line, key, what was expected."""
    try:
        node = yaml.compose(path.read_text("utf8"), Loader=Loader)
        content = yaml.load(path.read_text("utf8"), Loader=Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        yield f"{path} line {line}: no YAML: {error.problem}"
        return
    except (OSError, UnicodeDecodeError) as error:
        yield f"{path}: cannot be read: {error}"
        return
    found = [_innermost(problem) for problem in validator().iter_errors(content)]
    for line, problem in sorted(((_line(node, _path(p)), p) for p in found), key=lambda pair: pair[0]):
        yield f"{path} line {line}: {_place(problem)}{_sentence(problem)}"


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema of frame files."""
    found: dict[str, Any] = json.loads(SCHEMA.read_text("utf8"))
    return found


@cache
def validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # here, so that what checks no file need not load it

    return Draft202012Validator(schema())


def pattern_keys() -> frozenset[str]:
    """The keys that a pattern may have."""
    return frozenset(schema()["$defs"]["pattern"]["properties"])


def _innermost(problem: ValidationError) -> ValidationError:
    """The problem itself, or of alternatives that all fail what is wrong with the one that comes nearest."""
    while problem.validator == "oneOf" and problem.context:
        problem = max(problem.context, key=lambda inner: (len(inner.absolute_path), inner.validator != "type"))
    return problem


def _path(problem: ValidationError) -> list[str | int]:
    """The keys and numbers that lead to it, an unknown key's own among them."""
    return [*problem.absolute_path, *([_unknown(problem)] if problem.validator == "additionalProperties" else [])]


def _unknown(problem: ValidationError) -> str:
    """The first key that the schema does not know."""
    rule: Any = problem.schema
    return next(key for key in _keys(problem.instance) if key not in rule.get("properties", ()))


def _line(node: yaml.Node | None, path: Sequence[str | int]) -> int:
    """The line, from 1, on which the thing at a path of keys and numbers begins, or the innermost that is there."""
    line = 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _place(error: ValidationError) -> str:
    """The key in question, as one would say it: "patterns 2, where: "."""
    steps = [str(step + 1) if isinstance(step, int) else step for step in error.absolute_path]
    return re.sub(r", (\d+)", r" \1", ", ".join(steps)) + ": " if steps else ""


def _sentence(error: ValidationError) -> str:
    """What was found, and what was expected in its stead."""
    rule: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    wanted: Any = error.validator_value
    expected = rule.get("description", "")
    found = json.dumps(error.instance, ensure_ascii=False)
    shown = found if len(found) <= 60 else f"{found[:57]}..."
    if error.validator == "additionalProperties":
        return f"unknown key `{_unknown(error)}`; expected one of {', '.join(sorted(rule['properties']))}"
    if error.validator == "required":
        missing = next(key for key in wanted if key not in _keys(error.instance))
        return f"no `{missing}`; expected {', '.join(wanted)}"
    if error.validator == "anyOf":
        return "no trigger; expected one of verb, noun, adjective, entity"
    if error.validator == "enum":
        return f"found {shown}; expected one of {', '.join(map(str, wanted))}"
    if error.validator == "type":
        named = " or ".join(map(_article, [wanted] if isinstance(wanted, str) else wanted))
        return f"found {shown}; expected {named}. {expected}".rstrip()
    return f"found {shown}; expected: {expected or error.message}"


def _keys(instance: Any) -> Sequence[str]:
    return list(instance)


def _article(kind: str) -> str:
    """JSON's names of kinds in the words of YAML: "a list"."""
    names = {"array": "a list", "object": "a map of keys to values", "string": "a text", "boolean": "true or false"}
    return names.get(kind, f"a {kind}")
