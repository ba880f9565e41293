"""Callbacks over a socket: what goes out, what comes back, and when it is over."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockdr.events.senders import HttpSender
from mockdr.events.senders.reach import look_up
from tests.events.receivers import (
    ACCEPTED,
    ENDLESS,
    TLS,
    Hurried,
    Names,
    Patient,
    Receiver,
    parcel,
    tls_server,
    trusting,
)


def reply(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("latin-1")


# --- what goes out --------------------------------------------------------------


def test_an_attempt_is_one_post_with_the_bytes_as_they_are():
    sent = parcel("", body=b'{ "a":\t"\xc3\xa9" }\n', DigitalRiver_Signature="1, x=")
    with Receiver() as receiver:
        url = f"{receiver.url}?a=1&b=%20"
        answer = Patient().send(parcel(url, sent.body, **{"X-One": "1"}))

    head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
    assert answer.ok
    assert body == sent.body
    assert head.decode().split("\r\n") == [
        "POST /hooks?a=1&b=%20 HTTP/1.1",
        f"Host: 127.0.0.1:{receiver.port}",
        "Content-Type: application/json",
        "X-One: 1",
        f"Content-Length: {len(sent.body)}",
        "Connection: close",
    ]


def test_no_proxy_of_the_environment_is_asked(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    with Receiver() as receiver:
        assert Patient().send(parcel(receiver.url)).ok


def test_a_name_is_asked_for_once_and_goes_into_host():
    with Receiver() as receiver:
        names = Names(shop_test=["127.0.0.1"])
        url = f"http://shop.test:{receiver.port}/"
        answer = Patient(resolve=names).send(parcel(url))

    assert answer.ok
    assert names.asked == ["shop.test"]
    assert f"Host: shop.test:{receiver.port}\r\n".encode() in receiver.requests[0]


def test_a_name_that_changes_its_mind_leads_where_it_led_when_it_was_judged():
    """What resolves to loopback for the guard cannot be elsewhere for the socket."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with Receiver() as receiver:
        sender = Patient(resolve=lambda *_: next(answers))
        first = sender.send(parcel(f"http://shop.test:{receiver.port}/"))
        second = sender.send(parcel(f"http://shop.test:{receiver.port}/"))

    assert (first.outcome, second.outcome) == ("answered", "blocked")
    assert len(receiver.requests) == 1


def test_what_is_blocked_meets_no_socket(monkeypatch):
    def none(*_: object) -> None:
        pytest.fail("a socket was made")

    monkeypatch.setattr(socket, "create_connection", none)
    answer = Patient(resolve=Names(evil_test=["10.0.0.1"])).send(
        parcel("http://evil.test/")
    )

    assert (answer.outcome, answer.status, answer.ok) == ("blocked", None, False)
    assert 'deliver_to = ["evil.test:80"]' in answer.reason


@pytest.mark.parametrize(
    "addresses", [["::1", "127.0.0.1"], ["127.0.0.2", "127.0.0.1"]]
)
def test_of_several_addresses_the_first_that_listens_is_taken(addresses):
    with Receiver() as receiver:
        sender = Patient(resolve=Names(shop_test=addresses))
        answer = sender.send(parcel(f"http://shop.test:{receiver.port}/"))

    assert answer.ok


def test_localhost_is_found_where_it_listens_to_ipv6_alone():
    try:
        receiver = Receiver(host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    with receiver:
        by_name = Patient().send(parcel(f"http://localhost:{receiver.port}/"))
        by_address = Patient().send(parcel(receiver.url))

    assert by_name.ok
    assert by_address.ok
    assert f"Host: [::1]:{receiver.port}\r\n".encode() in receiver.requests[1]


# --- what comes back ------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_a_success(status):
    with Receiver(reply(f"HTTP/1.1 {status} Well\n\n")) as receiver:
        answer = Patient().send(parcel(receiver.url))

    assert (answer.outcome, answer.status, answer.ok) == ("answered", status, True)
    assert answer.reason == ""


@pytest.mark.parametrize("status", [300, 304, 400, 401, 404, 429, 500, 503, 999])
def test_every_other_answer_is_none(status):
    with Receiver(reply(f"HTTP/1.1 {status} No\nContent-Length: 0\n\n")) as receiver:
        answer = Patient().send(parcel(receiver.url))

    assert (answer.outcome, answer.status, answer.ok) == ("answered", status, False)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status):
    with Receiver() as elsewhere:
        act = reply(f"HTTP/1.1 {status} There\nLocation: {elsewhere.url}\n\n")
        with Receiver(act) as receiver:
            answer = Patient().send(parcel(receiver.url))

    assert (answer.status, answer.ok) == (status, False)
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        ("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", b"hello"),
        ("HTTP/1.1 200 OK\nContent-Length: 2\n\nhello", b"he"),
        ("HTTP/1.1 200 OK\n\nhello", b"hello"),
        ("HTTP/1.0 200 OK\n\nhello", b"hello"),
        ("HTTP/1.1 204 None\n\n", b""),
        ("HTTP/1.1 304 Same\nContent-Length: 9\n\n", b""),
        (
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nhe\n3\nllo\n0\n\n",
            b"hello",
        ),
        ("HTTP/1.1 200\n\nhello", b"hello"),
        ("HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n\nhello", b"hello"),
        (
            "HTTP/1.1 103 Early\nLink: x\n\nHTTP/1.1 102 W\n\nHTTP/1.1 200 OK\n\nho",
            b"ho",
        ),
        ("HTTP/1.1 200 OK\nContent-Length: five\n\nhello", b"hello"),
        ("HTTP/1.1 200 OK\nContent-Length: -1\n\nhello", b"hello"),
    ],
)
def test_a_body_ends_where_its_answer_says(raw, body):
    with Receiver(reply(raw)) as receiver:
        answer = Patient().send(parcel(receiver.url))

    assert answer.outcome == "answered"
    assert answer.body == body


