"""kill -9 of receive_mail in the middle of a Maildir: read again, each mail is one enquiry, and none is missing."""

import os
import signal
import subprocess
import sys

import pytest

from tests.collaborations.enquiries.material import mail
from tests.faults.conftest import rounds
from tests.processes import ROOT, until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("processes")]

MAILS = 120


def begin(processes, maildir):
    command = [sys.executable, "manage.py", "receive_mail", "--maildir", str(maildir)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, env=processes.environment, start_new_session=True, **quiet)


def left(maildir):
    return len(list((maildir / "new").iterdir()))


@pytest.mark.parametrize("number", range(rounds()))
def test_a_maildir_whose_reader_is_killed_again_and_again_is_read_whole_and_once(processes, tmp_path, number):
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    for n in range(MAILS):
        heads = {"From": f"person-{n}.{number}@example.org", "Message_ID": f"<{n}.{number}@killed.example.org>"}
        (tmp_path / "new" / f"17000{n:05}.M1.host").write_bytes(mail(f"Question {n} of round {number}", **heads))
    kills, before = 0, MAILS
    while before > MAILS // 5:
        reader = begin(processes, tmp_path)
        wanted = before - MAILS // 5
        until(lambda wanted=wanted: left(tmp_path) <= wanted, "it reads on", within_seconds=120)
        os.killpg(reader.pid, signal.SIGKILL)
        reader.wait(20)
        kills, before = kills + 1, left(tmp_path)
    assert kills > 2
    assert before > 0, "the last kill came too late to show anything"
    both = [begin(processes, tmp_path) for _ in range(2)]
    assert [reader.wait(120) for reader in both] == [0, 0]
    assert (left(tmp_path), len(list((tmp_path / "cur").iterdir()))) == (0, MAILS)
    kept = "SELECT count(*), count(DISTINCT text) FROM collaborations_enquiry WHERE message_id LIKE %s"
    assert processes.sql(kept, f"%.{number}@killed.example.org") == [(MAILS, MAILS)]
