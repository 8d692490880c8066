// Entry point of every page.
