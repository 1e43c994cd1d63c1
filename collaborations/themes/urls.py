"""The addresses of themes; collaborations.urls takes them in."""

from django.urls import path

from collaborations.themes import views
from collaborations.themes.listing import views as listing
from collaborations.themes.proposing import views as proposing

patterns = [
    path("themes/", listing.theme_list, name="themes"),
    path("themes/propose/", proposing.propose, name="propose"),
    path("themes/propose/keep/", proposing.keep, name="keep-draft"),
    path("themes/<int:pk>/", views.theme, name="theme"),
    path("themes/<int:pk>/edit/", proposing.edit, name="edit-theme"),
    path("themes/<int:pk>/withdraw/", views.withdraw, name="withdraw-theme"),
    path("themes/<int:pk>/open/", views.open_theme, name="open-theme"),
    path("themes/<int:pk>/decline/", views.decline, name="decline-theme"),
]
