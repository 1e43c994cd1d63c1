"""The addresses of letting people in; collaborations.urls takes them in."""

from django.urls import path

from collaborations.themes.admitting import views

patterns = [
    path("themes/<int:pk>/let-in/", views.invite, name="invite-into-theme"),
    path("themes/<int:pk>/let-in/<int:admission>/vouch/", views.vouch, name="vouch-into-theme"),
    path("themes/<int:pk>/let-in/<int:admission>/let-go/", views.let_go, name="let-go-from-theme"),
]
