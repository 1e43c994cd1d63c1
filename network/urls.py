"""Where every address begins."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("network.pages.urls")),
    path("", include("collaborations.urls")),
    path("", include("notifications.urls")),
    path("", include("members.urls")),
    path("account/", include("members.people.urls")),
    path("repair/", include("network.repair.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("network.demo.urls")))

handler400 = "network.pages.refusals.bad_request"
