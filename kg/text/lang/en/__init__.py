"""Reading English."""
