//! A canvas as PDF: one page, vectors, letters as outlines.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, TextStr};

use super::canvas::{Canvas, Mark, OUTLINE, Place};
use super::glyphs::{self, Piece};
use super::style::{Colour, INK};

/// Points of a PDF in a unit of the canvas, 1/72 over 1/96 of an inch.
const POINTS: f32 = 0.75;

/// The control points of four Bezier curves that make a circle of radius one.
const ROUND: f32 = 0.552_285;

/// The page as bytes, the same for the same canvas.
pub(super) fn written(canvas: &Canvas, title: &str) -> Vec<u8> {
    let [catalog, tree, page, contents, information] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut drawing = Drawing { content: Content::new(), opacities: Vec::new() };
    // Here y points down, as on the canvas.
    drawing.content.transform([POINTS, 0.0, 0.0, -POINTS, 0.0, POINTS * canvas.height as f32]);
    canvas.marks.iter().for_each(|mark| drawing.draw(mark));
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let states: Vec<(String, Ref)> = drawing
        .opacities
        .iter()
        .enumerate()
        .map(|(n, _)| (format!("g{n}"), Ref::new(6 + n as i32)))
        .collect();
    let mut sheet = pdf.page(page);
    let size = [canvas.width, canvas.height].map(|length| POINTS * length as f32);
    sheet.media_box(Rect::new(0.0, 0.0, size[0], size[1])).parent(tree).contents(contents);
    let mut resources = sheet.resources();
    let mut named = resources.ext_g_states();
    for (name, state) in &states {
        named.pair(Name(name.as_bytes()), state);
    }
    named.finish();
    resources.finish();
    sheet.finish();
    for (opacity, (_, state)) in drawing.opacities.iter().zip(&states) {
        pdf.ext_graphics(*state).non_stroking_alpha(*opacity as f32);
    }
    let drawn = drawing.content.finish();
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to a vector cannot fail.
    let _ = packed.write_all(&drawn);
    let packed = packed.finish().unwrap_or_default();
    pdf.stream(contents, &packed).filter(Filter::FlateDecode);
    pdf.document_info(information).title(TextStr(title));
    pdf.finish()
}

struct Drawing {
    content: Content,
    /// Those that occur, each once.
    opacities: Vec<f64>,
}

impl Drawing {
    fn draw(&mut self, mark: &Mark) {
        self.content.save_state();
        match mark {
            Mark::Lines { lines, colour, width } => {
                self.pen(*colour, *width);
                lines.iter().for_each(|line| self.corners(line));
                self.content.stroke();
            }
            Mark::Areas { areas, fill, opacity } => {
                self.ink(*fill, *opacity);
                for area in areas {
                    self.corners(area);
                    self.content.close_path();
                }
                self.content.fill_nonzero();
            }
            Mark::Discs { centres, radius, fill, opacity } => {
                self.ink(*fill, *opacity);
                // One by one, so that those that overlap are darker there.
                for centre in centres {
                    self.circle(*centre, *radius);
                    self.content.fill_nonzero();
                }
            }
            Mark::Ring { centre, radius, fill } => {
                self.ink(*fill, 1.0);
                self.pen(INK, OUTLINE);
                self.circle(*centre, *radius);
                self.content.fill_nonzero_and_stroke();
            }
            Mark::Block { corner: (x, y), size, fill } => {
                self.ink(*fill, 1.0);
                self.content.rect(*x as f32, *y as f32, size.0 as f32, size.1 as f32);
                self.content.fill_nonzero();
            }
            Mark::Text { at: (x, y), text, size, anchor, upward, colour } => {
                let (pieces, width) = glyphs::outline(text);
                let (left, size) = (anchor.left(width) * *size as f32, *size as f32);
                let (x, y) = (*x as f32, *y as f32);
                self.content.transform(match upward {
                    true => [0.0, -size, -size, 0.0, x, y - left],
                    false => [size, 0.0, 0.0, -size, x + left, y],
                });
                self.ink(*colour, 1.0);
                self.letters(&pieces);
                self.content.fill_nonzero();
            }
        }
        self.content.restore_state();
    }

    fn pen(&mut self, colour: Colour, width: f64) {
        let [r, g, b] = parts(colour);
        self.content.set_stroke_rgb(r, g, b).set_line_width(width as f32);
    }

    fn ink(&mut self, colour: Colour, opacity: f64) {
        let [r, g, b] = parts(colour);
        self.content.set_fill_rgb(r, g, b);
        if opacity < 1.0 {
            let known = self.opacities.iter().position(|known| *known == opacity);
            let place = known.unwrap_or_else(|| {
                self.opacities.push(opacity);
                self.opacities.len() - 1
            });
            self.content.set_parameters(Name(format!("g{place}").as_bytes()));
        }
    }

    fn corners(&mut self, corners: &[Place]) {
        for (place, &(x, y)) in corners.iter().enumerate() {
            match place {
                0 => self.content.move_to(x as f32, y as f32),
                _ => self.content.line_to(x as f32, y as f32),
            };
        }
    }

    fn circle(&mut self, (x, y): Place, radius: f64) {
        let (x, y, r) = (x as f32, y as f32, radius as f32);
        let c = ROUND * r;
        self.content.move_to(x + r, y);
        self.content.cubic_to(x + r, y + c, x + c, y + r, x, y + r);
        self.content.cubic_to(x - c, y + r, x - r, y + c, x - r, y);
        self.content.cubic_to(x - r, y - c, x - c, y - r, x, y - r);
        self.content.cubic_to(x + c, y - r, x + r, y - c, x + r, y);
        self.content.close_path();
    }

    /// A parabola is a cubic curve, too.
    fn letters(&mut self, pieces: &[Piece]) {
        let mut pen = (0.0, 0.0);
        for piece in pieces {
            match *piece {
                Piece::Move(x, y) => {
                    self.content.move_to(x, y);
                    pen = (x, y);
                }
                Piece::Line(x, y) => {
                    self.content.line_to(x, y);
                    pen = (x, y);
                }
                Piece::Curve([x, y, x2, y2]) => {
                    let towards = |a: f32, b: f32| a + 2.0 / 3.0 * (b - a);
                    let (first, second) =
                        ((towards(pen.0, x), towards(pen.1, y)), (towards(x2, x), towards(y2, y)));
                    self.content.cubic_to(first.0, first.1, second.0, second.1, x2, y2);
                    pen = (x2, y2);
                }
                Piece::Close => {
                    self.content.close_path();
                }
            }
        }
    }
}

fn parts(Colour(red, green, blue): Colour) -> [f32; 3] {
    [red, green, blue].map(|part| f32::from(part) / 255.0)
}
