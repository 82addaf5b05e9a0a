"""The guard that keeps tests off the network."""

import socket

import pytest

OUTSIDE = ("192.0.2.1", 80)  # reserved for documentation, never routed


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_a_connection_to_the_outside_is_an_error(method: str) -> None:
    with socket.socket() as client, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        getattr(client, method)(OUTSIDE)


def test_a_connection_within_the_machine_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()[:2]) as client:
            client.sendall(b"x")
            peer, _ = server.accept()
        with peer:
            assert peer.recv(1) == b"x"
