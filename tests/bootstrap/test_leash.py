"""Nothing outlives the process that started it."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from network.bootstrap.leash import AlreadyHeldError, hold
from tests.bootstrap.waiting import until

ROOT = Path(__file__).resolve().parents[2]
# A command with a grandchild; both write their process ids, and the child refuses to stop when told to.
FAMILY = "sleep 600 & echo $! > grandchild; echo $$ > child; {trap} wait"
HOLDER = """
    import subprocess, sys, time
    from pathlib import Path
    from network.bootstrap.leash import hold
    with hold(Path("lock")) as holder:
        holder.note("http://here")
        subprocess.Popen(holder.leashed(["sh", "-c", sys.argv[1]], log=Path("log"), grace=1))
        time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the lock and has a family on a leash."""
    process = start_holder(tmp_path, FAMILY.format(trap=""))
    yield process
    process.kill()
    process.wait()


def start_holder(place: Path, command: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDER), command], cwd=place, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert until(lambda: (place / "child").exists() and (place / "child").read_text())
    return process


def family(place: Path) -> list[psutil.Process]:
    return [psutil.Process(int((place / name).read_text())) for name in ("child", "grandchild")]


def are_gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def test_child_and_grandchild_end_when_their_starter_is_killed(holder, tmp_path):
    processes = family(tmp_path)
    assert not are_gone(processes)
    holder.kill()
    assert until(lambda: are_gone(processes))


def test_a_child_that_ignores_being_asked_is_ended_by_force(tmp_path):
    holder = start_holder(tmp_path, FAMILY.format(trap="trap : TERM; while :; do wait; done;"))
    processes = family(tmp_path)
    holder.kill()
    holder.wait()
    assert until(lambda: are_gone(processes))


@pytest.mark.usefixtures("holder")
def test_the_whole_group_ends_when_only_the_child_dies(tmp_path):
    child, grandchild = family(tmp_path)
    child.kill()
    assert until(lambda: are_gone([grandchild]))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
@pytest.mark.usefixtures("holder")
def test_even_a_killed_leash_takes_its_child_with_it(tmp_path):
    child, _ = family(tmp_path)
    child.parent().kill()
    assert until(lambda: are_gone([child]))


@pytest.mark.usefixtures("holder")
def test_a_second_holder_is_told_what_the_first_one_wrote(tmp_path):
    with pytest.raises(AlreadyHeldError, match="stop that one first") as refused, hold(tmp_path / "lock"):
        pass
    assert refused.value.note == "http://here"


def test_the_next_holder_begins_only_after_the_leftovers_of_a_killed_one(holder, tmp_path):
    processes = family(tmp_path)
    holder.kill()
    holder.wait()
    with hold(tmp_path / "lock"):
        assert are_gone(processes)


def test_a_leash_passes_on_the_request_to_stop_and_the_exit_status(tmp_path):
    with hold(tmp_path / "lock") as holder:
        command = ["sh", "-c", "trap 'exit 7' INT; echo ready; while :; do sleep 0.05; done"]
        leash = subprocess.Popen(holder.leashed(command, stop_with="INT", log=tmp_path / "log"))
        assert until(lambda: (tmp_path / "log").exists() and "ready" in (tmp_path / "log").read_text())
        leash.send_signal(signal.SIGTERM)
        assert leash.wait(10) == 7


def test_the_lock_is_free_again_after_its_block(tmp_path):
    with hold(tmp_path / "lock"):
        pass
    with hold(tmp_path / "lock"):
        pass
