"""The one list of what waits for a human: the slices declare in their desk.py what lies on it, piles.py gathers it."""
