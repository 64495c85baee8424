"""What the tests share: where things lie, the command line as users run it, and a store built from the corpus."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Done:
    """A command that has ended: its exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


class Run(Protocol):
    def __call__(self, *arguments: str | Path | int, process: bool = False) -> Done: ...


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
    """Runs the command line with these arguments, here (the model is loaded once) or in a process of its own."""

    def run(*arguments: str | Path | int, process: bool = False) -> Done:
        words = list(map(str, arguments))
        with _as_a_user() as patch:
            patch.setattr(sys, "argv", ["pressgraph", *words])
            return _in_a_process(words) if process else _here()

    return run


@contextmanager
def _as_a_user() -> Iterator[pytest.MonkeyPatch]:
    """In the repository's root, on a wide terminal without colour, with no store from outside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PRESSGRAPH_STORE", raising=False)
        patch.setenv("PRESSGRAPH_FRAMES", "")  # which --frames sets for the rest of the process
        patch.setenv("COLUMNS", "200")
        patch.setenv("NO_COLOR", "1")
        patch.chdir(ROOT)
        yield patch


def _in_a_process(words: list[str]) -> Done:
    command = [sys.executable, "-m", "server.cli", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return Done(done.returncode, done.stdout, done.stderr)


def _here() -> Done:
    from server.cli import main

    written, said = (io.TextIOWrapper(io.BytesIO(), "utf8") for _ in range(2))
    code = 0
    with redirect_stdout(written), redirect_stderr(said):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return Done(code, _whole(written), _whole(said))


def _whole(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf8")  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def built(pressgraph: Run, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the graph of the corpus, built by the command line. Tests that write use a copy."""
    store = tmp_path_factory.mktemp("built") / "store"
    done = pressgraph("build", corpus, "--store", store, process=True)
    assert done.returncode == 0, done.stderr
    return store
