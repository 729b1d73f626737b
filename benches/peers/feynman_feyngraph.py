"""All topologies of one order of loops with their symmetry factors, by FeynGraph."""

import json
import sys
from fractions import Fraction

from feyngraph.topology import TopologyGenerator, TopologyModel

points, loops, ranks = int(sys.argv[1]), int(sys.argv[2]), [int(rank) for rank in sys.argv[3].split(",")]
topologies = TopologyGenerator(points, loops, TopologyModel(ranks)).generate()
total = sum(Fraction(1, topologies[i].symmetry_factor()) for i in range(len(topologies)))
print(json.dumps({"diagrams": len(topologies), "sum": str(total)}))
