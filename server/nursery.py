"""Where query processes come from: a small process that has everything imported and forks them in a millisecond or two.

Started as `python -m server.nursery FD`. For each message on its socket, the words of `worker.main` with one end of a
socket pair, it forks a worker and answers with the worker's number and a file descriptor to end it by (a pidfd, which
can never mean another process). When the server ends, the kernel ends the nursery and that its workers.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import struct
import sys

from server import sandbox, worker

NUMBER = struct.Struct("!I")
LONGEST = 1 << 16


def serve(channel: socket.socket) -> None:
    """Fork a worker for each message until the server closes the socket."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, LONGEST, 1)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            channel.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            worker.main([str(descriptors[0]), *json.loads(message)])
            os._exit(0)
        os.close(descriptors[0])
        handle = os.pidfd_open(pid)
        socket.send_fds(channel, [NUMBER.pack(pid)], [handle])
        os.close(handle)


def main(arguments: list[str]) -> None:
    """Import, settle, serve."""
    sandbox.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the workers
    gc.freeze()
    serve(socket.socket(fileno=int(arguments[0]), family=socket.AF_UNIX, type=socket.SOCK_SEQPACKET))


if __name__ == "__main__":
    main(sys.argv[1:])