def test_the_headers_of_an_answer_have_one_spelling():
    raw = "HTTP/1.1 503 No\nRETRY-After: 7\nX-A: 1\nx-a: 2\nContent-Length: 0\n\n"
    with Receiver(reply(raw)) as receiver:
        answer = Patient().send(parcel(receiver.url))

    assert answer.headers == {"retry-after": "7", "x-a": "1, 2", "content-length": "0"}


def _flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(ENDLESS):
        connection.sendall(b"x" * 8192)


def test_of_an_endless_body_the_beginning_is_kept():
    with Receiver(_flood) as receiver:
        answer = Patient().send(parcel(receiver.url))

    assert (answer.outcome, answer.status) == ("answered", 200)
    assert answer.body == b"x" * 65_536


@pytest.mark.parametrize("length", [65_535, 65_536, 65_537])
def test_a_body_is_cut_at_64_kib(length):
    act = reply(f"HTTP/1.1 200 OK\nContent-Length: {length}\n\n") + b"x" * length
    with Receiver(act) as receiver:
        answer = Patient().send(parcel(receiver.url))

    assert answer.ok
    assert len(answer.body) == min(length, 65_536)


@pytest.mark.parametrize(
    "raw",
    [
        "HTTP/1.1 202 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 202 OK\nContent-Length: 5\n\nhello",
        "HTTP/1.1 202 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n",
        "HTTP/1.1 204 None\n\n",
    ],
)
def test_an_answer_that_is_complete_is_not_waited_for(raw):
    """Even where the receiver keeps the connection open."""

    def act(connection: socket.socket) -> None:
        connection.sendall(reply(raw))
        assert connection.recv(1) == b"", "the caller gave up only in the end"

    with Receiver(act) as receiver:
        assert Patient(monotonic=lambda: 0.0).send(parcel(receiver.url)).ok


def _dribble(beginning: bytes, drop: bytes):
    def act(connection: socket.socket) -> None:
        connection.sendall(beginning)
        for _ in range(ENDLESS):
            connection.sendall(drop)

    return act


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
        (CHUNKED + b"0\r\n", b"X: a\r\n"),
        (CHUNKED + b"-1\r\n", b"a"),
    ],
)
def test_a_flood_of_what_frames_an_answer_is_cut_off(beginning, drop, monkeypatch):
    """The clock stands: nothing but the amount can end it."""
    monkeypatch.setattr("mockdr.events.senders.http._MOST", 100_000)
    with Receiver(_dribble(beginning, drop * 100)) as receiver:
        answer = Patient(monotonic=lambda: 0.0).send(parcel(receiver.url))

    assert answer.outcome == "unreachable"
    assert answer.reason.endswith("is no HTTP: the answer has no end")


# --- what goes wrong ------------------------------------------------------------


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("act", [b"", _reset])
def test_whoever_hangs_up_without_an_answer_is_told_so(act):
    with Receiver(act) as receiver:
        answer = Patient().send(parcel(receiver.url))

    assert (answer.outcome, answer.ok) == ("unreachable", False)
    assert answer.reason == f"127.0.0.1:{receiver.port} hung up without an answer"


