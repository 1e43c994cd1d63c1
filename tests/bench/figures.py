"""One line a figure: what was measured, how much it is, and whether that is good enough."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import django
import granian


@dataclass(frozen=True)
class Figure:
    """``gate`` must hold, ``goal`` is wished for; smaller is better in all of them. ``peers`` says how others fare."""

    name: str
    value: float
    gate: float | None = None
    goal: float | None = None
    unit: str = ""
    peers: str = ""

    @property
    def is_missed(self):
        return self.gate is not None and self.value > self.gate

    def __str__(self):
        measure = f"{self.value:.2f}" if isinstance(self.value, float) else f"{self.value}"
        limits = [
            f"{word} <= {limit:g}" for word, limit in (("gate", self.gate), ("goal", self.goal)) if limit is not None
        ]
        told = "; ".join(part for part in (", ".join(limits), self.peers) if part)
        verdict = (
            "  MISSED"
            if self.is_missed
            else "  goal not reached"
            if self.goal is not None and self.value > self.goal
            else ""
        )
        return f"{self.name}: {measure}{self.unit}{f' ({told})' if told else ''}{verdict}"


def machine():
    """Where the figures come from: they mean nothing without it."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = next(
        (int(line.split()[1]) // 1024**2 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores {model}, {memory} GB, load {load:.1f}; Python {platform.python_version()}, "
        f"Django {django.__version__}, Granian {granian.__version__}"
    )


def _lines(path):
    return Path(path).read_text().splitlines() if Path(path).exists() else []
