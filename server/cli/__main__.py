"""`python -m server.cli` is `pressgraph`."""

from server.cli import main

main()
