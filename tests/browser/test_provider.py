"""Signing in with an organisation's own account, in a browser, against a real provider on this machine."""

import pytest

from tests.members.providers.conftest import provider_process  # noqa: F401  the provider's own process
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]

SET = """
from members.models import Organisation
from members.people.providers import SignInProvider
from members.people.sealing import seal
SignInProvider.objects.create(
    organisation=Organisation.objects.get(pk={organisation}), slug="{slug}", issuer="{issuer}", client_id="kring",
    client_secret_sealed=seal("secret"), domains=["{domain}"], is_on=True,
)
"""


def meet(visitor):
    """The provider's own page wants a style sheet from far away: it gets none, and that is no trouble of ours."""
    visitor.context.route("**/pico.min.css", lambda route: route.abort())
    visitor.forgive("ERR_FAILED", "403")


def look_past_the_style_sheet(visitor):
    visitor.troubles[:] = [trouble for trouble in visitor.troubles if "pico.min.css" not in trouble]


def test_from_the_address_to_the_provider_and_back_signed_in(provider_process, processes, visit):  # noqa: F811
    people = processes.people("provider", {"Ada": "A"})
    domain = "provider.example.org"
    processes.python(
        SET.format(
            organisation=people.Ada.organisation_id,
            slug="voorbeeld-provider",
            issuer=provider_process.issuer,
            domain=domain,
        )
    )
    provider_process.knows("zoe", email=f"zoe@{domain}", email_verified=True, name="Zoë Voorbeeld")
    zoe = visit()
    meet(zoe)
    zoe.open("/account/login/")
    zoe.fill(Your_e_mail_address=f"zoe@{domain}")
    zoe.press("Sign in with your organisation")
    zoe.page.wait_for_url("**/account/oidc/voorbeeld-provider/**")
    zoe.looks_well("/account/oidc/")
    zoe.looks_well("/account/oidc/voorbeeld-provider/")
    zoe.page.get_by_role("button", name="Sign in with").click()
    zoe.page.wait_for_url(f"{provider_process.issuer}/**")
    zoe.page.locator("input[name=sub]").fill("zoe")
    zoe.page.get_by_role("button", name="Authorize", exact=True).click()
    zoe.page.wait_for_url(f"{processes.site}/**")
    until(lambda: "Zoë" in zoe.page.content(), "Zoë is signed in")
    assert processes.sql("SELECT count(*) FROM socialaccount_socialaccount WHERE provider = 'voorbeeld-provider'") == [
        (1,)
    ]

    provider_process.knows("eve", email="eve@elsewhere.example", email_verified=True)
    eve = visit()
    meet(eve)
    eve.open("/account/oidc/voorbeeld-provider/")
    eve.page.get_by_role("button", name="Sign in with").click()
    eve.page.locator("input[name=sub]").fill("eve")
    eve.page.get_by_role("button", name="Authorize", exact=True).click()
    eve.heading("You are not signed in")
    eve.reads("yours is elsewhere")
    eve.is_accessible()
    look_past_the_style_sheet(zoe), look_past_the_style_sheet(eve)
