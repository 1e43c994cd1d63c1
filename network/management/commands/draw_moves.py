from itertools import chain

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils import translation

from network.moves import Moving

INTRODUCTION = """# Lives

Every thing that has a life declares it once, as a table `MOVES` in its model. That table guards the changes, decides
which buttons a page offers, and draws this page: `manage.py draw_moves > docs/moves.md`. A test holds both together.
"""


def page() -> str:
    """All lives as diagrams and tables, in the order of their names."""
    with translation.override("en"):
        models = [model for model in apps.get_models() if issubclass(model, Moving)]
        return "\n".join([INTRODUCTION, *map(_life, sorted(models, key=lambda model: model.__name__))])


def _life(model: type[Moving]) -> str:
    """One life: the arrows as Mermaid, then the same as a table for whoever cannot see them."""
    moves = [
        (verb, str(leaves), str(reaches)) for verb, (many, reaches) in model.MOVES.items() for leaves in sorted(many)
    ]
    names = {str(state.value): str(state.label) for state in model.State}  # type: ignore[attr-defined]
    reached = {reaches for _verb, _leaves, reaches in moves}
    ends = [state for state in names if state in reached and state not in {leaves for _verb, leaves, _reaches in moves}]
    arrows = chain(
        [f"    [*] --> {begin}" for begin in model.begins_in()],
        [f"    {leaves} --> {reaches}: {verb}" for verb, leaves, reaches in moves],
        [f"    {state} --> [*]" for state in ends],
    )
    rows = [f"| {verb} | {names[leaves]} | {names[reaches]} |" for verb, leaves, reaches in moves]
    drawing = ["```mermaid", "stateDiagram-v2", *arrows, "```"]
    table = ["| verb | leaves | reaches |", "|---|---|---|", *rows]
    return "\n".join([f"## {model.__name__}", "", *drawing, "", *table, ""])


class Command(BaseCommand):
    help = "Print docs/moves.md: the life of each thing, drawn from its MOVES."

    def handle(self, **options):
        self.stdout.write(page(), ending="")
