"""Every table of this app, in the order of its life."""

from collaborations.knowledge.models import (
    Evaluation,
    Occasion,
    Programme,
    Publication,
    Tool,
    ToolVersion,
    Trajectory,
)
from collaborations.knowledge.stewardships import Stewardship
from collaborations.themes.models import Support, Theme

__all__ = [
    "Evaluation",
    "Occasion",
    "Programme",
    "Publication",
    "Stewardship",
    "Support",
    "Theme",
    "Tool",
    "ToolVersion",
    "Trajectory",
]