@pytest.mark.parametrize(
    "raw",
    [
        "hello\n",
        "220 mail.test ESMTP\n",
        "SSH-2.0-OpenSSH_9.6\n",
        "HTTP/1.1 abc OK\n\n",
        "HTTP/1.1 20 OK\n\n",
        "HTTP/9.9 200 OK\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 9\n\nhello",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n9\nhello",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz\nhello\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n-5\nhello\n0\n\n",
        "HTTP/1.1 200 OK\nX: " + "a" * 70_000 + "\n\n",
        "HTTP/1.1 200 OK\n" + "X: a\n" * 101 + "\n",
        "HTTP/1.1 " + "2" * 70_000,
    ],
)
def test_an_answer_that_is_no_http_is_none(raw):
    with Receiver(reply(raw)) as receiver:
        answer = Patient().send(parcel(receiver.url))

    assert (answer.outcome, answer.status) == ("unreachable", None)
    assert answer.reason.startswith(f"what 127.0.0.1:{receiver.port} answered")
    assert len(answer.reason) < 300


def test_where_nobody_listens_the_place_is_named():
    with socket.socket() as bound:
        # It has the port, and does not listen: nobody else can.
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        answer = Patient().send(parcel(f"http://127.0.0.1:{port}/"))

    assert answer.outcome == "unreachable"
    assert answer.reason == f"nobody listens at 127.0.0.1:{port}"


def test_of_several_addresses_where_nobody_listens_the_first_is_told(monkeypatch):
    asked = []

    def refuse(where: tuple[str, int], seconds: float) -> None:
        asked.append(where)
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", refuse)
    answer = Patient().send(parcel("http://localhost:8000/"))

    assert asked == [("127.0.0.1", 8000), ("::1", 8000)]
    assert answer.outcome == "unreachable"
    assert answer.reason == "localhost:8000 cannot be reached: Network is unreachable"


