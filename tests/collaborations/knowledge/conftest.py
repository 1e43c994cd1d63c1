"""The project's own file of history, whole or as a small one to break."""

import pytest

from collaborations.knowledge.actions import import_history
from collaborations.knowledge.reading import load
from collaborations.management.commands.import_legacy import OWN


@pytest.fixture
def file():
    """The facts as they stand in the project's file, anew for each test: a test may change them."""
    return load(OWN)


@pytest.fixture
def bank(db, file):
    """The Knowledge Bank with all of the project's published history."""
    import_history(file, by=None)
    return file


@pytest.fixture
def small():
    """One entry of each kind, plainly invented, whose checking day stands in its own key."""
    source = {"source": "https://voorbeeld.example.org/bron/"}
    return {
        "checked_on": "2026-11-23",
        "programmes": [{"title": "Demo programme", "start": "2020", "end": "2024", **source}],
        "trajectories": [{"title": "Demo trajectory", "programme": "Demo programme", **source}],
        "events": [{"title": "Demo day", "date": "2021-05-03", "trajectory": "Demo trajectory", **source}],
        "publications": [{"title": "Demo guide", "date": "~2022", "trajectory": "Demo trajectory", **source}],
        "tools": [
            {
                "title": "Demo tool",
                "trajectory": "Demo trajectory",
                "versions": [{"version": "1.0", "date": "2020"}],
                "stewardships": [
                    {"organisation": "Stichting Demo", "kind": "sole", "from": "2020-02", "to": "2024-12"}
                ],
                **source,
            }
        ],
        "evaluations": [{"title": "Look back", "programme": "Demo programme", "year": 2024, "status": "done"}],
        "sister_networks": [{"name": "Stichting Demo", "country": "NL", "website": "https://demo.example.org"}],
    }
