"""The server as a process: uvicorn with what a public endpoint needs."""

from __future__ import annotations

import logging

import uvicorn

from server.app import create_app
from server.connection import protocol
from server.settings import Settings


class _Cut(logging.Filter):
    """Drops uvicorn's complaint about answers that were cut off: they were cut on purpose, and the query log has it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "without completing response" not in record.getMessage()


def config(settings: Settings) -> uvicorn.Config:
    """How uvicorn is to run the application."""
    logging.getLogger("uvicorn.error").addFilter(_Cut())
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=protocol(settings),
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # whoever asks from this machine could name any address; see `trust_proxy`
        limit_concurrency=settings.max_connections,
        backlog=2048,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=max(1, round(settings.drain)),
    )


def run(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; running queries get `drain` seconds to end."""
    uvicorn.Server(config(settings)).run()


if __name__ == "__main__":
    run(Settings())
