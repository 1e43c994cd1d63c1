"""What is there already: things found by words that somebody types, and what is like them.

A slice declares a ``Findable`` for each kind of thing that can be found (its findables.py; the app's own findables
module gathers them). Permission comes first: everything here begins with the slice's ``visible_to``, and what somebody
cannot see takes no part in what is chosen, ranked or counted for them. How it is asked of PostgreSQL stands in
looking.py, the columns that PostgreSQL keeps for it in columns.py.
"""

from network.search.findables import FINDABLES, Findable, Found, declare, found, found_by_key
from network.search.looking import holding, look_alikes

__all__ = ["FINDABLES", "Findable", "Found", "declare", "found", "found_by_key", "holding", "look_alikes"]
