"""Who may ask how often, and whose a session is."""

import ipaddress
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.settings import Settings
from rag.web.limits import Limits, network_of
from rag.web.sessions import COOKIE, Sessions, new_cookie, reader_of


def limits(reader: int = 3, address: int = 5) -> Limits:
    return Limits(Settings(questions_per_minute=reader, address_questions_per_minute=address))


def test_a_reader_is_told_after_so_many_questions_and_another_is_not() -> None:
    door = limits(reader=3, address=100)
    assert [door.refuse_question("203.0.113.7", "anna") for _ in range(3)] == [None] * 3
    refused = door.refuse_question("203.0.113.7", "anna")
    assert refused
    assert re.fullmatch(
        r"This page takes 3 questions a minute from a reader; please ask again in \d+ seconds?\.",
        refused.sentence,
    )
    assert 1 <= refused.seconds <= 60 and str(refused.seconds) in refused.sentence
    assert door.refuse_question("203.0.113.7", "berta") is None
    assert door.refuse_question("203.0.113.8", "anna") is None


def test_a_new_session_for_each_question_does_not_help() -> None:
    door = limits(reader=3, address=5)
    outcomes = [door.refuse_question("203.0.113.7", f"session {at}") for at in range(200)]
    assert outcomes.count(None) == 5
    assert outcomes[-1]
    assert "from your network address" in outcomes[-1].sentence


def test_nobody_can_try_passwords_for_long() -> None:
    door = limits()
    outcomes = [door.refuse_login("203.0.113.7") for _ in range(30)]
    assert outcomes.count(None) == 10
    assert door.refuse_login("203.0.113.8") is None


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_all_addresses_of_a_subscriber_count_as_one(
    address: ipaddress.IPv6Address, other_end: int
) -> None:
    if address.ipv4_mapped:
        return
    neighbour = ipaddress.IPv6Address((int(address) >> 64 << 64) | other_end)
    if not neighbour.ipv4_mapped:
        assert network_of(str(address)) == network_of(str(neighbour))


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix-socket", "unix-socket"),
    ],
)
def test_what_is_counted_of_an_address(address: str, counted: str) -> None:
    assert network_of(address) == counted


def test_a_session_stays_with_the_browser_that_began_it() -> None:
    sessions = Sessions()
    assert sessions.belongs("3f9k", "anna's cookie")
    assert sessions.belongs("3f9k", "anna's cookie")
    assert not sessions.belongs("3f9k", "berta's cookie")
    assert not sessions.belongs("3f9k", "")


def test_the_latest_sessions_are_remembered_and_no_more() -> None:
    sessions = Sessions(remembered=3)
    for name in ("a", "b", "c", "a", "d"):
        assert sessions.belongs(name, "anna")
    assert not sessions.belongs("a", "berta"), "the one used lately is kept"
    assert sessions.belongs("b", "berta"), "the oldest is forgotten"


def test_the_cookie_is_for_this_page_alone_and_no_script_reads_it() -> None:
    cookie = new_cookie("/dateline", secure=True)
    assert {"Path=/dateline", "HttpOnly", "SameSite=Lax", "Secure"} <= set(cookie.split("; "))
    assert reader_of(cookie.split(";")[0] + "; other=1") == cookie.split(";")[0].split("=", 1)[1]
    assert cookie.split(";")[0] != new_cookie("/", secure=False).split(";")[0]


@given(st.text())
def test_any_cookie_header_can_be_read(header: str) -> None:
    assert isinstance(reader_of(header), str)
    assert reader_of(f"{COOKIE}=abc") == "abc"
