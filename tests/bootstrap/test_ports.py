"""The demo finds ports that are free, and says when they are not the usual ones."""

import socket

import pytest

from network.demo.ports import NoFreePortError, is_free, pick


@pytest.fixture
def taken() -> int:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


def test_a_taken_port_picks_another_and_says_so(taken):
    ports = pick({"PORT": str(taken)}, "127.0.0.1")
    assert ports.web > taken
    assert f"Port {taken} is taken; web uses {ports.web}." in ports.moved
    assert is_free(ports.web, "127.0.0.1")


def test_the_three_ports_differ_even_when_the_same_is_wanted(taken):
    ports = pick({"PORT": str(taken), "LIVE_PORT": str(taken), "MAIL_PORT": str(taken)}, "127.0.0.1")
    assert len({ports.web, ports.live, ports.mail, taken}) == 4


def test_no_free_port_is_told_in_a_sentence():
    with socket.socket() as busy:
        try:
            busy.bind(("127.0.0.1", 65535))
        except OSError:
            pytest.skip("something else listens on the very last port")
        busy.listen()
        with pytest.raises(NoFreePortError, match="make demo PORT=9000"):
            pick({"PORT": "65535"}, "127.0.0.1")


@pytest.mark.parametrize("given", ["abc", "0", "70000", "-1"])
def test_what_is_no_port_is_told_in_a_sentence(given):
    with pytest.raises(NoFreePortError, match=f"PORT is `{given}`, which is no port: give a number from 1 to 65535"):
        pick({"PORT": given}, "127.0.0.1")
