"""How sign-in mails leave, and what happens when they cannot."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse

log = structlog.get_logger(__name__)


class Adapter(DefaultAccountAdapter):
    """allauth's own behaviour, with one sentence instead of an error page when the mail server is away."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as reason:  # smtplib's errors are OSErrors, too
            log.error("sign_in_mail_failed", reason=type(reason).__name__)  # noqa: TRY400  a stack would show the address
            raise ImmediateHttpResponse(render(self.request, "account/mail_unavailable.html", status=503)) from reason

    def send_account_already_exists_mail(self, email: str) -> None:
        """Somebody signs up with an address that has an account: tell its owner how to sign in, and nobody else."""
        self.send_mail(
            "account/email/account_already_exists", email, {"login_url": settings.SITE_URL + reverse("account_login")}
        )
