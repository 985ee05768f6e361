"""Who is next: places for light and heavy queries, time per client, and who the client is."""

from __future__ import annotations

import threading

import pytest
from psin.errors import EngineUnavailable, InputError
from psin.web.clients import client_of, networks, prefix
from psin.web.lanes import Lanes, Ticket
from psin.web.rates import Rates

from .conftest import eventually


def enter_in_threads(
    lanes: Lanes, clients: list[str], *, heavy: bool = False
) -> tuple[list[Ticket | str], list[threading.Thread]]:
    """Has every client wait in a thread of its own; what comes of it is listed in the order in which it comes."""
    found: list[Ticket | str] = []

    def enter(client: str) -> None:
        try:
            found.append(lanes.enter(client, heavy=heavy, seconds=10))
        except EngineUnavailable as error:
            found.append(error.detail)

    threads = []
    for client in clients:
        before = lanes._count
        thread = threading.Thread(target=enter, args=(client,))
        thread.start()
        threads.append(thread)
        assert eventually(lambda before=before: lanes._count > before)  # type: ignore[misc]
    return found, threads


def test_a_heavy_query_leaves_the_quick_lane_or_is_told_to() -> None:
    lanes = Lanes(quick=1, heavy=1, per_client=1, waiting=4)
    first = lanes.enter("a", heavy=False, seconds=1)
    assert first.to_heavy() and first.to_heavy()
    second = lanes.enter("b", heavy=False, seconds=1)
    assert not second.to_heavy()
    assert lanes.counts() == {"quick": 1, "heavy": 1, "quick_waiting": 0, "heavy_waiting": 0}
    first.leave()
    assert second.to_heavy()
    second.leave()
    second.leave()
    assert sum(lanes.counts().values()) == 0


def test_one_client_never_has_all_heavy_places() -> None:
    lanes = Lanes(quick=4, heavy=3, per_client=2, waiting=4)
    mine = [lanes.enter("a", heavy=False, seconds=1) for _ in range(3)]
    assert [ticket.to_heavy() for ticket in mine] == [True, True, False]
    assert lanes.enter("b", heavy=False, seconds=1).to_heavy()


def test_nobody_overtakes_those_who_wait_for_a_heavy_place() -> None:
    lanes = Lanes(quick=1, heavy=1, per_client=1, waiting=4)
    running = lanes.enter("a", heavy=True, seconds=1)
    found, threads = enter_in_threads(lanes, ["b"], heavy=True)
    newcomer = lanes.enter("c", heavy=False, seconds=1)
    running.leave()
    assert not newcomer.to_heavy()
    assert eventually(lambda: len(found) == 1)
    assert isinstance(found[0], Ticket) and found[0].client == "b"
    for thread in threads:
        thread.join()


def test_who_has_least_is_next_and_the_newest_of_equals() -> None:
    lanes = Lanes(quick=2, heavy=1, per_client=1, waiting=10)
    first, second = lanes.enter("a", heavy=False, seconds=1), lanes.enter("z", heavy=False, seconds=1)
    found, threads = enter_in_threads(lanes, ["a", "b", "c", "a"])
    for _ in range(4):
        count = len(found)
        (second if count == 0 else found[-1]).leave()  # type: ignore[union-attr]
        assert eventually(lambda count=count: len(found) > count)  # type: ignore[misc]
    assert [ticket.client for ticket in found if isinstance(ticket, Ticket)][:2] == ["c", "b"]
    first.leave()
    for thread in threads:
        thread.join()


