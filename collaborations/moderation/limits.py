"""How often somebody may report; see network/limits.py."""

from network.limits import DAY, HOUR, Limit, Rate

REPORT = Limit("report", visitor=(Rate(10, HOUR), Rate(30, DAY)), person=(Rate(10, HOUR), Rate(20, DAY)))
