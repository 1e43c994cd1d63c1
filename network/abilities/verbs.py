"""Every verb of every rules.py: what it is asked about, and what it lets somebody do."""

from dataclasses import dataclass

from rules.permissions import permissions

ORGANISATION, SEAT, DUTY, THEME, SUPPORT = "organisation", "seat", "duty", "theme", "support"
CASE = "case"  # about a theme
COMMENT = "comment"  # a reply to a question
OFFER, PART = "offer", "part"  # in a theme
ADMISSION = "admission"  # into a sealed theme
NETWORK = ""  # about nothing in particular: the network as a whole


@dataclass(frozen=True)
class Verb:
    """``about`` names the kind of thing that its rule looks at; ``lets`` is said to a newcomer."""

    about: str
    lets: str


VERBS = {
    "members.accept_code_of_conduct": Verb(
        ORGANISATION, "Accept the code of conduct in the name of the organisation, so that it takes part."
    ),
    "members.decide_application": Verb(ORGANISATION, "Approve or decline an organisation that applied."),
    "members.decide_join_request": Verb(ORGANISATION, "Answer somebody who asks for a seat."),
    "members.edit_organisation": Verb(ORGANISATION, "Change what the organisation's page says."),
    "members.export_members": Verb(
        NETWORK, "Take a list of organisations and people out as CSV: coordinators all of them, contacts their own."
    ),
    "members.hand_over": Verb(SEAT, "Give up a seat, or have it given up, and say who takes over what belonged to it."),
    "members.import_members": Verb(NETWORK, "Bring organisations and people in from a CSV file."),
    "members.invite": Verb(ORGANISATION, "Invite people to a seat."),
    "members.keep_people": Verb(
        NETWORK, "Write down people without an account, give them a code to claim it, and erase somebody on request."
    ),
    "members.keep_topics": Verb(NETWORK, "Keep the list of topics that organisations choose from."),
    "members.let_go_duty": Verb(DUTY, "Say that nobody needs to see to a vacant duty any more."),
    "members.manage_seats": Verb(ORGANISATION, "Change roles of seats, and confirm who still works there."),
    "members.move_organisation": Verb(
        ORGANISATION, "Let an organisation lapse, renew, suspend, restore or end it, or take it back."
    ),
    "members.set_sign_in_provider": Verb(ORGANISATION, "Set up sign-in by the organisation's own provider."),
    "members.take_on_duty": Verb(DUTY, "See to a vacant duty from now on."),
    "collaborations.answer_enquiry": Verb(
        NETWORK, "Answer what somebody outside asks: a theme, an introduction or a kind no."
    ),
    "collaborations.ask_who_knows": Verb(THEME, "Ask those whom Kring suggests whether they know something about it."),
    "collaborations.edit_charter": Verb(THEME, "Write the charter of a journey that forms."),
    "collaborations.offer": Verb(NETWORK, "Bring something to a theme in the name of an organisation one speaks for."),
    "collaborations.show_interest": Verb(NETWORK, "Say that one would like to take part oneself."),
    "collaborations.sign_charter": Verb(THEME, "Sign the charter for the organisation by whose seat one carries it."),
    "collaborations.step_back": Verb(PART, "Carry a theme, or stand in for a carrier, no longer."),
    "collaborations.withdraw_offer": Verb(OFFER, "Take back what an organisation offered."),
    "collaborations.appeal_case": Verb(CASE, "Disagree with a decision to hide what one wrote."),
    "collaborations.contain_case": Verb(CASE, "Hide what was reported at once, until it is decided."),
    "collaborations.decide_case": Verb(CASE, "Decide about what was reported or held, and answer appeals."),
    "collaborations.discuss": Verb(NETWORK, "Say and ask something where one can read, and reply to others."),
    "collaborations.edit_comment": Verb(COMMENT, "Say otherwise what one wrote; what it said before stays readable."),
    "collaborations.blank_version": Verb(COMMENT, "Remove for good what a comment said before it was edited."),
    "collaborations.mark_answer": Verb(COMMENT, "Say that a reply answers what was asked."),
    "collaborations.take_away_comment": Verb(COMMENT, "Take away what one wrote, and put it back."),
    "collaborations.answer_appeal": Verb(THEME, "Answer an appeal against a no that somebody else said."),
    "collaborations.appeal_theme": Verb(THEME, "Ask that somebody else looks at a no."),
    "collaborations.decline_theme": Verb(THEME, "Decline a proposed theme, with a reason."),
    "collaborations.hold_back_theme": Verb(THEME, "Keep a proposal from opening by itself."),
    "collaborations.invite_into_theme": Verb(THEME, "Let people into a closed or sealed theme of which one is part."),
    "collaborations.merge_theme": Verb(THEME, "Let a theme go on in another."),
    "collaborations.open_theme": Verb(THEME, "Open a proposed theme to everybody."),
    "collaborations.park_theme": Verb(THEME, "Let an open theme rest, with a note that says why."),
    "collaborations.part_theme": Verb(THEME, "Undo a merge within 30 days."),
    "collaborations.propose_theme": Verb(NETWORK, "Write a theme and propose it for an organisation one speaks for."),
    "collaborations.reconsider_theme": Verb(THEME, "Take an opening or a no back: it waits on the desk again."),
    "collaborations.revive_theme": Verb(THEME, "Take a parked theme up again."),
    "collaborations.see_desk": Verb(NETWORK, "See the desk: everything that waits for a coordinator."),
    "collaborations.support_theme": Verb(NETWORK, "Back a theme with the one voice of an organisation one speaks for."),
    "collaborations.take_back_support": Verb(SUPPORT, "Take back the support an organisation gave."),
    "collaborations.vouch_into_theme": Verb(ADMISSION, "Vouch for somebody who is invited into a sealed theme."),
    "collaborations.withdraw_theme": Verb(THEME, "Take back a draft or a proposal."),
    "notifications.tend_mail": Verb(NETWORK, "Send mail that did not arrive again, or put it aside."),
}


def unexplained() -> set[str]:
    """Verbs that rules know and this table does not."""
    return set(permissions) - set(VERBS)


def in_words(verb: str) -> str:
    """``members.hand_over`` as people say it: "hand over"."""
    return verb.partition(".")[2].replace("_", " ")
