"""Reads the polynomial action out of a trained invertible network, by diagrams.

>>> import diagraction as dg
>>> S = dg.Network.load("examples/models/lattice16.safetensors").action(max_rank=3)
>>> S[2].shape, S.packed(3).shape
((16, 16), (816,))
"""

from ._action import Action
from ._command import DiagractionWarning
from ._diagrams import Diagrams, Term, expand, feynman
from ._functions import (
    Check,
    Comparison,
    Fit,
    Report,
    Training,
    check,
    compare,
    contributions,
    correlators,
    fit,
    flow,
    lattice_theory,
    modes,
    random_network,
    random_theory,
    report,
    reweight,
    sample,
    stats,
    theory,
    train,
)
from ._native import DiagractionError, __version__
from ._network import Network
from ._results import Cumulants, Result, Samples

__all__ = [
    "Action",
    "Check",
    "Comparison",
    "Cumulants",
    "DiagractionError",
    "DiagractionWarning",
    "Diagrams",
    "Fit",
    "Network",
    "Report",
    "Result",
    "Samples",
    "Term",
    "Training",
    "__version__",
    "check",
    "compare",
    "contributions",
    "correlators",
    "expand",
    "feynman",
    "fit",
    "flow",
    "lattice_theory",
    "modes",
    "random_network",
    "random_theory",
    "report",
    "reweight",
    "sample",
    "stats",
    "theory",
    "train",
]
