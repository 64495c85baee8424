"""Imports go one way: ontology <- extract <- server.cli, and the server itself knows nothing of `extract`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("ontology", "extract", "server")


def modules(root: Path, package: str) -> Iterator[Path]:
    return (path for path in sorted((root / package).rglob("*.py")) if "node_modules" not in path.parts)


def imported(source: str, package: tuple[str, ...]) -> set[str]:
    """The full names of the modules that a source imports, anywhere in it; `package` is the one that it lies in."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def allowed(path: Path) -> set[str]:
    """Which of our packages the module at `path` (relative to the repository) may import."""
    package = path.parts[0]
    if package == "ontology":
        return {"ontology"}
    if package == "extract":
        return {"ontology", "extract"}
    command_line = path.parts[1] in ("cli", "cli.py")
    return {"ontology", "server", "extract"} if command_line else {"ontology", "server"}


def breaches(path: Path, source: str) -> set[str]:
    names = imported(source, path.parts[:-1])
    return {name for name in names if name.split(".")[0] in set(PACKAGES) - allowed(path)}


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(root: Path, package: str) -> None:
    found = list(modules(root, package))
    assert found
    wrong = {
        str(path.relative_to(root)): sorted(names)
        for path in found
        if (names := breaches(path.relative_to(root), path.read_text("utf8")))
    }
    assert not wrong


@pytest.mark.parametrize(
    ("path", "source", "breach"),
    [
        ("ontology/terms.py", "import extract.article", {"extract.article"}),
        ("extract/rdf.py", "def f():\n    from server import store", {"server", "server.store"}),
        (
            "server/routes/entity.py",
            "from extract.article import Entity",
            {"extract.article", "extract.article.Entity"},
        ),
        ("server/cli/graph.py", "from extract import read", set()),
        ("extract/link.py", "from ..server import store", {"server", "server.store"}),
        ("extract/link.py", "from . import names", set()),
    ],
)
def test_a_breach_is_found(path: str, source: str, breach: set[str]) -> None:
    assert breaches(Path(path), source) == breach


def test_only_the_command_line_prints(root: Path) -> None:
    """Elsewhere results are returned and events logged (the training command prints its own progress)."""
    printing = [
        str(path.relative_to(root))
        for package in PACKAGES
        for path in modules(root, package)
        if not {"cli", "cli.py", "train"} & set(path.relative_to(root).parts)
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printing
