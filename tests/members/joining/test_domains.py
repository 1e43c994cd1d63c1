"""What a mail domain says: it matches, it only looks as if it did, or it says nothing."""

import idna
import pytest

from members.joining.domains import free_mail, is_free, looks_alike, matches

OURS = ["voorbeeld.org"]


@pytest.mark.parametrize("domain", ["voorbeeld.org", "kampala.voorbeeld.org", "a.b.voorbeeld.org"])
def test_the_domain_and_those_below_it_match(domain):
    assert matches(domain, OURS)
    assert not looks_alike(domain, OURS)


@pytest.mark.parametrize("domain", ["gmail.com", "hotmail.co.uk", "mail.yahoo.com", "GMX.de".lower(), "ziggo.nl"])
def test_free_mail_never_matches_even_when_an_organisation_names_it(domain):
    assert is_free(domain)
    assert not matches(domain, [domain])


def test_the_list_of_free_mail_is_one_domain_a_line():
    assert len(free_mail()) > 90
    assert all("." in domain and domain == domain.lower() for domain in free_mail())


def test_a_domain_in_letters_of_its_own_matches_its_ascii_form():
    assert matches("xn--bcher-kva.example", ["Bücher.example"])
    assert matches("xn--bcher-kva.example", ["xn--bcher-kva.example"])


@pytest.mark.parametrize(
    "domain",
    [
        "voorbeeld.com",  # another ending
        "voorbeeld.co.uk",
        "voorbeeld.org.evil.example",  # the real name with more behind it
        "voorbee1d.org",  # a digit for a letter
        "v0orbeeld.org",
        "voorbeeid.org",  # I for l
        "voorbeld.org",  # one letter less
        "voorbeeldt.org",  # one letter more
        "voorbaeld.org",  # one letter other
        "voorbeedl.org",  # two letters swapped
        "voor-beeld.org",  # a dash
        "voorbeeld-org.com",
        idna.encode("v\N{CYRILLIC SMALL LETTER O}orbeeld.org").decode(),
        idna.encode("voorb\N{LATIN SMALL LETTER E WITH ACUTE}eld.org").decode(),
        "vvoorbeeld.org",
    ],
)
def test_what_a_hurried_reader_takes_for_ours(domain):
    assert looks_alike(domain, OURS)
    assert not matches(domain, OURS)


@pytest.mark.parametrize("domain", ["example.org", "beeld.org", "voorbeelden-uit-kampala.org", "org", "", "gmail.com"])
def test_what_is_simply_somewhere_else(domain):
    assert not looks_alike(domain, OURS)
    assert not matches(domain, OURS)


def test_pairs_of_letters_that_look_like_one():
    assert looks_alike("exarnple.org", ["example.org"])
    assert looks_alike("vvater.nl", ["water.nl"])


def test_short_names_are_close_only_when_they_look_the_same():
    assert not looks_alike("abd.org", ["abc.org"])
    assert looks_alike("abc.net", ["abc.org"])
