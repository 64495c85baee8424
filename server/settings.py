"""Every setting of the server: name, default and one line of help, read from the environment as `PRESSGRAPH_<NAME>`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """What can be changed about the server without changing its code."""

    model_config = SettingsConfigDict(env_prefix="PRESSGRAPH_", frozen=True, extra="ignore")

    store: Path = Field(Path("store"), description="Folder of the store that is served.")
    base: str = Field("https://w3id.org/pressgraph", description="Base of the IRIs minted for entities and facts.")
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on.")

    workers: int = Field(
        max(2, os.cpu_count() or 2),
        ge=1,
        description="Queries that run at a time, each in a process; a further one is for who has none running.",
    )
    slow_workers: int = Field(4, ge=0, description="Further processes for queries that run longer than `slow_after`.")
    slow_after: float = Field(0.2, gt=0, description="Seconds after which a query is slow and yields the processor.")
    busy_timeout: float = Field(
        2.0, gt=0, description="Seconds a query may run while others wait for a process and none is free."
    )
    timeout: float = Field(30.0, gt=0, description="Seconds a query may take; `timeout=` in a request can lower it.")
    dump_timeout: float = Field(600.0, gt=0, description="Seconds a download of the whole graph may take.")
    send_timeout: float = Field(10.0, gt=0, description="Seconds a client may stop reading before it is cut off.")
    body_timeout: float = Field(10.0, gt=0, description="Seconds a client may take to send headers and body.")
    memory: int = Field(1024, ge=64, description="MiB that one query may use.")
    stack: int = Field(64, ge=8, description="MiB of stack in a query process.")
    max_rows: int = Field(10_000_000, ge=1, description="Rows that one answer may have.")
    max_bytes: int = Field(4 << 30, ge=1024, description="Bytes that one answer may have, before compression.")
    max_query: int = Field(64 << 10, ge=256, description="Bytes that a query may have.")
    max_update: int = Field(8 << 20, ge=256, description="Bytes that a SPARQL Update request may have.")
    max_upload: int = Field(64 << 20, ge=256, description="Bytes of RDF that one Graph Store request may send.")
    max_nesting: int = Field(64, ge=4, description="How deep brackets may be nested in a query.")
    max_tokens: int = Field(12_000, ge=100, description="Words and signs that a query may have.")
    max_connections: int = Field(1000, ge=8, description="Connections at a time; more are answered 503.")
    connections_per_client: int = Field(300, ge=1, description="Connections of one client; more are answered 429.")
    max_headers: int = Field(128 << 10, ge=1024, description="Bytes that a request's line and headers may have.")
    queue: int = Field(256, ge=0, description="Queries that may wait for a process; more are answered 503.")
    queue_per_client: int = Field(128, ge=0, description="Queries of one client that may wait; more are answered 429.")
    rate: float = Field(100.0, ge=0, description="Evaluated queries a second that one client may ask; 0 is no limit.")
    burst: int = Field(1000, ge=1, description="Evaluated queries that one client may ask at once before `rate` holds.")
    trust_proxy: bool = Field(False, description="Take the client's address from X-Forwarded-For (set by your proxy).")

    cache: int = Field(64 << 20, ge=0, description="Bytes of answers kept in memory until the next snapshot.")
    cache_entry: int = Field(1 << 20, ge=0, description="Bytes that one answer may have to be kept.")
    max_age: int = Field(
        0, ge=0, description="Seconds that clients may reuse an answer without asking (Cache-Control)."
    )

    writes: bool = Field(False, description="Accept SPARQL Update and Graph Store writes that carry the token.")
    token: str = Field("", repr=False, description="Bearer token for writes; without one nothing can be written.")
    write_timeout: float = Field(60.0, gt=0, description="Seconds that a write may take.")
    writer_idle: float = Field(
        5.0, ge=0, description="Seconds after a write until the store is free for other writers."
    )
    keep_snapshots: int = Field(2, ge=1, description="Snapshots kept beside the current one.")
    snapshot_grace: float = Field(
        120.0, ge=0, description="Seconds a replaced snapshot stays for queries still running."
    )

    services: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Endpoints that SERVICE may ask, whole addresses parted by spaces; empty is none."
    )
    service_timeout: float = Field(10.0, gt=0, description="Seconds that one SERVICE call may take.")
    service_bytes: int = Field(4 << 20, ge=1024, description="Bytes that one SERVICE call may answer.")

    query_log: str = Field("", description="File for the log of queries, a line of JSON each; - is standard error.")
    log_queries: bool = Field(False, description="Write the text of queries to the log, not only their hash.")
    explain: bool = Field(True, description="Answer `explain=true` with the query as the engine will run it.")
    drain: float = Field(10.0, ge=0, description="Seconds that running queries get to end when the server stops.")

    @field_validator("services", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("base")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")


@dataclass(frozen=True, slots=True)
class Line:
    """One setting as help and README show it."""

    name: str
    variable: str
    default: str
    help: str


def lines() -> Iterator[Line]:
    """The settings in order, for `pressgraph serve --help`, the README table and the test that compares them."""
    for name, field in Settings.model_fields.items():
        default = " ".join(field.default) if isinstance(field.default, tuple) else str(field.default)
        yield Line(name, f"PRESSGRAPH_{name.upper()}", default, field.description or "")
