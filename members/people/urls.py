"""Signing in and out, and what protects an account: of allauth's pages those we need, and a few of our own."""

from allauth.account import views
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from members.devices import views as devices
from members.people import authenticator_app, entrances, passkeys, proving
from members.people import views as people
from members.people.recent import recently_proved
from members.providers import views as providers

urlpatterns = [
    path("login/", entrances.request_code, name="account_login"),
    path("login/", entrances.request_code, name="account_request_login_code"),
    path("login/code/", entrances.confirm_code, name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", entrances.sign_up, name="account_signup"),
    path("confirm-email/", entrances.confirm_address, name="account_email_verification_sent"),
    path("email/", recently_proved(views.email, to_look=False), name="account_email"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    # Passwords, for those who want one
    path("login/password/", entrances.password_sign_in, name="account_login_password"),
    path("password/set/", recently_proved(views.password_set), name="account_set_password"),
    path("password/change/", recently_proved(views.password_change), name="account_change_password"),
    path("password/hint/", people.password_hint, name="account_password_hint"),
    path("password/reset/", entrances.reset_password, name="account_reset_password"),
    path("password/reset/code/", entrances.confirm_reset, name="account_confirm_password_reset_code"),
    path("password/reset/new/", entrances.new_password, name="account_complete_password_reset"),
    path("login/password/", entrances.password_sign_in, name="account_password_reset_completed"),
    # What protects the account; allauth knows this page by two more names
    path("security/", people.security, name="account_security"),
    path("security/", people.security, name="mfa_index"),
    path("security/", people.security, name="mfa_list_webauthn"),
    path("security/second-factor/", people.second_factor, name="account_second_factor"),
    path("security/devices/end/", devices.end_other_devices, name="account_end_other_devices"),
    path("security/devices/<int:pk>/end/", devices.end_device, name="account_end_device"),
    path("security/app/", recently_proved(authenticator_app.set_up_app), name="mfa_activate_totp"),
    path("security/app/remove/", recently_proved(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/codes/", people.recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/new/", recently_proved(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("security/passkeys/add/", recently_proved(passkeys.add_passkey), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/name/", recently_proved(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("security/passkeys/<int:pk>/remove/", recently_proved(passkeys.remove_passkey), name="mfa_remove_webauthn"),
    # With an organisation's own sign-in; allauth knows the last two by these names
    path("oidc/", providers.find_provider, name="account_find_provider"),
    path("oidc/<slug:slug>/", providers.provider_page, name="account_provider"),
    path("oidc/<slug:provider_id>/login/", providers.begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", providers.come_back, name="openid_connect_callback"),
    # Bringing the second factor, and proving anew who one is
    path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("login/second-factor/", entrances.second_factor, name="mfa_authenticate"),
    path("prove/password/", proving.by_password, name="account_reauthenticate"),
    path("prove/code/", proving.by_code, name="account_reauthenticate_by_code"),
    path("prove/app/", proving.by_app, name="mfa_reauthenticate"),
    path("prove/passkey/", proving.by_passkey, name="mfa_reauthenticate_webauthn"),
]
