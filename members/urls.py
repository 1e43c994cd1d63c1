"""Signing in and out: of allauth's pages those that e-mailed codes need."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("login/", views.request_login_code, name="account_login"),
    path("login/", views.request_login_code, name="account_request_login_code"),
    path("login/code/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("confirm-email/", views.email_verification_sent, name="account_email_verification_sent"),
    path("inactive/", views.account_inactive, name="account_inactive"),
]