def test_the_system_is_asked_for_names_and_knows_each_address_once(monkeypatch):
    def known(host: str, port: int, type: int) -> list[tuple]:
        assert (host, port, type) == ("shop.test", 8000, socket.SOCK_STREAM)
        found = ["::1", "127.0.0.1", "::1"]
        return [(0, 0, 0, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", known)

    assert look_up("shop.test", 8000) == ("::1", "127.0.0.1")


def test_a_listed_name_without_an_address_is_unreachable():
    answer = Patient(["shop"], resolve=Names()).send(parcel("http://shop/"))

    assert (answer.outcome, answer.reason) == ("unreachable", "shop has no address")


def _answers_unread(connection: socket.socket) -> None:
    connection.sendall(ACCEPTED)
    connection.shutdown(socket.SHUT_WR)
    with contextlib.suppress(OSError):
        while connection.recv(65_536):
            pass


def test_an_answer_counts_that_comes_before_all_was_read():
    with Receiver(_answers_unread, reads=False) as receiver:
        answer = Patient().send(parcel(receiver.url, body=b"x" * 5_000_000))

    assert answer.ok


# --- the three seconds ----------------------------------------------------------


def _silent(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while connection.recv(65_536):
            pass


def _half_an_answer(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
    _silent(connection)


@pytest.mark.parametrize("act", [_silent, _half_an_answer])
def test_who_says_nothing_is_given_up(act):
    with Receiver(act) as receiver:
        answer = HttpSender(patience=0.05).send(parcel(receiver.url))

    assert (answer.outcome, answer.status, answer.ok) == ("timeout", None, False)
    assert answer.reason == (f"127.0.0.1:{receiver.port} did not answer within 50 ms")


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", b"a"),
        (CHUNKED, b"1\r\na\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    ],
)
def test_who_dribbles_is_given_up_when_all_of_it_takes_too_long(beginning, drop):
    """Each byte comes in time, and the whole does not: the clock here runs ahead."""
    with Receiver(_dribble(beginning, drop)) as receiver:
        sender = HttpSender(monotonic=Hurried(0.4))
        answer = sender.send(parcel(receiver.url))

    assert answer.outcome == "timeout"
    assert answer.reason.endswith("did not answer within 3000 ms")


def test_who_reads_in_sips_is_given_up_too():
    def sip(connection: socket.socket) -> None:
        while connection.recv(1024):
            pass

    with Receiver(sip, reads=False) as receiver:
        sender = HttpSender(monotonic=Hurried(0.4))
        answer = sender.send(parcel(receiver.url, body=b"x" * 5_000_000))

    assert answer.outcome == "timeout"


def test_looking_for_the_name_is_part_of_the_time():
    with Receiver() as receiver:
        names = Names(shop=["127.0.0.1"])
        sender = HttpSender(["shop"], resolve=names, monotonic=Hurried(1.5))
        answer = sender.send(parcel(f"http://shop:{receiver.port}/"))

    assert answer.outcome == "timeout"
    assert receiver.requests == []


# --- TLS ------------------------------------------------------------------------


def _https(receiver: Receiver, **known: list[str]) -> tuple[HttpSender, str]:
    names = Names(**(known or {"shop_test": ["127.0.0.1"]}))
    return Patient(resolve=names, trust=trusting), (
        f"https://shop.test:{receiver.port}/hooks"
    )


def test_over_tls_the_name_is_shown_and_checked_and_the_address_is_called():
    with Receiver(tls=tls_server()) as receiver:
        sender, url = _https(receiver)
        answer = sender.send(parcel(url))

    assert answer.ok
    assert receiver.names == ["shop.test"]
    assert f"Host: shop.test:{receiver.port}".encode() in receiver.requests[0]


@pytest.mark.parametrize(
    ("name", "trust", "said"),
    [
        ("other.test", trusting, "not valid for 'other.test'"),
        ("shop.test", ssl.create_default_context, "unable to get local issuer"),
    ],
)
def test_a_certificate_of_another_name_or_of_nobody_known_is_refused(name, trust, said):
    with Receiver(tls=tls_server()) as receiver:
        names = Names(shop_test=["127.0.0.1"], other_test=["127.0.0.1"])
        sender = Patient(resolve=names, trust=trust)
        answer = sender.send(parcel(f"https://{name}:{receiver.port}/"))

    assert answer.outcome == "unreachable"
    assert said in answer.reason
    assert "SSL_CERT_FILE" in answer.reason
    assert receiver.requests == []


def test_a_certificate_can_be_named_by_the_environment(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "ca.pem"))
    with Receiver(tls=tls_server()) as receiver:
        answer = Patient().send(parcel(f"https://localhost:{receiver.port}/"))

    assert answer.ok


def test_who_does_not_speak_tls_is_told_so():
    with Receiver(b"HTTP/1.1 400 Bad\r\n\r\n", reads=False) as receiver:
        sender, url = _https(receiver)
        answer = sender.send(parcel(url))

    assert answer.outcome == "unreachable"
    assert "does not speak TLS" in answer.reason


def test_a_handshake_that_never_ends_is_given_up():
    with Receiver(_silent, reads=False) as receiver:
        sender = HttpSender(patience=0.05, trust=trusting)
        answer = sender.send(parcel(f"https://localhost:{receiver.port}/"))

    assert answer.outcome == "timeout"


def test_the_systems_certificates_are_read_when_somebody_needs_them_and_once():
    read = []

    def trust() -> ssl.SSLContext:
        read.append(1)
        return trusting()

    with Receiver() as plain, Receiver(tls=tls_server()) as safe:
        sender = Patient(trust=trust)
        sender.send(parcel(plain.url))
        before = len(read)
        for _ in range(2):
            assert sender.send(parcel(f"https://localhost:{safe.port}/")).ok

    assert (before, len(read)) == (0, 1)


# --- in a loop ------------------------------------------------------------------


def test_a_receiver_in_the_callers_own_loop_can_answer():
    async def meet() -> object:
        async def answer(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await reader.readuntil(b'{"id":"e1"}')
            writer.write(ACCEPTED)
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await Patient().send_async(parcel(f"http://127.0.0.1:{port}/"))

    assert asyncio.run(meet()).ok


def test_senders_do_not_get_in_each_others_way():
    with Receiver() as receiver:
        sender = Patient()
        answers = []
        threads = [
            threading.Thread(
                target=lambda: answers.append(sender.send(parcel(receiver.url)))
            )
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [answer.status for answer in answers] == [202] * 8


PIECES = [
    *(
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 100 C\r\n",
        b"HTTP/1.0 ",
        b"HTTP/1.1 204 N\r\n",
    ),
    *(b"\r\n", b"\n", b"\r", b" ", b":", b"\0", b"\xff\xfe", b"0", b"-1", b"fffffffff"),
    *(
        b"Content-Length: ",
        b"Transfer-Encoding: chunked\r\n",
        b"0\r\n\r\n",
        b"5\r\nhello",
    ),
    *(b"Content-Length: 5\r\n\r\nhello", b"X: \r\n folded\r\n", b"9" * 5000, b"200"),
]


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=9), max_size=12))
def test_whatever_comes_back_is_an_answer_or_none(pieces):
    ours, theirs = socket.socketpair()

    def connected(*_: object) -> socket.socket:
        return ours

    with theirs, pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", connected)
        theirs.sendall(b"".join(pieces))
        theirs.shutdown(socket.SHUT_WR)
        answer = Patient().send(parcel("http://127.0.0.1/"))

    assert (answer.outcome, bool(answer.reason)) in {
        ("answered", False),
        ("unreachable", True),
    }
    assert (answer.status is None) == (answer.outcome != "answered")
