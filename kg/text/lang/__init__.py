"""What differs by language: a folder each, with the same modules in each that offer the same functions."""
