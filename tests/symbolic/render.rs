//! Every backend on one small corpus, all stored answers side by side.

use diagraction::diagram::{Arena, Stage};
use diagraction::notation::{self, Charset, Sum};
use diagraction::render::{Format, Header, render};
use diagraction::rewrite::Expand;

/// A named sum of diagrams with the header that goes with it.
struct Case {
    name: &'static str,
    header: Header,
    sum: &'static str,
}

fn corpus() -> Vec<Case> {
    let case = |name, header, sum| Case { name, header, sum };
    vec![
        case("empty", Header::new(1), ""),
        case(
            "depth_one",
            Header::new(1),
            "Z() + lndet(W1) + lndet(W2) + Z(b2, b2) + 2 * Z(b2, W2.b1) + 2 * Z(b2, W2.W1.x)
             + 4 * Z(b2, W2.chi1(b1, W1.x)) + Z(W2.W1.x, W2.W1.x) + 2 * Z(b2, W2.chi1(W1.x, W1.x))
             + Z(W2.chi1(W1.x, W1.x), W2.chi1(W1.x, W1.x))",
        ),
        case(
            "nested",
            Header { max_chi: Some(4), min_rank: 3, max_rank: Some(6), ..Header::new(3) },
            "3/2 * Z(b4, W4.chi3(W3.chi2(W2.W1.x, W2.b1), W3.W2.W1.x))
             - 2 * Z(W4.W3.W2.chi1(W1.x, W1.x), W4.chi3(b3, W3.chi2(W2.W1.x, W2.W1.x)))
             - 1/3 * Z(W4.chi3(W3.chi2(W2.b1, W2.W1.x), W3.chi2(b2, W2.W1.x)), W4.chi3(W3.W2.W1.x, W3.chi2(W2.W1.x, W2.W1.x)))",
        ),
        case(
            "cubic",
            Header { arities: vec![2, 3], max_circles: Some(1), ..Header::new(1) },
            "2 * Z(b2, W2.chi3_1(W1.x, W1.x, W1.x)) + 6 * Z(W2.chi1(W1.x, W1.x), W2.chi3_1(b1, W1.x, W1.x))",
        ),
        case(
            "update",
            Header { at: Stage::B(2), ..Header::new(3) },
            "A3(h2) + A3(h2, h2) + A3(chi2(h2, h2)) + 2 * A3(chi2(h2, h2), h2) + A3(h2, h2, h2)
             + 3 * A3(chi2(h2, h2), h2, h2) + A3(h2, h2, h2, h2)",
        ),
        case(
            "stage",
            Header { at: Stage::A(2), ..Header::new(3) },
            "lndet(W2) + B2(b2, b2, b2) + 3 * B2(b2, b2, W2.x2) + 3 * B2(b2, W2.x2, W2.x2) + B2(W2.x2, W2.x2, W2.x2)",
        ),
        case(
            "dressed",
            Header { dressed: true, arities: vec![2, 3], ..Header::new(11) },
            "Z(C12, C12) + 2 * Z(C12, W12.D11.W11.D10.W10.D9.W9.chi8(W8.D7.W7.x7, W8.D7.W7.x7))
             + 12 * Z(W12.D11.W11.D10.W10.x10, W12.chi3_11(C11, W11.D10.W10.x10, W11.chi10(W10.x10, W10.x10)))",
        ),
        case(
            "deep",
            Header { max_chi: Some(1), ..Header::new(11) },
            "Z(b12, W12.W11.W10.W9.b8) + 2 * Z(b12, W12.W11.W10.W9.W8.W7.W6.W5.W4.W3.W2.W1.x)
             + 2 * Z(W12.W11.W10.b9, W12.W11.W10.W9.W8.W7.chi6(b6, W6.W5.W4.W3.W2.W1.x))",
        ),
    ]
}

fn read(text: &str, arena: &mut Arena) -> Sum {
    if text.is_empty() { Sum::default() } else { notation::read(text, arena).expect("notation") }
}

fn rendered(format: Format, charset: Charset, header: &Header, arena: &Arena, sum: &Sum) -> String {
    let mut out = Vec::new();
    let mut backend = format.backend(charset);
    render(backend.as_mut(), header, &mut out, |sheet| {
        sum.constants.iter().try_for_each(|(_, constant)| sheet.constant(*constant))?;
        sum.terms.iter().try_for_each(|term| sheet.term(arena, term))
    })
    .map_err(|error: std::io::Error| error)
    .expect("a Vec takes everything");
    String::from_utf8(out).expect("UTF-8")
}

/// All formats of a sum, one after the other.
fn side_by_side(header: &Header, text: &str) -> String {
    let mut arena = Arena::new();
    let sum = read(text, &mut arena);
    let mut page = String::new();
    for format in Format::ALL {
        let charsets: &[Charset] = match format {
            Format::Text | Format::Tree => &[Charset::Ascii, Charset::Unicode],
            _ => &[Charset::Ascii],
        };
        for &charset in charsets {
            page += &format!("──── {format:?} {charset:?}\n");
            page += &rendered(format, charset, header, &arena, &sum);
        }
    }
    page
}

