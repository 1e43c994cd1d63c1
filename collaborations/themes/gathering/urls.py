"""The addresses of what gathers round a theme; collaborations.urls takes them in."""

from django.urls import path

from collaborations.themes.gathering import views

patterns = [
    path("themes/<int:pk>/support/", views.support, name="support-theme"),
    path("themes/<int:pk>/take-back/", views.take_back_support, name="take-back-support"),
    path("themes/<int:pk>/interest/", views.show_interest, name="show-interest"),
    path("themes/<int:pk>/interest/lose/", views.lose_interest, name="lose-interest"),
    path("themes/<int:pk>/offer/", views.offer, name="offer"),
    path("themes/offers/<int:pk>/withdraw/", views.withdraw_offer, name="withdraw-offer"),
    path("themes/<int:pk>/carry/", views.carry, name="carry-theme"),
    path("themes/carriers/<int:pk>/stand-in/", views.stand_in, name="stand-in"),
    path("themes/volunteers/<int:pk>/step-back/", views.step_back, name="step-back"),
    path("themes/<int:pk>/charter/", views.charter, name="charter"),
    path("themes/<int:pk>/charter/sign/", views.sign_charter, name="sign-charter"),
]
