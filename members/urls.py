"""Signing in and out: of allauth's pages those that e-mailed codes need."""

from allauth.account import views
from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("login/", views.request_login_code, name="account_login"),
    path("login/", views.request_login_code, name="account_request_login_code"),
    path("login/code/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("confirm-email/", views.email_verification_sent, name="account_email_verification_sent"),
    # Where allauth leads somebody who opens the page above and is signed in already.
    path("email/", RedirectView.as_view(pattern_name="notifications:preferences"), name="account_email"),
    path("inactive/", views.account_inactive, name="account_inactive"),
]
