"""The one list of what waits for a human. What lies on it the slices declare in their desk.py; piles.py gathers them."""
