"""The HTTP server that the tests' own servers on this machine are made of."""

import sys
from http.server import ThreadingHTTPServer
from socket import socket


class LoopbackServer(ThreadingHTTPServer):
    """A server that says nothing of clients that hang up.

    The base prints a traceback on stderr, at any time, and so into what a test captured of the
    command that it runs.
    """

    daemon_threads = True

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """Be silent about a connection that was cut; tell of everything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)
