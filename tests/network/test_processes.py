"""What each process must know from its start; asked in a process of its own, because here everything is loaded."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]


def answer(code):
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.mark.parametrize("process", ["network.wsgi", "network.asgi"])
def test_tasks_go_to_our_broker_from_every_process(process):
    code = f"import {process}; from notifications.tasks import send_waiting_mail; print(send_waiting_mail.app.conf.broker_url)"
    assert answer(code) == settings.BROKER_URL