def test_the_more_wait_the_briefer_is_the_trial() -> None:
    lanes = Lanes(quick=2, heavy=1, per_client=1, waiting=40)
    running = [lanes.enter("x", heavy=False, seconds=1) for _ in range(2)]
    assert lanes.trial(0.25) == 0.25
    found, threads = enter_in_threads(lanes, [str(number) for number in range(4)])
    assert lanes.trial(0.25) == 0.125
    more, others = enter_in_threads(lanes, [str(number) for number in range(20)])
    assert lanes.trial(0.25) == 0.05
    assert lanes.trial(0.01) == 0.01
    for ticket in running:
        ticket.leave()
    for count in range(1, 25):
        assert eventually(lambda count=count: len(found) + len(more) >= count)  # type: ignore[misc]
        for ticket in [*found, *more]:
            ticket.leave()  # type: ignore[union-attr]
    for thread in threads + others:
        thread.join()


def test_a_full_queue_drops_from_whoever_holds_most_of_it() -> None:
    lanes = Lanes(quick=1, heavy=1, per_client=1, waiting=4)
    running = lanes.enter("x", heavy=False, seconds=1)
    found, threads = enter_in_threads(lanes, ["greedy"] * 6)
    assert len(found) == 2 and all("too many wait" in str(item) for item in found)
    more, others = enter_in_threads(lanes, ["modest"])
    assert eventually(lambda: len(found) == 3)
    assert more == [] and lanes.counts()["quick_waiting"] == 4
    running.leave()
    assert eventually(lambda: len(more) == 1)
    more[0].leave()  # type: ignore[union-attr]
    for _ in range(3):
        assert eventually(lambda: any(isinstance(item, Ticket) and item in lanes._running for item in found))
        next(item for item in found if isinstance(item, Ticket) and item in lanes._running).leave()
    for thread in threads + others:
        thread.join()


def test_waiting_ends_with_time_and_when_the_client_leaves() -> None:
    lanes = Lanes(quick=1, heavy=1, per_client=1, waiting=4)
    lanes.enter("a", heavy=False, seconds=1)
    with pytest.raises(EngineUnavailable) as caught:
        lanes.enter("b", heavy=False, seconds=0.05)
    assert caught.value.retry_after == 1
    with pytest.raises(EngineUnavailable):
        lanes.enter("b", heavy=False, seconds=60, gone=lambda: True)
    assert lanes.counts()["quick_waiting"] == 0


def test_fifty_requests_at_once_fit_into_any_purse() -> None:
    rates = Rates(per_minute=1, burst=0, clock=lambda: 0.0)
    for _ in range(50):
        assert rates.wait("a") == 0
        rates.charge("a", 0.001)
    assert rates.wait("a") > 0
    assert rates.wait("b") == 0


def test_what_a_query_takes_is_paid_back_with_time() -> None:
    now = [0.0]
    rates = Rates(per_minute=60, burst=120, clock=lambda: now[0])
    rates.charge("a", 130)
    assert rates.wait("a") == 11
    assert rates.headers("a") == {
        "RateLimit-Policy": '"query-time";q=120;w=120;qu="seconds"',
        "RateLimit": '"query-time";r=0;t=130',
    }
    now[0] = 11.0
    assert rates.wait("a") == 0
    now[0] = 1000.0
    assert rates.headers("a")["RateLimit"] == '"query-time";r=120;t=0'


def test_no_limit_means_no_headers() -> None:
    rates = Rates(per_minute=0, burst=120)
    rates.charge("a", 10_000)
    assert rates.wait("a") == 0 and rates.headers("a") == {}


def test_forgotten_clients_do_not_fill_the_memory() -> None:
    rates = Rates(per_minute=60, burst=120)
    for number in range(60_000):
        rates.charge(str(number), 1)
    assert len(rates._purses) == 50_000


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_the_prefix_that_counts_as_one_client(address: str, expected: str) -> None:
    assert prefix(address) == expected


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::/64"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str, forwarded: str, expected: str) -> None:
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_of(environ, networks("10.0.0.0/24 192.0.2.1")) == expected


def test_a_bad_list_of_proxies_is_refused() -> None:
    with pytest.raises(InputError, match="PSIN_TRUSTED_PROXIES"):
        networks("10.0.0.0/24, nonsense")
