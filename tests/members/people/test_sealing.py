"""Secrets that a copy of the database does not give away."""

from members.people.sealing import seal, unseal


def test_what_is_sealed_opens_with_the_same_key_only(settings):
    sealed = seal("client secret")
    assert "client secret" not in sealed
    assert unseal(sealed) == "client secret"
    settings.SECRET_KEY = "another key " * 5
    assert unseal(sealed) is None


def test_the_same_secret_never_reads_the_same():
    assert seal("x") != seal("x")


def test_what_was_changed_or_never_sealed_does_not_open():
    sealed = seal("x")
    assert unseal(sealed[:-2] + ("AA" if sealed[-2:] != "AA" else "BB")) is None
    assert unseal("") is None
    assert unseal("plain") is None
