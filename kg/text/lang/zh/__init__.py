"""Reading Chinese."""
