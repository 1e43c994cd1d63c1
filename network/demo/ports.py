"""Ports for the demo: the usual ones, or the next that are free."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

USUAL = {"web": 8000, "live": 8001, "mail": 8025}
VARIABLES = {"web": "PORT", "live": "LIVE_PORT", "mail": "MAIL_PORT"}
LOOK_AT_MOST = 200
LAST = 65535


class NoFreePortError(Exception):
    """Nothing free near the wanted port; the text can be shown."""


@dataclass(frozen=True)
class Ports:
    """Where each process of the demo listens; `moved` says in sentences which of them are not the wanted ones."""

    web: int
    live: int
    mail: int
    moved: tuple[str, ...] = ()


def pick(environment: Mapping[str, str], host: str) -> Ports:
    """Three different free ports, as near as possible to those in PORT, LIVE_PORT and MAIL_PORT, or to the usual ones."""
    wanted = {name: _wanted(environment, name) for name in USUAL}
    chosen: dict[str, int] = {}
    moved = []
    for name, port in wanted.items():
        others = {*chosen.values(), *(other for key, other in wanted.items() if key not in {name, *chosen})}
        chosen[name] = _next_free(port, host, others)
        if chosen[name] != port:
            moved.append(f"Port {port} is taken; {name} uses {chosen[name]}.")
    return Ports(**chosen, moved=tuple(moved))


def _wanted(environment: Mapping[str, str], name: str) -> int:
    given = environment.get(VARIABLES[name]) or str(USUAL[name])
    if not given.isdecimal() or not 0 < int(given) <= LAST:
        message = f"{VARIABLES[name]} is `{given}`, which is no port: give a number from 1 to {LAST}."
        raise NoFreePortError(message)
    return int(given)


def _next_free(first: int, host: str, others: set[int]) -> int:
    last = min(first + LOOK_AT_MOST, LAST)
    for port in range(first, last + 1):
        if port not in others and is_free(port, host):
            return port
    message = (
        f"No port from {first} to {last} is free: stop another program, or name one, such as `make demo PORT=9000`."
    )
    raise NoFreePortError(message)


def is_free(port: int, host: str) -> bool:
    """Whether a server could listen there now; connections that just ended do not count."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
