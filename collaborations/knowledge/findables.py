"""What the Knowledge Bank holds among what can be found."""

from django.utils.translation import gettext_lazy as _

from collaborations.knowledge.models import Publication, Tool, Trajectory
from network.search import Findable, declare

TRAJECTORIES = declare(Findable("trajectory", _("Trajectory"), Trajectory, Trajectory.objects.visible_to, text="note"))
PUBLICATIONS = declare(
    Findable("publication", _("Publication"), Publication, Publication.objects.visible_to, text="note")
)
TOOLS = declare(Findable("tool", _("Tool"), Tool, Tool.objects.visible_to, text="note"))
