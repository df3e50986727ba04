"""Claims to quads: the one doorway from values to RDF. It writes N-Quads straight as text, one graph an article, as docs/model.md has it."""
from kg.mapping.reading import in_graph, nquads, triples

__all__ = ["in_graph", "nquads", "triples"]
