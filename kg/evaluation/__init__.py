"""How well articles are read, measured against annotations that people made: what ``kg evaluate`` shows."""
from kg.evaluation.output import as_json, as_text
from kg.evaluation.run import Evaluation, evaluate
from kg.evaluation.split import held_out

__all__ = ["Evaluation", "as_json", "as_text", "evaluate", "held_out"]