#[test]
fn every_backend_gives_the_stored_answer() {
    for case in corpus() {
        insta::assert_snapshot!(case.name, side_by_side(&case.header, case.sum));
    }
}

#[test]
fn text_reads_back() {
    for case in corpus().iter().filter(|case| !case.sum.is_empty()) {
        let mut arena = Arena::new();
        let sum = read(case.sum, &mut arena);
        for charset in [Charset::Ascii, Charset::Unicode] {
            let text = rendered(Format::Text, charset, &case.header, &arena, &sum);
            assert_eq!(read(&text, &mut arena), sum, "{text}");
        }
    }
}

#[test]
fn json_is_json_and_keeps_everything() {
    for case in corpus() {
        let mut arena = Arena::new();
        let sum = read(case.sum, &mut arena);
        let text = rendered(Format::Json, Charset::Ascii, &case.header, &arena, &sum);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["format"], "diagraction-expansion");
        assert_eq!(json["depth"], case.header.depth);
        assert_eq!(json["dressed"], case.header.dressed);
        assert_eq!(json["constants"].as_array().unwrap().len(), sum.constants.len());
        let terms = json["terms"].as_array().unwrap();
        assert_eq!(terms.len(), sum.terms.len());
        for (entry, term) in terms.iter().zip(&sum.terms) {
            let grade = term.grade(&arena);
            assert_eq!(entry["rank"], grade.rank);
            assert_eq!(entry["chi"], grade.chi);
            assert_eq!(entry["circles"], grade.circles);
            assert_eq!(entry["factor"], term.factor.to_string());
            let back = notation::read(entry["diagram"].as_str().unwrap(), &mut arena).unwrap();
            assert_eq!(back.terms[0].diagram, term.diagram);
        }
    }
}

#[test]
fn svg_is_well_formed_and_inside_its_page() {
    for case in corpus() {
        let mut arena = Arena::new();
        let sum = read(case.sum, &mut arena);
        let svg = rendered(Format::Svg, Charset::Unicode, &case.header, &arena, &sum);
        assert_well_formed(&svg);
        assert_eq!(svg.matches("<g transform=\"translate(").count() > 0, !case.sum.is_empty());
        let size = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
        let height: f64 = size.split(' ').nth(1).unwrap().parse().unwrap();
        for row in svg.split("translate(0 ").skip(1) {
            let axis: f64 = row.split(')').next().unwrap().parse().unwrap();
            assert!(axis < height);
        }
    }
}

/// Tags are closed in order, and attributes are quoted.
fn assert_well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("every tag ends");
        assert!(!text.contains('>') || open.last() == Some(&"style"), "stray '>' in {text:?}");
        assert!(!text.contains('&') && tag.matches('"').count() % 2 == 0, "{tag:?}");
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).expect("a tag has a name");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} is not closed");
}

#[test]
fn a_backend_can_be_used_again() {
    let expansion = Expand::new(1).generate().unwrap();
    for format in Format::ALL {
        let mut backend = format.backend(Charset::Unicode);
        let mut write = || {
            let mut out = Vec::new();
            render(backend.as_mut(), &Header::new(1), &mut out, |sheet| {
                expansion.constants().into_iter().try_for_each(|constant| sheet.constant(constant))?;
                expansion.terms().try_for_each(|term| sheet.term(expansion.arena(), &term))
            })
            .map_err(|error: std::io::Error| error)
            .unwrap();
            out
        };
        assert_eq!(write(), write(), "{format:?}");
    }
}

#[test]
fn a_thousand_layers_are_no_problem() {
    let mut arena = Arena::new();
    let mut leg = arena.open(Stage::A(1));
    for layer in 1..=1001 {
        leg = arena.line(layer, leg);
    }
    let circle = arena.circle(1001);
    let term = diagraction::diagram::Term::unit(diagraction::diagram::Diagram::latent(&arena, circle, leg));
    let sum = Sum { terms: vec![term], constants: Vec::new() };
    for format in Format::ALL {
        let text = rendered(format, Charset::Unicode, &Header::new(1000), &arena, &sum);
        assert!(text.len() < 40_000, "{format:?}");
    }
}

#[test]
fn a_failing_source_and_a_failing_writer_are_reported() {
    let mut backend = Format::Json.backend(Charset::Ascii);
    let result = render(backend.as_mut(), &Header::new(1), &mut Vec::new(), |_| {
        Err(std::io::Error::other("cancelled"))
    });
    assert_eq!(result.unwrap_err().to_string(), "cancelled");
    let mut full: &mut [u8] = &mut [0; 4];
    let result = render(backend.as_mut(), &Header::new(1), &mut full, |_| Ok::<(), std::io::Error>(()));
    assert_eq!(result.unwrap_err().kind(), std::io::ErrorKind::WriteZero);
}
