"""Where every address of this app begins; each slice keeps its own."""

from collaborations.desk.urls import patterns as desk
from collaborations.discussion.urls import patterns as discussion
from collaborations.enquiries.urls import patterns as enquiries
from collaborations.hours.urls import patterns as hours
from collaborations.knowledge.urls import patterns as knowledge
from collaborations.moderation.urls import patterns as moderation
from collaborations.themes.admitting.urls import patterns as admitting
from collaborations.themes.asking.urls import patterns as asking
from collaborations.themes.gathering.urls import patterns as gathering
from collaborations.themes.merging.urls import patterns as merging
from collaborations.themes.urls import patterns as themes

app_name = "collaborations"
urlpatterns = [
    *themes,
    *gathering,
    *merging,
    *admitting,
    *asking,
    *discussion,
    *knowledge,
    *enquiries,
    *moderation,
    *hours,
    *desk,
]
