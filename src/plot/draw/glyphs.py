"""Writes glyphs.txt: the outlines of the letters of a picture in pixels, from a TrueType font (python3 glyphs.py DejaVuSans.ttf)."""

import sys
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x2010, 0x2026), (0x2070, 0x209C),
    (0x2190, 0x2194), (0x2200, 0x222B), (0x2248, 0x2248), (0x2260, 0x2265), (0x2282, 0x2287),
    (0x2295, 0x2297), (0x22C5, 0x22C6), (0x22EF, 0x22EF), (0x2308, 0x230B), (0x27E8, 0x27EB),
    (0xFFFD, 0xFFFD),
]
EXTRA = "ᵀᵢᵖ●○◉½¼"


class Outline(BasePen):
    """Moves, lines and quadratic curves, one letter each."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.path = []

    def add(self, letter, *points):
        self.path.append(letter + " ".join(f"{x:g} {y:g}" for x, y in points))

    def _moveTo(self, point):
        self.add("M", point)

    def _lineTo(self, point):
        self.add("L", point)

    def _qCurveToOne(self, control, point):
        self.add("Q", control, point)

    def _closePath(self):
        self.add("Z")


def main(path):
    font = TTFont(path)
    glyphs, known = font.getGlyphSet(), font.getBestCmap()
    rights = str(next(name for name in font["name"].names if name.nameID == 13))
    lines = ["# The outlines of letters of DejaVu Sans. A line is a code point, the advance and the outline,"]
    lines += [f"# in units of which an em has {font['head'].unitsPerEm}; y points up. The rights of the font:", "#"]
    lines += [f"# {line}".rstrip() for line in rights.splitlines()]
    codes = {code for low, high in RANGES for code in range(low, high + 1)} | set(map(ord, EXTRA))
    for code in sorted(codes & known.keys()):
        pen = Outline(glyphs)
        glyphs[known[code]].draw(pen)
        lines.append(f"{code:04X} {glyphs[known[code]].width} {''.join(pen.path)}".rstrip())
    Path(__file__).with_name("glyphs.txt").write_text("\n".join(lines) + "\n")


main(sys.argv[1])
