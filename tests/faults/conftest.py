"""Processes that die at the worst moment. FAULT_ROUNDS=10 (`make faults`) kills more often than `make test` does."""

import os

import pytest

from tests import processes as real
from tests.faults.visitors import Visitor


@pytest.fixture(scope="session")
def processes():
    return real.shared()


@pytest.fixture(autouse=True)
def _everything_runs_again(processes):
    """Whatever a test killed is back before the next one."""
    yield
    if not processes.broker_answers():
        processes.start_broker()
    processes.start()


@pytest.fixture
def visit(processes):
    return lambda person: Visitor(processes, person)


def rounds():
    return int(os.environ.get("FAULT_ROUNDS") or 1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    real.show_logs(report)
    return report
