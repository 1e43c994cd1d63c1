"""What became of a file: counts, the first problems for the page, and all of them for a file of their own."""

import csv
import tempfile
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from members.imports.cells import guarded
from members.imports.checking import Plan, Problem
from members.imports.reading import Table

MOST_LISTED = 1000


class Outcome:
    """Gathers chunk by chunk. All problems lie on disk: a broken file has as many as it has rows."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.counts: Counter[str] = Counter()
        self.listed: list[Problem] = []
        self.in_all = self.rows_same = 0
        self.file = tempfile.NamedTemporaryFile("w+", encoding="utf-8-sig", newline="")  # noqa: SIM115
        self.lines = csv.writer(self.file)
        self.lines.writerow([_("line"), _("column"), _("what happens"), _("problem"), _("about")])

    def close(self) -> None:
        self.file.close()

    def add(self, plan: Plan) -> None:
        self.counts.update(plan.counts)
        self.in_all += len(plan.problems)
        self.rows_same += plan.rows_same
        self.listed += plan.problems[: MOST_LISTED - len(self.listed)]
        for problem in plan.problems:
            what = _("note") if problem.is_note else _("left out")
            about, sentence = guarded(problem.about), guarded(problem.sentence)
            self.lines.writerow([problem.line, problem.column, what, sentence, about])

    def told(self) -> dict[str, Any]:
        """For the row of the import."""
        return {
            "counts": dict(self.counts),
            "problems": [[one.line, one.column, one.sentence, one.is_note] for one in self.listed],
            "about": [one.about for one in self.listed],
            "rows_same": self.rows_same,
            "problems_in_all": self.in_all,
            "letters": self.table.letters,
            "is_assumed": self.table.is_assumed,
            "unknown": self.table.unknown[:20],
        }
