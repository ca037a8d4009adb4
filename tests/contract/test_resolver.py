"""Asking a resolver, against sockets of our own on the loopback interface."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from sptui.system.resolver import any_answers

PATIENCE_S = 30.0
Reply = Callable[[bytes], list[bytes]]


@pytest.fixture
def serve() -> Iterator[Callable[[Reply], int]]:
    """Starts a name server that answers a question with the datagrams that `reply` gives; its
    port."""
    links: list[socket.socket] = []

    def start(reply: Reply) -> int:
        link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        link.bind(("127.0.0.1", 0))
        links.append(link)

        def run() -> None:
            try:
                question, sender = link.recvfrom(4096)
                for data in reply(question):
                    link.sendto(data, sender)
            except OSError:
                return

        threading.Thread(target=run, daemon=True).start()
        return int(link.getsockname()[1])

    yield start
    for link in links:
        link.close()


def answered(question: bytes, code: int = 0) -> bytes:
    return question[:2] + bytes((question[2] | 0x80, code)) + question[4:]


def test_an_answer_is_heard(serve: Callable[[Reply], int]) -> None:
    port = serve(lambda question: [answered(question)])
    assert any_answers(["127.0.0.1"], seconds=PATIENCE_S, port=port)


def test_the_right_answer_is_picked_out_of_rubbish(serve: Callable[[Reply], int]) -> None:
    port = serve(
        lambda question: [
            b"",
            b"\xff" * 600,
            question,
            b"xx" + answered(question)[2:],
            answered(question),
        ]
    )
    assert any_answers(["127.0.0.1"], seconds=PATIENCE_S, port=port)


def test_silence_is_waited_for_no_longer_than_told(serve: Callable[[Reply], int]) -> None:
    port = serve(lambda question: [])
    begun = time.monotonic()
    assert not any_answers(["127.0.0.1"], seconds=0.1, port=port)
    assert 0.09 < time.monotonic() - begun < PATIENCE_S


def test_a_forwarder_that_reaches_nobody_has_not_answered(serve: Callable[[Reply], int]) -> None:
    port = serve(lambda question: [answered(question, code=2)])
    assert not any_answers(["127.0.0.1"], seconds=0.1, port=port)


def test_where_nobody_listens_it_ends_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(("127.0.0.1", 0))
        port = link.getsockname()[1]
    begun = time.monotonic()
    assert not any_answers(["127.0.0.1"], seconds=PATIENCE_S, port=port)
    assert time.monotonic() - begun < PATIENCE_S / 2


def test_one_that_refuses_does_not_end_the_waiting_for_another(
    serve: Callable[[Reply], int],
) -> None:
    port = serve(lambda question: [])
    begun = time.monotonic()
    assert not any_answers(["127.0.0.2", "127.0.0.1"], seconds=0.1, port=port)
    assert time.monotonic() - begun > 0.09


def test_a_silent_one_does_not_hide_one_that_answers(serve: Callable[[Reply], int]) -> None:
    port = serve(lambda question: [answered(question)])
    refused = "127.0.0.2"  # nobody listens there
    assert any_answers(
        [refused, "not an address", "fe80::1%nosuchlink", "127.0.0.1"],
        seconds=PATIENCE_S,
        port=port,
    )


def test_nobody_to_ask() -> None:
    assert not any_answers([], seconds=PATIENCE_S)
