//! Which leg ends where, and the best of several starts.

use super::energy::{Joint, Springs};
use super::scene::{Drawing, Point, Stroke};
use crate::feynman::graph::Graph;
use crate::feynman::matrix::Matrix;

/// The radius of a self-loop.
const LOOP: f64 = 0.3;
/// The distance of the ends of neighbouring legs.
const LEG_DISTANCE: f64 = 1.6;
/// Starts for each order of the legs, orders of the legs that are tried, and starts that are enough where nothing crosses.
const STARTS: u64 = 12;
const ORDERS: usize = 24;
const ENOUGH: u64 = 6;
/// The most steps downhill.
const ROUNDS: usize = 800;
/// How far the outermost of parallel lines bend, in lengths, and at what angle self-loops leave their vertex: half circles and
/// circles first, then narrower ones for crowded places.
const BENDS: [(f64, f64); 7] =
    [(0.5, 90.0), (0.34, 90.0), (0.22, 90.0), (0.42, 70.0), (0.34, 55.0), (0.22, 35.0), (0.12, 30.0)];

pub(super) fn draw(graph: &Graph) -> Drawing {
    let springs = springs(graph);
    let mut best: Option<(usize, f64, Drawing)> = None;
    let orders = orders(graph.points());
    for (order, start) in orders.iter().flat_map(|order| (0..STARTS).map(move |start| (order, start))) {
        if start % ENOUGH == 0 && best.as_ref().is_some_and(|(crossings, ..)| *crossings == 0) {
            break;
        }
        let mut places = begin(graph, &springs, order, start);
        let energy = springs.relax(&mut places, ROUNDS, start % 2 == 0);
        if graph.points() == 0 {
            level(&mut places);
        }
        // What hangs on the axis goes up.
        if !springs.on_axis.is_empty() && places.iter().map(|place| place.y).sum::<f64>() > 0.0 {
            places.iter_mut().for_each(|place| place.y = -place.y);
        }
        for (number, &bends) in BENDS.iter().enumerate() {
            let drawing = strokes(graph, &springs, &places, bends);
            let (crossings, energy) = (drawing.crossings(), energy + 0.3 * number as f64);
            // Equal up to rounding: the first one stays.
            let is_better =
                |(c, e, _): &(usize, f64, _)| crossings < *c || crossings == *c && energy < e - 1e-3;
            if best.as_ref().is_none_or(is_better) {
                best = Some((crossings, energy, drawing));
            }
            if crossings == 0 {
                break;
            }
        }
    }
    best.map_or(Drawing { vertices: vec![], legs: vec![], strokes: vec![] }, |(.., drawing)| drawing)
}

/// Free nodes are the vertices and the centres of self-loops; pinned ones are the ends of the legs.
fn springs(graph: &Graph) -> Springs {
    let mut springs = Springs { free: graph.vertices(), ..Springs::default() };
    let join = |springs: &mut Springs, ends, length, strength, several| {
        springs.joints.push(Joint { ends, length, strength, several });
    };
    for (u, v, lines) in graph.joined() {
        if u == v {
            for _ in 0..lines {
                let centre = springs.free;
                join(&mut springs, [u, centre], LOOP, 3.0, false);
                springs.free += 1;
            }
        } else {
            join(&mut springs, [u, v], 1.0, 1.0, lines > 1);
        }
    }
    for (leg, vertex) in graph.legs().enumerate() {
        let end = springs.free + leg;
        join(&mut springs, [vertex, end], 0.9, 0.3, false);
    }
    if let (1 | 2, Some(first), Some(last)) = (graph.points(), graph.legs().next(), graph.legs().last()) {
        // What every way from one leg to the other passes belongs on the axis.
        let matrix = graph.matrix();
        let passes_by = |v: usize| matrix.waves(1 << first, !(1 << v)).any(|set| set >> last & 1 == 1);
        let on_axis = |&v: &usize| v == first || v == last || !passes_by(v);
        springs.on_axis = (0..graph.vertices()).filter(on_axis).collect();
        springs.on_axis.sort_by_key(|&v| distance(&matrix, first, v));
    }
    springs
}

