from django.urls import path

from network.pages import health, links, views
from network.pages.styleguide import styleguide

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("l/<str:token>/", links.link, name="link"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("styleguide/", styleguide, name="styleguide"),
]
