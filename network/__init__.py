"""The project and its shared stones. Nothing is imported here: the installer runs before Django exists."""
