"""What the tests share: where things lie, the command line as users run it, and a store built from the corpus."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The two seed articles with what is known of them and their annotated facts."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data beside the project; the test is skipped where it is absent."""
    path = Path(os.environ.get("PRESSGRAPH_SHARED") or ROOT.parent / "shared")
    if not path.is_dir():
        pytest.skip(f"needs the shared data, which is not at {path}; PRESSGRAPH_SHARED names another place")
    return path


@pytest.fixture(scope="session")
def pressgraph() -> Run:
    """Runs the command with these arguments in a process of its own, from the repository's root."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "server.cli", *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PRESSGRAPH_STORE")}
        environment |= {"COLUMNS": "200", "NO_COLOR": "1"}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300, **options
        )

    return run


@pytest.fixture(scope="session")
def built(pressgraph: Run, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the graph of the corpus, built by the command line. Tests that write use a copy."""
    store = tmp_path_factory.mktemp("built") / "store"
    done = pressgraph("build", corpus, "--store", store)
    assert done.returncode == 0, done.stderr
    return store
