"""How often anybody may ask; see network/limits.py. What comes by mail is counted in rows: see actions.py."""

from network.limits import DAY, HOUR, MINUTE, Limit, Rate

# The key is the address that was given.
CONTACT = Limit("contact", visitor=(Rate(5, MINUTE), Rate(30, HOUR)), key=(Rate(3, MINUTE), Rate(10, DAY)))
