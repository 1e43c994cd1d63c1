"""The addresses of themes; collaborations.urls takes them in."""

from django.urls import path

from collaborations.themes import views

patterns = [
    path("themes/", views.theme_list, name="themes"),
    path("themes/propose/", views.propose, name="propose"),
    path("themes/propose/keep/", views.keep, name="keep-draft"),
    path("themes/<int:pk>/", views.theme, name="theme"),
    path("themes/<int:pk>/edit/", views.edit, name="edit-theme"),
    path("themes/<int:pk>/withdraw/", views.withdraw, name="withdraw-theme"),
    path("themes/<int:pk>/open/", views.open_theme, name="open-theme"),
    path("themes/<int:pk>/decline/", views.decline, name="decline-theme"),
    path("themes/<int:pk>/support/", views.support, name="support-theme"),
    path("themes/<int:pk>/take-back/", views.take_back_support, name="take-back-support"),
]
