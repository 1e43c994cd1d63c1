"""How often one person may write, and ask whom they could mention; see network/limits.py."""

from network.limits import DAY, HOUR, MINUTE, Limit, Rate

COMMENTS = Limit("comments", person=(Rate(6, MINUTE), Rate(40, HOUR), Rate(150, DAY)))
NAMES = Limit("names", person=(Rate(90, MINUTE), Rate(1500, HOUR)))
