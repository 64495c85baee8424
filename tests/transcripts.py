"""What the documentation shows of the program: transcripts (```console blocks), and the table of settings.

    python -m tests.transcripts      runs the commands of all documents and writes what they print now (`make docs`)

Commands run from the repository's root with PRESSGRAPH_STORE naming a store of corpus/ (a copy of it where they load
something); only `pressgraph ...` is run, in a shell, so that it may be piped into `head`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.settings import lines

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SETTINGS = re.compile(r"(?:^\| `PRESSGRAPH_.*\|$\n?)+(?<!\n)", re.MULTILINE)
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One command of a transcript (several lines where it is long), and what the documentation says it prints."""

    command: str
    output: str

    @property
    def runs(self) -> bool:
        return self.command.startswith("pressgraph ") and not self.command.startswith(
            ("pressgraph serve", "pressgraph demo")
        )


def steps(markdown: str) -> Iterator[Step]:
    """The commands of every console block, with what stands below each."""
    for block in BLOCK.findall(markdown):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, output = _parted(part)
            yield Step(command, output)


def _parted(part: str) -> tuple[str, str]:
    """A command, which goes on where a line leaves a quotation mark open or ends in a backslash, and the rest."""
    lines = part.splitlines(keepends=True)
    count = 1
    while "".join(lines[:count]).count("'") % 2 or lines[count - 1].rstrip("\n").endswith("\\"):
        count += 1
    return "".join(lines[:count]).rstrip("\n"), "".join(lines[count:])


def run(step: Step, store: Path) -> str:
    """What the command prints to standard output."""
    if "pressgraph load " in step.command:
        with tempfile.TemporaryDirectory() as folder:
            return _run(step, Path(shutil.copytree(store, Path(folder) / "store", symlinks=True)))
    return _run(step, store)


def _run(step: Step, store: Path) -> str:
    folder = Path(sys.executable).parent
    environment = os.environ | {
        "PRESSGRAPH_STORE": str(store),
        "NO_COLOR": "1",
        "PATH": f"{folder}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        step.command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def rewritten(markdown: str, store: Path) -> str:
    """The document with what its commands print now."""

    def block(match: re.Match[str]) -> str:
        done = (f"$ {step.command}\n{run(step, store) if step.runs else step.output}" for step in steps(match.group()))
        return "```console\n" + "".join(done) + "```"

    return BLOCK.sub(block, markdown)


def settings() -> Iterator[str]:
    """The rows of the table of settings."""
    for line in lines():
        default = f"`{line.default}`" if line.default else ""
        if line.name == "workers":
            default = "the number of cores, at least 2"
        yield f"| `{line.variable}` | {default} | {line.help} |"


def with_settings(markdown: str) -> str:
    """The document with the settings as they are now, where it has them."""
    table = "\n".join(settings())
    return SETTINGS.sub(lambda _: table, markdown)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        command = [sys.executable, "-m", "server.cli", "build", "corpus", "--store", str(store)]
        subprocess.run(command, cwd=ROOT, check=True)
        for path in DOCUMENTS:
            path.write_text(with_settings(rewritten(path.read_text("utf8"), store)), "utf8")


if __name__ == "__main__":
    main()
