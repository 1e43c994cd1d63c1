"""What who looks after a theme sees of those who may know something about it."""

from dataclasses import dataclass, field
from typing import Any

from collaborations.themes.asking.models import MOST_A_THEME, Ask
from collaborations.themes.asking.suggestions import ASKS, Suggestion, suggestions
from collaborations.themes.models import Theme


@dataclass
class Asking:
    """Whom they could ask, and whom they asked."""

    suggested: list[Suggestion] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)


def about(theme: Theme, user: Any) -> dict[str, Any]:
    """Two queries for who looks after it, while it can be asked; none for everybody else."""
    if not user.is_authenticated or theme.state not in ASKS or not theme.is_looked_after_by(user):
        return {"asking": Asking()}
    asked = list(Ask.objects.filter(theme=theme).select_related("organisation").order_by("pk"))
    left = MOST_A_THEME - len(asked)
    return {"asking": Asking(suggestions(theme, most=left) if left > 0 else [], asked)}
