"""What nobody's press changed: an organisation that was suspended, ended or taken back changes who counts."""

from datetime import datetime

import structlog

from collaborations.themes.gathering.forming import astray, weigh_one
from collaborations.themes.models import Theme
from members.people.models import Person

log = structlog.get_logger(__name__)


def keep_promises(*, now: datetime | None = None, by: Person | None = None) -> int:
    """Let every theme stand where its quorum puts it; how many did not. Safe to run twice and at once."""
    done = 0
    for pk in Theme.objects.filter(astray()).order_by("pk").values_list("pk", flat=True):
        try:
            weigh_one(pk, by=by)
            done += 1
        except Exception:
            log.exception("theme_not_weighed", theme=pk)
    return done
