"""How an address is read, and which of them mockdr reaches without being told to."""

from __future__ import annotations

import contextlib
import ipaddress
import threading

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockdr.base.errors import ConfigurationError
from mockdr.events.senders.reach import Reach, Unknown, is_entry
from mockdr.events.senders.targets import Blocked, read_target
from tests.events.receivers import Names


def addresses(url: str, *deliver_to: str, names: Names | None = None) -> list[str]:
    reach = Reach(deliver_to, names or Names())
    return list(reach.addresses(read_target(url), 10))


def refusal(url: str, *deliver_to: str, names: Names | None = None) -> str:
    with pytest.raises(Blocked) as no:
        addresses(url, *deliver_to, names=names)
    return no.value.reason


# --- reading ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "authority"),
    [
        ("http://127.0.0.1", "127.0.0.1", 80, "/", "127.0.0.1"),
        ("https://Shop.Test/", "shop.test", 443, "/", "shop.test"),
        ("https://shop.test:443/a", "shop.test", 443, "/a", "shop.test"),
        ("http://shop.test:443/a", "shop.test", 443, "/a", "shop.test:443"),
        ("http://shop.test.:8000", "shop.test", 8000, "/", "shop.test:8000"),
        ("http://[::1]:8000/a?b=c#d", "::1", 8000, "/a?b=c", "[::1]:8000"),
        ("http://shop.test/?", "shop.test", 80, "/", "shop.test"),
        ("http://shop.test?x=1", "shop.test", 80, "/?x=1", "shop.test"),
        ("http://shop.test/%C3%A9/é", "shop.test", 80, "/%C3%A9/%C3%A9", "shop.test"),
        ("http://bücher.test/", "xn--bcher-kva.test", 80, "/", "xn--bcher-kva.test"),
        ("http://①②⑦.⓪.⓪.①/", "127.0.0.1", 80, "/", "127.0.0.1"),
        ("http://127。0。0。1/", "127.0.0.1", 80, "/", "127.0.0.1"),
        ("http://shop.test:/", "shop.test", 80, "/", "shop.test"),
        ("http://a.test/'\"<>|^", "a.test", 80, "/'%22%3C%3E%7C%5E", "a.test"),
    ],
)
def test_an_address_is_read_in_one_way(url, host, port, path, authority):
    target = read_target(url)

    assert (target.host, target.port, target.path) == (host, port, path)
    assert target.authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8000",
        "//127.0.0.1/",
        "http:",
        "http://",
        "http:///hooks",
        "http://:8000/",
        "ftp://127.0.0.1/",
        "file:///hooks",
        "gopher://127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:65536/",
        "http://127.0.0.1:-1/",
        "http://127.0.0.1:8x/",
        "http://127.0.0.1:٨٠/",
        "http://[::1/",
        "http://::1]/",
        "http://x[::1]:8000/",
        "http://[::1]x:8000/",
        "http://[::1][::2]/",
        "http://[127.0.0.1]/",
        "http://[v1.x]/",
        "http://127.0.0.1\\@10.0.0.1/",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX-Other: 1",
        "http://127.0.0.1\t.evil.test/",
        "http://127.0.0.1\n/",
        " http://127.0.0.1/",
        "http://127.0.0.1/\x00",
        "http://a℀b.test/",
        f"http://{'é' * 70}.test/",
        "http://é..test/",
    ],
)
def test_what_can_be_read_in_no_way_or_in_two_is_no_address(url):
    assert "is no address" in refusal(url)


@pytest.mark.parametrize(
    "url", ["http://ann@127.0.0.1/", "http://ann:pw@127.0.0.1/", "http://@127.0.0.1/"]
)
def test_a_user_in_an_address_is_told_the_other_way(url):
    reason = refusal(url)

    assert "`authentication`" in reason
    assert "pw" not in reason


@given(st.text(max_size=40))
@example("\xb8")
def test_whatever_an_address_is_made_of_nothing_slips_into_the_request(text):
    for url in (
        text,
        f"http://{text}",
        f"http://{text}@127.0.0.1/",
        f"http://a/{text}",
    ):
        with contextlib.suppress(Blocked):
            target = read_target(url)
            line = f"POST {target.path} HTTP/1.1 Host: {target.authority}"

            assert line.isascii()
            assert line.isprintable()
            assert line.count(" ") == 4


