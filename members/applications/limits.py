"""How often an organisation may apply; see network/limits.py."""

from network.limits import DAY, HOUR, Limit, Rate

APPLY = Limit("apply", visitor=(Rate(5, HOUR), Rate(20, DAY)), key=(Rate(3, DAY),))