/// Orders of the legs, the first half of which end at the left from top to bottom, the others at the right. Those that keep low
/// labels at the left come first.
fn orders(points: usize) -> Vec<Vec<usize>> {
    // Two legs lie on one line, whichever comes first.
    if !(3..=6).contains(&points) {
        return vec![(0..points).collect()];
    }
    let mut orders = vec![Vec::new()];
    for leg in 0..points {
        let longer = |order: &Vec<usize>| {
            let insert = |at| [&order[..at], &[leg], &order[at..]].concat();
            (0..=order.len()).map(insert).collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    let left = points / 2;
    orders.sort_by_key(|order| {
        let crossed = order[..left].iter().filter(|&&leg| leg >= left).count();
        (crossed, order.clone())
    });
    orders.truncate(ORDERS);
    orders
}

/// The horizontal distance of the ends of the legs: as much as the lines between them take.
fn width(graph: &Graph, order: &[usize]) -> f64 {
    let legs: Vec<usize> = graph.legs().collect();
    if legs.is_empty() {
        return 1.5;
    }
    let (left, right) = order.split_at(order.len() / 2);
    let matrix = graph.matrix();
    let pairs = left.iter().flat_map(|&l| right.iter().map(move |&r| (l, r)));
    let far = pairs.map(|(l, r)| distance(&matrix, legs[l], legs[r])).max();
    2.2 + 1.2 * far.unwrap_or(0) as f64
}

/// The least number of lines from one vertex to another.
fn distance(matrix: &Matrix, from: usize, to: usize) -> usize {
    matrix.waves(1 << from, u16::MAX).take_while(|set| set >> to & 1 == 0).count()
}

/// Free nodes around a circle in an order that depends on the start, legs at their ends.
fn begin(graph: &Graph, springs: &Springs, order: &[usize], start: u64) -> Vec<Point> {
    let mut state = start.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / (1u64 << 24) as f64 - 0.5
    };
    let spread = 0.8 + 0.25 * graph.vertices() as f64;
    // Some starts have what has no legs above the legs, some below.
    let shift = [0.0, 0.0, -1.5, 1.5][start as usize % 4];
    let shift = |node| if graph.legs().any(|vertex| vertex == node) { 0.0 } else { shift };
    let mut places: Vec<Point> = (0..springs.free)
        .map(|node| Point::new(spread * random(), spread * random() + shift(node)))
        .collect();
    let mut ends = vec![Point::default(); order.len()];
    let (left, half) = (order.len() / 2, width(graph, order) / 2.0);
    for (side, legs) in [(-1.0, &order[..left]), (1.0, &order[left..])] {
        // A single leg is drawn at the left.
        let side = if order.len() == 1 { -1.0 } else { side };
        for (at, &leg) in legs.iter().enumerate() {
            let y = (at as f64 - (legs.len() as f64 - 1.0) / 2.0) * LEG_DISTANCE;
            ends[leg] = Point::new(side * half, y);
        }
    }
    places.extend(ends);
    // Along a line nodes cannot pass one another.
    for (at, &node) in springs.on_axis.iter().enumerate() {
        places[node] = Point::new(at as f64 - (springs.on_axis.len() as f64 - 1.0) / 2.0, 0.0);
    }
    places
}

/// Turns a drawing without legs until its longest axis is level.
fn level(places: &mut [Point]) {
    let n = places.len() as f64;
    let (x, y) = places.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x / n, y + p.y / n));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for place in &mut *places {
        *place = place.minus(Point::new(x, y));
        (xx, xy, yy) = (xx + place.x * place.x, xy + place.x * place.y, yy + place.y * place.y);
    }
    let (sin, cos) = (-0.5 * (2.0 * xy).atan2(xx - yy)).sin_cos();
    places.iter_mut().for_each(|p| *p = Point::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos));
}

/// Where a self-loop goes from its vertex: straight on where a single line leads there.
fn away(springs: &Springs, places: &[Point], vertex: usize, centre: usize) -> Point {
    let mut others = springs
        .joints
        .iter()
        .map(|joint| joint.ends)
        .filter(|ends| ends.contains(&vertex) && ends[1] != centre);
    match (others.next(), others.next()) {
        (Some([u, v]), None) => places[vertex].minus(places[if u == vertex { v } else { u }]),
        _ => places[centre].minus(places[vertex]),
    }
}

/// The lines between the places.
fn strokes(graph: &Graph, springs: &Springs, places: &[Point], (bulge, angle): (f64, f64)) -> Drawing {
    let (vertices, legs) = (places[..graph.vertices()].to_vec(), places[springs.free..].to_vec());
    let mut strokes = Vec::new();
    let mut centre = graph.vertices();
    for (u, v, lines) in graph.joined() {
        for line in 0..lines {
            if u == v {
                let away = away(springs, places, u, centre);
                let tip = places[u].along(2.0 * LOOP / away.length().max(1e-9), away);
                strokes.push(Stroke::petal(places[u], tip, angle));
                centre += 1;
            } else {
                let bulge =
                    if lines == 1 { 0.0 } else { bulge * (2.0 * line as f64 / (lines as f64 - 1.0) - 1.0) };
                strokes.push(Stroke::arc(places[u], places[v], bulge));
            }
        }
    }
    strokes.extend(graph.legs().zip(&legs).map(|(vertex, &end)| Stroke::straight(places[vertex], end)));
    if let (0, &[from, to]) = (graph.vertices(), &legs[..]) {
        strokes.push(Stroke::straight(from, to));
    }
    Drawing { vertices, legs, strokes }
}
