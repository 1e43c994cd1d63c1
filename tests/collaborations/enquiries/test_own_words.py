"""Sixty mails as programs write them: what the asker wrote themselves is found, and how often it is not."""

import pytest

from collaborations.enquiries.arriving import letters
from collaborations.enquiries.arriving.own_words import own_words
from tests.collaborations.enquiries.mails import MAILS

MOST_WRONG = 0.05


def words(text):
    """Line breaks are the way's, not the writer's."""
    return " ".join(line.removeprefix("> ") for line in text.split("\n")).split()


def found_wrong():
    return {name for name, raw, own in MAILS if words(letters.read(raw).text) != words(own)}


def test_sixty_mails_of_three_languages_are_read(capsys):
    wrong = found_wrong()
    rate = len(wrong) / len(MAILS)
    with capsys.disabled():
        print(
            f"\nparsed wrong: {len(wrong)} of {len(MAILS)} mails, {rate:.1%} (gate <= {MOST_WRONG:.0%}) {sorted(wrong) or ''}"
        )
    assert len(MAILS) == 60
    assert rate <= MOST_WRONG


# Shapes that came up after the sixty were read right: (what was written, what is the asker's own).
MORE = {
    "a Dutch phone that passes on": (
        ("Kunnen jullie hier iets mee?\n\nGroet, Jan\n\nVerstuurd vanaf mijn iPhone\n\nBegin doorgestuurd bericht:\n\n"
        "> Van: Sam <sam@example.org>\n> Datum: 3 maart 2025 om 10:12:00 CET\n> Aan: Jan <jan@example.org>\n"
        "> Onderwerp: Vraag\n> \n> Wie kan helpen met brandstof?\n"),
        "Kunnen jullie hier iets mee?\n\n> Wie kan helpen met brandstof?",
    ),
    "a line broken before the address": (
        "Ja, dat klopt.\n\nOp ma 3 mrt 2025 om 10:12 schreef Kring van het Voorbeeldnetwerk <\nkring@example.org>:\n\n> Je vraag\n",
        "Ja, dat klopt.",
    ),
    "French Outlook": (
        ("Oui, volontiers.\n\nBien cordialement,\n\nMarie Exemple\nChargée de projet\n\nDe : Kring <kring@example.org>\n"
        "Envoyé : lundi 3 mars 2025 10:12\nÀ : Marie Exemple <marie@example.org>\nObjet : Votre demande\n\nElle est arrivée.\n"),
        "Oui, volontiers.",
    ),
    "German": (
        ("Gern.\n\nMit freundlichen Grüßen\nSam\n\nVon: Kring <kring@example.org>\nGesendet: Montag, 3. März 2025 10:12\n"
        "An: Sam\nBetreff: Frage\n\nIhre Frage\n"),
        "Gern.",
    ),
    "Spanish": ("Sí, gracias.\n\nEl lun, 3 mar 2025 a las 10:12, Kring (<kring@example.org>) escribió:\n\n> Tu pregunta\n", "Sí, gracias."),
    "an Android phone with a long line of its own": (
        ("Prima.\n\nOp 3 maart 2025 10:12:00 CET schreef Kring <kring@example.org>:\n>Je vraag\n>is aangekomen\n-- \n"
        "Verstuurd vanaf mijn Android-toestel met K-9 Mail. Excuseer mijn beknoptheid."),
        "Prima.",
    ),
    "an original message": (
        ("Yes.\n\nSent from Proton Mail for iOS.\n\n-------- Original Message --------\nOn Monday, 03/03/25 at 10:12 Kring "
        "<kring@example.org> wrote:\n\n> Your question"),
        "Yes.",
    ),
    "shortened": ("Wij willen meedoen. Kan dat?\n\nMet vr. gr.,\nRobin", "Wij willen meedoen. Kan dat?"),
    "thanks in the middle": (
        "Hi,\n\nThanks!\nWe would like to come on Tuesday.\nCan you tell us the place?\n\nRobin",
        "Hi,\n\nThanks!\nWe would like to come on Tuesday.\nCan you tell us the place?\n\nRobin",
    ),
    "what looks like a head": (
        "From: where do we begin?\nWe need help.\nTo: be decided\n", "From: where do we begin?\nWe need help.\nTo: be decided",
    ),
    "nothing but a quotation": ("> Only this\n> and that\n", "> Only this\n> and that"),
    "a signature that nothing announces is kept": (
        "We want to join.\n\nRobin Voorbeeld\nStichting Demo\nT 030 000", "We want to join.\n\nRobin Voorbeeld\nStichting Demo\nT 030 000",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", MORE)
def test_other_shapes(shape):
    written, own = MORE[shape]
    assert own_words(written, []) == own


@pytest.mark.parametrize(
    "endless",
    [
        "On " * 20_000,
        "On a 1\n" * 5000,
        "From: x\n" * 8000,
        " " * 40_000,
        "-" * 40_000,
        "Thanks,\n" * 6000,
        "disclaimer: mail " * 2000,
    ],
)
def test_what_is_made_to_take_long_is_read_all_the_same(endless):
    assert bool(own_words(f"Hello.\n{endless}", []))
