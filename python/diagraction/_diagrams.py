"""Diagrams: of the action of a network, of its cumulants, and Feynman diagrams of any action."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ._command import run, words

#: More diagrams than this are not drawn unasked.
_DRAWN = 60


@dataclass(frozen=True)
class Term:
    """A diagram with its factor."""

    factor: Fraction
    #: In the notation that ``evaluate --diagram`` reads.
    diagram: str
    #: What else its JSON says: rank, chi and circles, or loops, vertices and lines.
    grades: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.factor} * {self.diagram}"


class Diagrams(Sequence[Term]):
    """Diagrams with their factors; drawn in Jupyter. Other formats than JSON are made when they are asked for."""

    def __init__(self, line: list[str]) -> None:
        self._line = line
        #: The document of the command, byte for byte.
        self.json = self.format("json")
        document = json.loads(self.json)
        self._terms = [_term(term) for term in document["terms"]]

    def format(self, name: str) -> str:
        """As text, tree, latex, dot, svg or json."""
        return run([*self._line, "--format", name])[1]

    def __len__(self) -> int:
        return len(self._terms)

    def __getitem__(self, place: Any) -> Any:
        return self._terms[place]

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms)

    def __str__(self) -> str:
        return self.format("text").rstrip("\n")

    def __repr__(self) -> str:
        return f"<{len(self)} diagrams of diagraction {' '.join(self._line)}>"

    def _repr_svg_(self) -> str | None:
        return self.format("svg") if 0 < len(self) <= _DRAWN else None

    def _repr_latex_(self) -> str | None:
        return f"${self.to_latex()}$" if 0 < len(self) <= _DRAWN else None

    def to_latex(self) -> str:
        """The sum in the notation of the text, as a formula."""
        return " + ".join(_formula(term) for term in self).replace("+ -", "- ")


def _term(term: dict[str, Any]) -> Term:
    grades = {key: value for key, value in term.items() if key not in ("factor", "diagram")}
    return Term(Fraction(term["factor"]), term["diagram"], grades)


def _formula(term: Term) -> str:
    def named(found: re.Match[str]) -> str:
        name = {"chi": r"\chi", "b": "b"}.get(found[1], found[1])
        return f"{name}_{{{found[2]}}}"

    diagram = re.sub(r"\b(chi|[A-Zb])(\d+)", named, term.diagram).replace(".", r" ")
    size = abs(term.factor)
    factor = str(size) if size.denominator == 1 else rf"\tfrac{{{size.numerator}}}{{{size.denominator}}}"
    sign = "-" if term.factor < 0 else ""
    return f"{sign}{'' if size == 1 else factor + chr(92) + ', '}{diagram}"


def expand(
    depth: int,
    rank: int | tuple[int, int] | None = None,
    *,
    max_chi: int | None = None,
    max_circles: int | None = None,
    dressed: bool = False,
    correlator: int | None = None,
    loops: int | None = None,
    limit: int | None = None,
) -> Diagrams:
    """The diagrams of the coefficients A^(rank) of a network, or with ``correlator=n`` those of its cumulants.

    >>> import diagraction as dg
    >>> print(dg.expand(depth=1, rank=3)[0])
    2 * Z(W2.chi1(W1.x, W1.x), W2.W1.x)
    """
    options = words(
        rank=rank, max_chi=max_chi, max_circles=max_circles, dressed=dressed, limit=limit,
        correlator=correlator, loops=loops,
    )  # fmt: skip
    return Diagrams(["expand", *words(depth=depth), *options])


def feynman(
    points: int,
    loops: int | tuple[int, int],
    ranks: Sequence[int] | None = None,
    *,
    dressed: bool = False,
    one_particle_irreducible: bool = False,
    self_energy: bool = False,
    no_tadpoles: bool = False,
    unlabelled: bool = False,
    limit: int | None = None,
) -> Diagrams:
    """Connected Feynman diagrams with ``points`` external legs, of vertices of the given ranks.

    >>> import diagraction as dg
    >>> [str(term) for term in dg.feynman(points=2, loops=1, ranks=[4])]
    ['1/2 * V4(1,2,a,a)']
    """
    options = words(
        points=points, loops=loops, ranks=list(ranks) if ranks is not None else None, dressed=dressed,
        one_particle_irreducible=one_particle_irreducible, self_energy=self_energy, no_tadpoles=no_tadpoles,
        unlabelled=unlabelled, limit=limit,
    )  # fmt: skip
    return Diagrams(["feynman", *options])
