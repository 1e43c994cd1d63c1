"""Everything between a bare Python and a running house: packages, stores, a browser, and an end for each process."""
