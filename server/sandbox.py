"""What a query process gives up before it reads its first query: memory beyond a limit, the network, other programs.

seccomp (Linux): a filter that answers `socket`, `connect`, `execve` and their like with EPERM. Where the kernel has
none of it the process still has its memory limit, and the scanner still refuses SERVICE and LOAD.
"""

from __future__ import annotations

import contextlib
import ctypes
import platform
import resource
import signal
import struct
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 38, 22, 2

# Instructions of classic BPF (linux/bpf_common.h) and the answers of seccomp (linux/seccomp.h).
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4  # offsets in struct seccomp_data

# Per machine: its AUDIT_ARCH, and the numbers of socket, connect, bind, listen, accept, accept4, socketpair, execve,
# execveat, ptrace, io_uring_setup, process_vm_readv and process_vm_writev, and (x86-64 alone has them) fork and vfork.
# Sending stays allowed: the process answers over the one socket that it was given.
_MACHINES: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 49, 50, 43, 288, 53, 59, 322, 101, 425, 310, 311, 57, 58)),
    "aarch64": (0xC00000B7, (198, 203, 200, 201, 202, 242, 199, 221, 281, 117, 425, 270, 271)),
}


def die_with_parent() -> None:
    """Have the kernel kill this process when the thread that started it ends, however it ends."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def address_space() -> int:
    """Bytes of address space in use."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def give_back_memory() -> None:
    """Have the C library give the kernel what it holds and nobody uses."""
    with contextlib.suppress(AttributeError):  # not every C library has the function
        ctypes.CDLL(None).malloc_trim(0)


def limit_memory(mebibytes: int) -> None:
    """Allow this much address space more than is in use now, and no core files."""
    size = address_space() + (mebibytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_network() -> bool:
    """Take the network and the starting of programs away for good; False where the kernel cannot."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    architecture, numbers = machine
    filter_ = _program(architecture, numbers)
    buffer = ctypes.create_string_buffer(filter_)
    program = struct.pack("HxxxxxxP", len(filter_) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(program)
    return _prctl(PR_SET_NO_NEW_PRIVS, 1) and _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(holder))


def _program(architecture: int, numbers: tuple[int, ...]) -> bytes:
    """Refuse the numbers, every call of another architecture, and x32's numbers on x86-64."""

    def line(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    count = len(numbers)
    lines = [
        line(_LOAD, _ARCHITECTURE_AT),
        line(_EQUAL, architecture, 0, count + 3),
        line(_LOAD, _NUMBER_AT),
        line(_AT_LEAST, 0x40000000, count + 1, 0),
        *(line(_EQUAL, number, count - place) for place, number in enumerate(numbers)),
        line(_RETURN, _ALLOW),
        line(_RETURN, _REFUSE),
    ]
    return b"".join(lines)


def _prctl(option: int, *values: int) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value) for value in (*values, *[0] * (4 - len(values)))]
    return bool(library.prctl(option, *arguments) == 0)
