"""The addresses of themes; collaborations.urls takes them in."""

from django.urls import path

from collaborations.themes import views
from collaborations.themes.listing import views as listing
from collaborations.themes.proposing import views as proposing
from collaborations.themes.verbs import VERBS

patterns = [
    path("themes/", listing.theme_list, name="themes"),
    path("themes/feed.atom", listing.feed, name="theme-feed"),
    path("themes/propose/", proposing.propose, name="propose"),
    path("themes/propose/keep/", proposing.keep, name="keep-draft"),
    path("themes/propose/alike/", proposing.alike, name="look-alikes"),
    path("themes/<int:pk>/", views.theme, name="theme"),
    path("themes/<int:pk>/edit/", proposing.edit, name="edit-theme"),
    *(
        path(f"themes/<int:pk>/{verb.slug}/", views.act, {"verb": verb.name}, name=f"{verb.slug}-theme")
        for verb in VERBS
    ),
]
