"""What a text says, and where: its layout, its numbers, dates, names and words. Nothing here knows of addresses in the graph."""