# --- this machine -------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://127.0.0.1:8000/", ["127.0.0.1"]),
        ("http://127.8.9.10/", ["127.8.9.10"]),
        ("http://127.0.0.1./", ["127.0.0.1"]),
        ("http://[::1]/", ["::1"]),
        ("http://[0:0:0:0:0:0:0:1]/", ["::1"]),
        ("http://[::ffff:127.0.0.1]/", ["127.0.0.1"]),
        ("http://[::FFFF:7F00:1]/", ["127.0.0.1"]),
        ("http://localhost:5000/", ["127.0.0.1", "::1"]),
        ("http://LocalHost./", ["127.0.0.1", "::1"]),
        ("http://shop.localhost/", ["127.0.0.1", "::1"]),
    ],
)
def test_this_machine_is_reached_without_a_word_and_without_a_look(url, found):
    names = Names()

    assert addresses(url, names=names) == found
    assert names.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "93.184.216.34",
        "126.255.255.255",
        "128.0.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",  # noqa: S104  (nobody binds it)
        "0.0.0.1",
        "[::]",
        "[::2]",
        "[fc00::1]",
        "[fe80::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[::ffff:0.0.0.0]",
        "[::127.0.0.1]",
        "[::ffff:0:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::1%25lo]",
        "[fe80::1%25eth0]",
        "①⓪.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.01",
        "0x7f.0.0.1",
        "127.0.0.0x1",
        "127.0.0.0x",
        "127.1",
        "127.0.1",
        "127.0.0.1.5",
        "127.0.0.256",
        "shop.1",
        "shop.example",
        "example.com",
        "api.example.org",
        "nowhere.invalid",
    ],
)
def test_everything_else_is_blocked_without_a_look(host):
    names = Names()

    assert refusal(f"http://{host}:8000/", names=names)
    assert names.asked == []


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104  (nobody binds it)
        ("[::]", "[::1]"),
        ("[::ffff:0.0.0.0]", "[::1]"),
    ],
)
def test_what_servers_listen_at_is_told_where_they_are(host, here):
    """Everywhere is no place; many a server prints it all the same."""
    reason = refusal(f"http://{host}:8000/")

    assert reason == f"{host}:8000 is for listening; send to {here}:8000"


@given(st.ip_addresses())
def test_an_address_is_reached_when_it_is_loopback_in_whatever_spelling(ip):
    real = getattr(ip, "ipv4_mapped", None) or ip
    spellings = [f"[{ip}]", f"[{ip.exploded}]"] if ip.version == 6 else [str(ip)]
    if ip.version == 4:
        spellings += [f"[::ffff:{ip}]", f"{ip}."]
    for host in spellings:
        if real.is_loopback:
            assert addresses(f"http://{host}/") == [str(real)]
        else:
            assert refusal(f"http://{host}/")


# --- names --------------------------------------------------------------------


def test_a_name_of_this_machine_is_asked_for_once_and_its_address_is_kept():
    names = Names(shop_test=["127.0.0.1", "::1", "::ffff:127.0.0.1"])

    assert addresses("http://shop.test/", names=names) == ["127.0.0.1", "::1"]
    assert names.asked == ["shop.test"]


@pytest.mark.parametrize(
    "found",
    [
        ["10.0.0.1"],
        ["127.0.0.1", "10.0.0.1"],
        ["::1", "2001:db8::1"],
        ["::ffff:10.0.0.1"],
        ["fe80::1%2"],
        ["::1%1"],
        ["0.0.0.0"],  # noqa: S104  (nobody binds it)
    ],
)
def test_a_name_that_leads_elsewhere_too_is_blocked(found):
    reason = refusal("http://shop.test:8000/", names=Names(shop_test=found))

    assert "which is not this machine" in reason
    assert 'deliver_to = ["shop.test:8000"]' in reason


@pytest.mark.parametrize("known", [{}, {"shop_test": []}])
def test_a_name_that_nobody_knows_is_blocked_so_that_every_network_says_the_same(known):
    reason = refusal("http://shop.test/", names=Names(**known))

    assert reason.startswith("shop.test:80 is not known here")


def test_a_name_that_was_blocked_is_not_asked_for_again():
    names = Names(shop_test=["10.0.0.1"])
    reach = Reach((), names)
    for _ in range(3):
        with pytest.raises(Blocked):
            reach.addresses(read_target("http://shop.test/"), 10)

    assert names.asked == ["shop.test"]


def test_a_name_that_leads_here_is_asked_for_each_time():
    """It may lead elsewhere by then: what was allowed is judged anew."""
    names = Names(shop_test=["127.0.0.1"])
    reach = Reach((), names)
    for _ in range(2):
        reach.addresses(read_target("http://shop.test/"), 10)

    assert names.asked == ["shop.test"] * 2


@pytest.mark.parametrize("entry", ["shop.test", "10.0.0.0/8"])
def test_a_look_for_a_name_takes_no_longer_than_it_may(entry):
    answered = threading.Event()

    def never(host: str, port: int) -> list[str]:
        answered.wait(30)
        return ["127.0.0.1"]

    reach = Reach([entry], never)
    try:
        with pytest.raises((TimeoutError, Blocked)):
            reach.addresses(read_target("http://shop.test/"), 0.01)
    finally:
        answered.set()


