"""How often somebody invites people into protected themes: nobody finds out by trying who has an account."""

from network.limits import DAY, Limit, Rate

INVITING = Limit("invite-into-theme", person=(Rate(20, DAY),))
