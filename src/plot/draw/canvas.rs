//! The surface that is drawn on. The only place that knows the drawing library.

use kuva::backend::raster::RasterBackend;
use kuva::backend::svg::SvgBackend;
use kuva::render::color::Color;
use kuva::render::render::{PathData, Primitive, Scene, TextAnchor};

use super::style::{Colour, FONTS, INK};
use crate::text::visible;

/// A place on the canvas; y points down.
pub(super) type Place = (f64, f64);

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub(super) colour: Colour,
    pub(super) width: f64,
    pub(super) dash: Option<&'static [f64]>,
}

impl Stroke {
    pub(super) fn solid(colour: Colour, width: f64) -> Stroke {
        Stroke { colour, width, dash: None }
    }
}

/// Which part of a text is at its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

pub(super) struct Canvas(Scene);

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Canvas {
        let mut scene = Scene::new(width, height);
        scene.font_family = Some(FONTS.to_string());
        scene.text_color = Some("#1a1a1a".to_string());
        Canvas(scene)
    }

    pub(super) fn line(&mut self, from: Place, to: Place, stroke: Stroke) {
        self.polyline(vec![from, to], stroke);
    }

    pub(super) fn polyline(&mut self, points: Vec<Place>, stroke: Stroke) {
        // Both backends cut lines into dashes, but not to the same scale.
        let parts = stroke.dash.map_or_else(|| vec![points.clone()], |dash| dashes(&points, dash));
        self.stroked(parts.iter().map(|part| outline(part)).collect(), stroke);
    }

    /// Many lines of one look.
    pub(super) fn segments(&mut self, ends: &[[Place; 2]], stroke: Stroke) {
        self.stroked(ends.iter().map(|ends| outline(ends)).collect(), stroke);
    }

    fn stroked(&mut self, d: String, stroke: Stroke) {
        let path = PathData {
            d,
            fill: None,
            stroke: colour(stroke.colour),
            stroke_width: stroke.width,
            opacity: None,
            stroke_dasharray: None,
        };
        self.0.add(Primitive::Path(Box::new(path)));
    }

    /// Filled areas with a common colour, each bounded by its corners.
    pub(super) fn areas(&mut self, areas: &[Vec<Place>], fill: Colour, opacity: f64) {
        let d = areas.iter().map(|area| outline(area) + "Z").collect();
        let path = PathData {
            d,
            fill: Some(colour(fill)),
            stroke: Color::None,
            stroke_width: 0.0,
            opacity: Some(opacity),
            stroke_dasharray: None,
        };
        self.0.add(Primitive::Path(Box::new(path)));
    }

    pub(super) fn discs(&mut self, centres: &[Place], radius: f64, fill: Colour, opacity: f64) {
        self.0.add(Primitive::CircleBatch {
            cx: centres.iter().map(|centre| centre.0).collect(),
            cy: centres.iter().map(|centre| centre.1).collect(),
            r: radius,
            fill: colour(fill),
            fill_opacity: Some(opacity),
            stroke: None,
            stroke_width: None,
        });
    }

    /// A disc with an outline.
    pub(super) fn ring(&mut self, centre: Place, radius: f64, fill: Colour) {
        self.0.add(Primitive::Circle {
            cx: centre.0,
            cy: centre.1,
            r: radius,
            fill: colour(fill),
            fill_opacity: None,
            stroke: Some(colour(INK)),
            stroke_width: Some(0.6),
        });
    }

    /// A filled rectangle.
    pub(super) fn block(&mut self, corner: Place, size: (f64, f64), fill: Colour) {
        self.0.add(Primitive::Rect {
            x: corner.0,
            y: corner.1,
            width: size.0,
            height: size.1,
            fill: colour(fill),
            stroke: None,
            stroke_width: None,
            opacity: None,
        });
    }

    pub(super) fn text(&mut self, at: Place, text: &str, size: u32, anchor: Anchor) {
        self.any_text(at, text, size, anchor, None, INK);
    }

    /// A text that runs upwards, centred at its place.
    pub(super) fn upward(&mut self, at: Place, text: &str, size: u32) {
        self.any_text(at, text, size, Anchor::Middle, Some(-90.0), INK);
    }

    fn any_text(
        &mut self,
        at: Place,
        text: &str,
        size: u32,
        anchor: Anchor,
        rotate: Option<f64>,
        ink: Colour,
    ) {
        if text.is_empty() {
            return;
        }
        self.0.add(Primitive::Text {
            x: at.0,
            y: at.1,
            // The library reads what stands between two dollars as a formula.
            content: text.replace('$', "\\$"),
            size,
            anchor: match anchor {
                Anchor::Start => TextAnchor::Start,
                Anchor::Middle => TextAnchor::Middle,
                Anchor::End => TextAnchor::End,
            },
            rotate,
            bold: false,
            color: Some(colour(ink)),
        });
    }

    /// The drawing as SVG, with a title and a description for screen readers.
    pub(super) fn svg(&self, title: &str, description: &str) -> String {
        let svg = SvgBackend::new().with_pretty(true).render_scene(&self.0);
        let (head, rest) = svg.split_once('>').unwrap_or((&svg, ""));
        let (width, height) = (self.0.width, self.0.height);
        let element = |name: &str, text: &str| match text.is_empty() {
            true => String::new(),
            false => format!("\n  <{name}>{}</{name}>", escaped(text)),
        };
        let (title, description) = (element("title", title), element("desc", description));
        let svg =
            format!("{head} viewBox=\"0 0 {width} {height}\" role=\"img\">{title}{description}{rest}\n");
        // XML has no place for control characters.
        visible(&svg).into_owned()
    }

    /// The drawing as PNG, with `scale` pixels a unit.
    pub(super) fn png(&self, scale: f32) -> Result<Vec<u8>, String> {
        RasterBackend::new().with_scale(scale).render_scene(&self.0)
    }
}

fn colour(Colour(r, g, b): Colour) -> Color {
    Color::Rgb(r, g, b)
}

fn outline(corners: &[Place]) -> String {
    let mut path = String::new();
    for (place, &(x, y)) in corners.iter().enumerate() {
        path.push(if place == 0 { 'M' } else { 'L' });
        path.push_str(&format!("{} {}", rounded(x), rounded(y)));
    }
    path
}

/// A coordinate to a hundredth of a unit, which cannot be seen.
fn rounded(coordinate: f64) -> String {
    let text = format!("{coordinate:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_string() } else { short.to_string() }
}

/// The dashes along a line: lengths of dashes and gaps in turn.
fn dashes(points: &[Place], pattern: &[f64]) -> Vec<Vec<Place>> {
    let mut dashes = Vec::new();
    let (mut part, mut left) = (0, pattern[0]);
    let mut dash: Vec<Place> = points.first().copied().into_iter().collect();
    for ends in points.windows(2) {
        let ((x, y), (x2, y2)) = (ends[0], ends[1]);
        let length = (x2 - x).hypot(y2 - y);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let place = (x + (x2 - x) * done / length, y + (y2 - y) * done / length);
            dash.push(place);
            if part % 2 == 0 {
                dashes.push(std::mem::take(&mut dash));
            }
            dash = vec![place];
            part = (part + 1) % pattern.len();
            left = pattern[part];
        }
        left -= length - done;
        dash.push((x2, y2));
    }
    if part % 2 == 0 {
        dashes.push(dash);
    }
    dashes
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