# --- deliver_to ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("shop", "http://shop:8000/"),
        ("shop:8000", "http://shop:8000/"),
        ("SHOP:8000", "http://shop.:8000/"),
        ("shop:443", "https://shop/"),
        ("shop:80", "http://shop/"),
        ("10.0.0.0/8", "http://shop:1/"),
        ("10.1.2.3/8", "http://shop/"),
    ],
)
def test_what_is_listed_is_reached_by_its_name(entry, url):
    assert addresses(url, entry, names=Names(shop=["10.0.0.7"])) == ["10.0.0.7"]


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("shop:8000", "http://shop:8001/"),
        ("shop", "http://shops/"),
        ("shop", "http://my.shop/"),
        ("shop", "http://10.0.0.7/"),
        ("11.0.0.0/8", "http://shop/"),
        ("fc00::/7", "http://shop/"),
    ],
)
def test_what_is_not_quite_listed_is_not_reached(entry, url):
    names = Names(shop=["10.0.0.7"], shops=["10.0.0.7"], my_shop=["10.0.0.7"])

    assert f'deliver_to = ["{entry}", "' in refusal(url, entry, names=names)


@pytest.mark.parametrize(
    ("entry", "url", "found"),
    [
        ("10.0.0.7", "http://10.0.0.7:9/", "10.0.0.7"),
        ("10.0.0.7:9", "http://10.0.0.7:9/", "10.0.0.7"),
        ("10.0.0.7", "http://[::ffff:10.0.0.7]/", "10.0.0.7"),
        ("[::ffff:10.0.0.7]:80", "http://10.0.0.7/", "10.0.0.7"),
        ("[FC00::1]:80", "http://[fc00:0::1]/", "fc00::1"),
        ("fc00::/7", "http://[fd12::1]/", "fd12::1"),
        ("10.0.0.7/32", "http://[::ffff:a00:7]/", "10.0.0.7"),
        ("0.0.0.0/0", "http://93.184.216.34/", "93.184.216.34"),
    ],
)
def test_an_address_is_the_same_in_every_spelling(entry, url, found):
    assert addresses(url, entry) == [found]


def test_a_name_that_is_listed_may_lead_anywhere_even_where_it_belongs_to_nobody():
    names = Names(shop_example=["10.0.0.7", "2001:db8::7"])

    found = addresses("http://shop.example/", "shop.example", names=names)

    assert found == ["10.0.0.7", "2001:db8::7"]


def test_a_name_that_is_listed_and_has_no_address_is_unknown():
    with pytest.raises(Unknown, match=r"^shop has no address$"):
        addresses("http://shop/", "shop")


@pytest.mark.parametrize(
    "url", ["http://shop.test:8000/", "http://10.0.0.7/", "https://[fc00::1]/x"]
)
def test_the_line_that_a_refusal_shows_lets_the_target_through(url):
    names = Names(shop_test=["10.0.0.7"])
    line = refusal(url, "other:1", names=names).partition("deliver_to = ")[2]
    entries = [entry.strip(' "[') for entry in line.removesuffix("]").split(", ")]
    entries = [f"[{e}" if "]" in e else e for e in entries]

    assert addresses(url, *entries, names=names)


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "http://shop",
        "shop:0",
        "shop:65536",
        "shop:",
        "a b",
        "10.0.0.0/33",
        "*",
        "/",
    ],
)
def test_an_entry_that_is_no_target_is_told_at_once(entry):
    assert not is_entry(entry)
    with pytest.raises(ConfigurationError, match="deliver_to has"):
        Reach([entry])


@given(st.ip_addresses(v=4), st.integers(0, 32), st.ip_addresses(v=4))
def test_a_network_lets_through_what_is_in_it(ip, bits, target):
    network = ipaddress.ip_network(f"{ip}/{bits}", strict=False)
    if target in network or target.is_loopback:
        assert addresses(f"http://{target}/", f"{ip}/{bits}") == [str(target)]
    else:
        assert refusal(f"http://{target}/", f"{ip}/{bits}")


def test_what_is_remembered_of_names_has_an_end(monkeypatch):
    monkeypatch.setattr("mockdr.events.senders.reach._REMEMBERED", 2)
    names = Names()
    reach = Reach((), names)
    for host in ("a", "b", "c", "c", "a"):
        with pytest.raises(Blocked):
            reach.addresses(read_target(f"http://{host}/"), 10)

    assert names.asked == ["a", "b", "c", "a"]
