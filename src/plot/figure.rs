//! What a figure shows, as plain data. Nothing here knows how it is drawn.

use ndarray::Array2;

use crate::Lattice;

/// A figure of one column of a journal, 85 mm wide, made of panels that fill its rows from left to right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// A line above all panels, and the title for screen readers; may be empty.
    pub title: String,
    /// What is to be seen, in a sentence or two. It is not drawn: screen readers read it.
    pub description: String,
    /// Small print below all panels; may be empty.
    pub note: String,
    /// The panels, in reading order.
    pub panels: Vec<Panel>,
}

/// One panel of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// A few words above the panel; may be empty.
    pub title: String,
    /// How much of a row it takes.
    pub width: Width,
    /// What it shows.
    pub content: Content,
}

impl Panel {
    /// A panel that takes half of a row.
    pub fn half(title: impl Into<String>, content: impl Into<Content>) -> Panel {
        Panel { title: title.into(), width: Width::Half, content: content.into() }
    }

    /// A panel that takes a row.
    pub fn full(title: impl Into<String>, content: impl Into<Content>) -> Panel {
        Panel { title: title.into(), width: Width::Full, content: content.into() }
    }
}

/// How much of a row a panel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Half of it.
    Half,
    /// All of it.
    Full,
}

/// The kinds of panels.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// One quantity over another that it should equal.
    Scatter(Scatter),
    /// Values of groups side by side, with their targets.
    Distributions(Distributions),
    /// The same, each group on an axis of its own.
    Separate(Separate),
    /// A matrix in colours.
    HeatMap(HeatMap),
    /// Fields and couplings on their lattice.
    Couplings(Couplings),
    /// Functions of one variable.
    Curves(Curves),
}

macro_rules! content {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Content {
            fn from(content: $kind) -> Content {
                Content::$kind(content)
            }
        })*
    };
}

content!(Scatter, Distributions, Separate, HeatMap, Couplings, Curves);

/// Points over a common range of both axes, with the diagonal y = x marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// What x is.
    pub x: String,
    /// What y is.
    pub y: String,
    /// Points by group; a group has the same colour and marker in all panels of a figure.
    pub groups: Vec<Points>,
}

/// The points of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// The name of the group.
    pub label: String,
    /// Its points.
    pub points: Vec<Point>,
}

/// A point with its standard errors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// The first coordinate.
    pub x: f64,
    /// The second coordinate.
    pub y: f64,
    /// The standard error of x; zero draws no bar.
    pub x_error: f64,
    /// The standard error of y; zero draws no bar.
    pub y_error: f64,
}

impl Point {
    /// A point without errors.
    pub fn new(x: f64, y: f64) -> Point {
        Point { x, y, x_error: 0.0, y_error: 0.0 }
    }
}

/// Values of groups side by side. A bar marks the mean of each group, black crosses its targets.
#[derive(Clone, Debug, PartialEq)]
pub struct Distributions {
    /// What the values are.
    pub y: String,
    /// The groups, from left to right.
    pub groups: Vec<Distribution>,
}

/// Values of groups side by side, each on an axis of its own: groups of small values are seen beside groups of large ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Separate(pub Distributions);

/// The values of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// The name of the group.
    pub label: String,
    /// Its values.
    pub values: Vec<f64>,
    /// What they should be: one number for all, or several.
    pub targets: Vec<f64>,
}

/// A matrix in colours: zero is white, negative entries are blue and positive ones red, the larger the darker. Entries of
/// one sign that all are far from zero have a scale between the smallest and the largest of them. The colour bar spans
/// the entries that occur. The first row is at the top.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// What the columns are.
    pub x: String,
    /// What the rows are.
    pub y: String,
    /// What the entries are; it stands at the colour bar.
    pub value: String,
    /// The matrix.
    pub matrix: Array2<f64>,
    /// Whether the diagonal is drawn in greys, with a bar of its own.
    pub diagonal_apart: bool,
}

/// Numbers on the sites and bonds of a lattice, in colours as in [`HeatMap`]. Bonds are thick where their number is
/// large. A bond across a periodic boundary is drawn as two halves.
#[derive(Clone, Debug, PartialEq)]
pub struct Couplings {
    /// The lattice. A cubic one is shown layer by layer.
    pub lattice: Lattice,
    /// What the numbers on the sites are.
    pub site: String,
    /// One number a site.
    pub sites: Vec<f64>,
    /// What the numbers on the bonds are.
    pub bond: String,
    /// One number a bond, in the order of [`Lattice::bonds`].
    pub bonds: Vec<f64>,
}

/// Functions of one variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The curves.
    pub series: Vec<Curve>,
}

/// The label and scale of an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// What the axis shows.
    pub label: String,
    /// How it is divided.
    pub scale: Scale,
}

impl Axis {
    /// A linear axis.
    pub fn linear(label: impl Into<String>) -> Axis {
        Axis { label: label.into(), scale: Scale::Linear }
    }

    /// A logarithmic axis.
    pub fn log(label: impl Into<String>) -> Axis {
        Axis { label: label.into(), scale: Scale::Log }
    }
}

/// How an axis is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    Linear,
    /// By powers of ten; numbers are positive.
    Log,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its name in the legend.
    pub label: String,
    /// How it is drawn.
    pub look: Look,
    /// Its points, in the order in which they are joined.
    pub points: Vec<Point>,
    /// A shaded band: the lowest and highest y at each point; empty for none.
    pub band: Vec<(f64, f64)>,
}

impl Curve {
    /// A curve without a band.
    pub fn new(label: impl Into<String>, look: Look, points: Vec<Point>) -> Curve {
        Curve { label: label.into(), look, points, band: Vec::new() }
    }
}

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A line with markers.
    Marked,
    /// A line alone, for many points.
    Line,
    /// A thin dashed grey line, for a target or an expected slope.
    Guide,
}
