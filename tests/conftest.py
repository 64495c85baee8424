"""What the tests share: where things lie, and the data beside the project where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


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
