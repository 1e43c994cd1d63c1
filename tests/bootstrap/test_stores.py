"""Real stores start in a moment, keep their data, and survive what machines do to them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import environ
import psutil
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from network.bootstrap.stores import Addresses, forget, running
from tests.bootstrap.waiting import until

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_given_addresses(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A directory for stores whose data are deleted afterwards, wherever they lie."""
    yield tmp_path / "stores"
    forget(tmp_path / "stores")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Addresses]]:
    """Stores, and their directory, for tests that only look."""
    place = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.delenv("REDIS_URL", raising=False)
        with running(place, durable=False) as addresses:
            yield place, addresses
    forget(place)


def answer(addresses: Addresses, query: str) -> object:
    with psycopg.connect(addresses.database_url) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def server_of(addresses: Addresses) -> psutil.Process:
    """The main process of PostgreSQL: the parent of the one that serves us."""
    with psycopg.connect(addresses.database_url) as connection:
        return psutil.Process(connection.info.backend_pid).parent()


def test_both_stores_answer_keep_their_data_and_leave_no_process(place):
    with running(place, durable=True) as addresses:
        server = server_of(addresses)
        with psycopg.connect(addresses.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'yes' AS word")
        with redis.Redis.from_url(addresses.redis_url) as broker:
            broker.set("kept", "yes")
            assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert not server.is_running()
    with running(place, durable=True) as addresses:
        assert answer(addresses, "SELECT word FROM kept") == "yes"
        assert answer(addresses, "SHOW fsync") == "on"
        with redis.Redis.from_url(addresses.redis_url) as broker:
            assert broker.get("kept") == b"yes"


def test_the_address_is_one_that_django_understands(shared):
    _, addresses = shared
    read = environ.Env.db_url_config(addresses.database_url)
    assert (read["ENGINE"], read["NAME"], read["HOST"]) == ("django.db.backends.postgresql", "kring", "127.0.0.1")
    assert addresses.redis_url.rpartition(":")[2].isdigit()


def test_the_tests_trade_safety_for_speed(shared):
    _, addresses = shared
    assert [answer(addresses, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")] == [
        "off"
    ] * 3
    assert answer(addresses, "SHOW max_connections") == "200"


def test_the_stores_open_only_to_those_who_know_the_password(shared):
    _, addresses = shared
    port = psycopg.conninfo.conninfo_to_dict(addresses.database_url)["port"]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://kring:guess@127.0.0.1:{port}/kring")
    broker_port, once = int(addresses.redis_url.rpartition(":")[2]), Retry(NoBackoff(), 0)
    with redis.Redis(port=broker_port, retry=once) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_a_killed_server_and_its_stale_pid_file_do_not_hinder_the_next_start(place):
    with running(place, durable=True) as addresses:
        with psycopg.connect(addresses.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'yes' AS word")
        server = server_of(addresses)
        server.kill()
        assert until(lambda: not server.is_running())
    with running(place, durable=True) as addresses:
        assert answer(addresses, "SELECT word FROM kept") == "yes"


def test_a_pid_file_that_names_a_stranger_after_a_restart_is_cleared(place):
    with running(place, durable=True) as addresses:
        data = Path(str(answer(addresses, "SHOW data_directory")))
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n\n127.0.0.1\n1 1\nready\n")
    with running(place, durable=True) as addresses:
        assert answer(addresses, "SELECT 1") == 1


def test_two_directories_run_side_by_side(shared, place):
    _, ours = shared
    with running(place, durable=False) as theirs:
        assert answer(ours, "SELECT 1") == answer(theirs, "SELECT 1") == 1
        assert ours.database_url != theirs.database_url


def test_one_directory_runs_only_once(shared):
    place, _ = shared
    line = [sys.executable, "-m", "network.bootstrap.stores", "--directory", str(place), "--", "true"]
    second = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "stop that one first, then try again." in second.stderr


def test_a_given_address_is_respected_and_its_store_not_started(place, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/kring")
    with running(place, durable=False) as addresses:
        assert addresses.database_url == "postgresql://elsewhere/kring"
        assert not (place / "postgres").exists()
        with redis.Redis.from_url(addresses.redis_url) as broker:
            assert broker.ping()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run PostgreSQL as someone else")
def test_a_closed_home_stays_closed_when_root_runs_the_stores_below_it(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with running(home / "checkout", durable=False) as addresses:
        assert answer(addresses, "SELECT 1") == 1
        assert home.stat().st_mode & 0o777 == 0o700
        data = Path((home / "checkout" / "postgres.place").read_text())
        assert data.stat().st_mode & 0o777 == 0o700
    forget(home / "checkout")
    assert not data.exists()


def test_a_command_runs_beside_the_stores_and_hands_back_its_status(place):
    question = "import os, sys; sys.exit(5 if os.environ['DATABASE_URL'] and os.environ['REDIS_URL'] else 1)"
    line = [
        sys.executable,
        "-m",
        "network.bootstrap.stores",
        "--directory",
        str(place),
        "--",
        sys.executable,
        "-c",
        question,
    ]
    assert subprocess.run(line, cwd=ROOT, check=False).returncode == 5
