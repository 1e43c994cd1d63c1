"""The installer says in a sentence what is missing, and does nothing twice."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALLER = ROOT / "network" / "bootstrap" / "install.py"


SYSTEM_PYTHON = getattr(sys, "_base_executable", sys.executable)


def install(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    script = checkout / "network" / "bootstrap" / "install.py"
    return subprocess.run(
        [SYSTEM_PYTHON, str(script)], env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_a_second_run_is_done_within_a_second():
    assert install(ROOT).returncode == 0, "the first run repairs what is missing"
    begun = time.monotonic()
    again = install(ROOT)
    assert (again.returncode, again.stdout) == (0, "")
    assert time.monotonic() - begun < 1


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose virtual environment is made but empty of packages."""
    (tmp_path / "network" / "bootstrap").mkdir(parents=True)
    shutil.copy(INSTALLER, tmp_path / "network" / "bootstrap")
    (tmp_path / "network" / "bootstrap" / "uv.lock").write_text("uv==1 --hash=sha256:" + "0" * 64)
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (venv / "bin" / "python").chmod(0o755)
    version = sys.version.split()[0]
    (venv / ".made-of").write_text(f"{version} {Path(SYSTEM_PYTHON).resolve()} {venv}")
    return tmp_path


def test_a_step_that_fails_ends_in_one_sentence_with_the_next_step(checkout):
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    failed = install(checkout, **nowhere)
    assert failed.returncode == 1
    last = failed.stderr.strip().splitlines()[-1]
    assert last.startswith("uv, the package installer failed. The package index does not answer: check the network")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_checkout_of_someone_else_is_refused_in_a_sentence(checkout):
    checkout.chmod(0o500)
    refused = install(checkout)
    checkout.chmod(0o700)
    assert refused.returncode == 1
    assert "cannot write" in refused.stderr


def test_the_lock_files_name_no_address_of_a_package():
    for lock in ("requirements.lock", "network/bootstrap/uv.lock", "package-lock.json"):
        text = (ROOT / lock).read_text()
        assert "://" not in text, lock
        assert '"resolved"' not in text, lock
    assert (ROOT / "requirements.lock").read_text().count("==") <= (ROOT / "requirements.lock").read_text().count(
        "--hash="
    )
