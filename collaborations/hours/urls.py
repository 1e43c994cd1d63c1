"""The addresses of hours and leave; collaborations.urls takes them in."""

from django.urls import path

from collaborations.hours import views

patterns = [
    path("desk/hours/", views.hours, name="hours"),
    path("desk/hours/week/", views.set_week, name="set-week"),
    path("desk/hours/away/", views.go_away, name="go-away"),
    path("desk/hours/away/<int:pk>/stay/", views.stay, name="stay"),
]
