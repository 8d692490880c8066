"""What goes in and comes out, as pydantic models: what goes in is checked, what comes out described and tested."""
