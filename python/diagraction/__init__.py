"""Reads the polynomial action out of a trained invertible network, by diagrams.

>>> import diagraction as dg
>>> S = dg.Network.load("examples/models/lattice16.safetensors").action(max_rank=3)
>>> S[2].shape, S.packed(3).shape
((16, 16), (816,))
"""

from ._action import Action
from ._analysis import (
    Check,
    Comparison,
    Report,
    Score,
    check,
    compare,
    contributions,
    correlators,
    flow,
    modes,
    report,
    reweight,
    score,
    show,
)
from ._command import DiagractionWarning
from ._diagrams import Diagrams, Term, expand, feynman
from ._learning import Fit, Outputs, Training, combine, ensemble, fit, invert, sample, stats, train
from ._native import DiagractionError, __version__
from ._mixture import Mixture
from ._network import Network
from ._results import Cumulants, Result, Samples
from ._spins import (
    Couplings,
    SpinNetwork,
    SpinTraining,
    Symmetry,
    coarse,
    couplings,
    scan,
    symmetry,
    train_spins,
)
from ._theories import lattice_theory, random_network, random_theory, theory

__all__ = [
    "Action",
    "Check",
    "Comparison",
    "Couplings",
    "Cumulants",
    "DiagractionError",
    "DiagractionWarning",
    "Diagrams",
    "Fit",
    "Mixture",
    "Network",
    "Outputs",
    "Report",
    "Result",
    "Samples",
    "Score",
    "SpinNetwork",
    "SpinTraining",
    "Symmetry",
    "Term",
    "Training",
    "__version__",
    "check",
    "coarse",
    "combine",
    "compare",
    "contributions",
    "correlators",
    "couplings",
    "ensemble",
    "expand",
    "feynman",
    "fit",
    "flow",
    "invert",
    "lattice_theory",
    "modes",
    "random_network",
    "random_theory",
    "report",
    "reweight",
    "sample",
    "scan",
    "score",
    "show",
    "stats",
    "symmetry",
    "theory",
    "train",
    "train_spins",
]
