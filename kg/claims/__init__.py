"""Joins what was read from one article into claims: who reports which number, of what, by whom and upon whom, where and when."""
