"""The living demo: one command starts all of Kring with fictional people; an inbox page shows every mail it sends."""
