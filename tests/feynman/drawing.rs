//! Crossings of drawings as drawn, and planarity by all rotations.

use diagraction::feynman::{Drawing, Family, Generate, Graph, Point, Sheet};
use diagraction::notation::Charset;
use diagraction::render::Format;

use crate::terms;

/// Whether the diagram can be drawn without a crossing with all legs at the outside: with the legs joined to one more
/// vertex, some cyclic order of the lines at each vertex has as many faces as the sphere demands.
fn is_planar(graph: &Graph) -> bool {
    let outside = graph.vertices();
    let mut ends: Vec<Vec<usize>> = vec![Vec::new(); outside + 1];
    let mut edges = 0;
    let mut join = |u: usize, v: usize| {
        ends[u].push(2 * edges);
        ends[v].push(2 * edges + 1);
        edges += 1;
    };
    for (u, v, lines) in graph.joined() {
        (0..lines).for_each(|_| join(u, v));
    }
    graph.legs().for_each(|vertex| join(vertex, outside));
    ends.retain(|ends| !ends.is_empty());
    let faces = 2 + edges - ends.len();
    rotations(&ends, 0, &mut vec![0; 2 * edges], &|next| {
        let mut seen = vec![false; next.len()];
        let mut found = 0;
        for start in 0..next.len() {
            found += usize::from(!seen[start]);
            let mut at = start;
            while !seen[at] {
                seen[at] = true;
                at = next[at ^ 1];
            }
        }
        found == faces
    })
}

/// Whether some choice of a cyclic order of the ends at every vertex passes.
fn rotations(
    ends: &[Vec<usize>],
    vertex: usize,
    next: &mut Vec<usize>,
    passes: &dyn Fn(&[usize]) -> bool,
) -> bool {
    let Some(here) = ends.get(vertex) else { return passes(next) };
    orders(here.len() - 1).into_iter().any(|order| {
        let ring: Vec<usize> = std::iter::once(0).chain(order.iter().map(|i| i + 1)).collect();
        (0..ring.len()).for_each(|i| next[here[ring[i]]] = here[ring[(i + 1) % ring.len()]]);
        rotations(ends, vertex + 1, next, passes)
    })
}

fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    let shorter = orders(n - 1);
    shorter
        .iter()
        .flat_map(|order| {
            (0..n).map(move |at| {
                let mut order = order.clone();
                order.insert(at, n - 1);
                order
            })
        })
        .collect()
}

/// Crossings of finely sampled lines that are not covered by the dot of their common vertex.
fn crossings(drawing: &Drawing) -> usize {
    let lines: Vec<Vec<Point>> = drawing.strokes.iter().map(|stroke| stroke.sampled(40)).collect();
    let near = |p: Point, q: Point, radius: f64| (p.x - q.x).hypot(p.y - q.y) < radius;
    let mut found = 0;
    for (i, a) in lines.iter().enumerate() {
        let ends = |line: &[Point]| [line[0], line[line.len() - 1]];
        for b in &lines[..i] {
            let common =
                |p: Point| [a, b].iter().all(|line| ends(line).iter().any(|&end| near(end, p, 0.09)));
            for s in a.windows(2) {
                found += b.windows(2).filter(|t| meet(s, t) && !common(s[0]) && !common(s[1])).count();
            }
        }
        let strangers = drawing.vertices.iter().filter(|&&v| ends(a).iter().all(|&end| !near(v, end, 1e-3)));
        found += strangers.filter(|&&v| a.iter().any(|&p| near(p, v, 0.05))).count();
    }
    found
}

fn meet(s: &[Point], t: &[Point]) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    side(s[0], s[1], t[0]) * side(s[0], s[1], t[1]) < 0.0
        && side(t[0], t[1], s[0]) * side(t[0], t[1], s[1]) < 0.0
}

fn check(request: &Generate) {
    let (mut planar, mut others) = (0, 0);
    for term in terms(request) {
        if !is_planar(&term.graph) {
            others += 1;
            continue;
        }
        planar += 1;
        let drawing = term.graph.draw();
        assert_eq!((crossings(&drawing), drawing.crossings()), (0, 0), "{:?}", term.graph);
    }
    // Not all diagrams are planar, and most of them are.
    assert!(planar > 4 * others, "{request:?}");
}

#[test]
fn planar_diagrams_have_no_crossing() {
    check(&Generate::new(0, 2..=3));
    check(&Generate::new(1, 1..=2));
    check(&Generate::new(2, 0..=2));
    check(&Generate::new(3, 0..=1));
    check(&Generate::new(3, 2..=2).ranks([3, 4]).unlabelled());
    check(&Generate::new(4, 0..=1));
}

#[test]
fn planar_diagrams_of_four_points_and_two_loops_have_no_crossing() {
    check(&Generate::new(4, 2..=2).ranks([3, 4]).unlabelled());
    check(&Generate::new(4, 2..=2).ranks([4]).family(Family::NoTadpoles));
}

/// A few diagrams in every format, as they were looked at.
#[test]
fn sheets() {
    let labelled = Generate::new(2, 0..=1).ranks([3, 4]);
    let vacuum = Generate::new(0, 2..=2).family(Family::OneParticleIrreducible);
    let unlabelled = Generate::new(4, 1..=1).ranks([4]).dressed().unlabelled();
    for (name, request) in [("labelled", labelled), ("vacuum", vacuum), ("unlabelled", unlabelled)] {
        let mut page = String::new();
        for format in Format::ALL {
            for charset in [Charset::Ascii, Charset::Unicode] {
                if charset == Charset::Ascii || matches!(format, Format::Text | Format::Tree) {
                    page += &format!("──── {format:?} {charset:?}\n{}", sheet(&request, format, charset));
                }
            }
        }
        insta::assert_snapshot!(name, page);
    }
}

fn sheet(request: &Generate, format: Format, charset: Charset) -> String {
    let mut sheet = Sheet::begin(format, charset, request, Vec::new()).unwrap();
    terms(request).iter().for_each(|term| sheet.term(term).unwrap());
    String::from_utf8(sheet.end().unwrap()).unwrap()
}

#[test]
fn json_is_json() {
    let request = Generate::new(2, 0..=2).ranks([3, 4]);
    let json: serde_json::Value =
        serde_json::from_str(&sheet(&request, Format::Json, Charset::Ascii)).unwrap();
    assert_eq!(json["terms"][0]["diagram"], "G(1,2)");
    assert_eq!(json["terms"].as_array().unwrap().len(), 33);
    let text = sheet(&request, Format::Text, Charset::Unicode);
    assert_eq!(diagraction::feynman::read(&text).unwrap().len(), 33);
}
