"""How often people may ask for what: docs/operations.md shows the same table to whoever runs Kring."""

from network.limits import DAY, HOUR, MINUTE, Limit, Rate

# How people prove who they are we count (entrances.py, proving.py), not allauth, so that every refusal reads alike.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    (
        "login", "signup", "request_login_code", "confirm_email", "reset_password", "reset_password_from_key",
        "login_failed", "reauthenticate",
    ),
    None,
)  # fmt: skip

CODES = Limit("codes", visitor=(Rate(20, MINUTE), Rate(200, HOUR)), key=(Rate(3, MINUTE), Rate(20, HOUR)))
TYPED_CODES = Limit("typed-codes", visitor=(Rate(30, MINUTE),))
SIGN_UPS = Limit("sign-ups", visitor=(Rate(20, MINUTE), Rate(200, HOUR)), key=(Rate(3, MINUTE), Rate(20, HOUR)))
PASSWORDS = Limit("passwords", visitor=(Rate(10, MINUTE), Rate(100, HOUR)), key=(Rate(5, 5 * MINUTE), Rate(20, HOUR)))
# The key is the person: six digits are soon guessed by whoever may go on.
SECOND_FACTORS = Limit("second-factors", visitor=(Rate(30, MINUTE),), key=(Rate(5, 5 * MINUTE), Rate(20, HOUR)))
RESETS = Limit("resets", visitor=(Rate(20, MINUTE), Rate(100, HOUR)), key=(Rate(3, MINUTE), Rate(20, HOUR)))
NEW_PASSWORDS = Limit("new-passwords", visitor=(Rate(20, MINUTE),))
PROVIDER_SIGN_INS = Limit("provider-sign-ins", visitor=(Rate(30, MINUTE),))
PROVIDER_CHECKS = Limit("provider-checks", person=(Rate(10, MINUTE),))

# The key is the organisation; a paste of 100 addresses counts as 100 invitations, and as one request.
INVITATION_REQUESTS = Limit(
    "invitation-requests",
    visitor=(Rate(30, MINUTE), Rate(200, HOUR)),
    person=(Rate(20, MINUTE),),
    key=(Rate(20, MINUTE),),
)
INVITATIONS = Limit("invitations", visitor=(Rate(1000, DAY),), key=(Rate(200, DAY),))
# The key is the address that is mailed, whoever invites it: a stranger's mailbox is not for filling.
INVITED = Limit("invited", key=(Rate(3, HOUR), Rate(5, DAY)))
# The key is what is claimed: a code for it is short.
CLAIMS = Limit("claims", visitor=(Rate(20, 10 * MINUTE),), key=(Rate(5, 10 * MINUTE), Rate(20, DAY)))
# The key is the address that was given.
ENQUIRIES = Limit("enquiries", visitor=(Rate(5, MINUTE), Rate(30, HOUR)), key=(Rate(3, MINUTE), Rate(10, DAY)))
