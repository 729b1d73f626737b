//! A figure in words, with its plots and numbers.

use std::path::Path;

use crate::plot;

use super::{Claim, Fault, Figure, Verdict, storage};

/// What a figure of the paper claims, what was measured, and the plots.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Page {
    pub(crate) figure: Figure,
    /// A title without the number of the figure.
    pub(crate) title: String,
    /// What was done, with sizes; one paragraph each.
    pub(crate) text: Vec<String>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) plots: Vec<Plot>,
    /// More numbers.
    pub(crate) tables: Vec<Table>,
    /// Where this differs from the paper, and why; one item each.
    pub(crate) differences: Vec<String>,
}

/// A plot of a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plot {
    /// A word for its files: `losses` of figure 9 is written to `fig9-losses.svg` and `fig9-losses.csv`.
    pub(crate) name: String,
    /// What is to be seen.
    pub(crate) caption: String,
    pub(crate) figure: plot::Figure,
}

/// Numbers in rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    /// What they are.
    pub(crate) title: String,
    /// The names of the columns.
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Plot {
    /// A plot with a caption.
    pub(crate) fn new(name: impl Into<String>, caption: impl Into<String>, figure: plot::Figure) -> Plot {
        Plot { name: name.into(), caption: caption.into(), figure }
    }

    /// A plot whose caption says to screen readers, too, what is to be seen.
    pub(crate) fn of_panels(
        name: impl Into<String>,
        caption: impl Into<String>,
        panels: Vec<plot::Panel>,
    ) -> Plot {
        let caption = caption.into();
        let figure = plot::Figure { description: caption.clone(), panels, ..plot::Figure::default() };
        Plot::new(name, caption, figure)
    }
}

impl Table {
    /// A table with as many cells in each row as there are columns.
    pub(crate) fn new(
        title: impl Into<String>,
        header: impl IntoIterator<Item = impl Into<String>>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Table {
        let header = header.into_iter().map(Into::into).collect();
        Table { title: title.into(), header, rows: rows.into_iter().collect() }
    }
}

impl Page {
    /// A page without claims, plots and tables.
    pub(crate) fn new(
        figure: Figure,
        title: impl Into<String>,
        text: Vec<String>,
        differences: Vec<String>,
    ) -> Page {
        let (claims, plots, tables) = (Vec::new(), Vec::new(), Vec::new());
        Page { figure, title: title.into(), text, claims, plots, tables, differences }
    }

    /// The claims with the title.
    pub(crate) fn verdict(&self) -> Verdict {
        Verdict { title: self.title.clone(), claims: self.claims.clone() }
    }

    /// Writes figN.md, figN.json with the claims, and an svg and csv of each plot into a folder. `command` makes the page
    /// again.
    ///
    /// # Errors
    /// When a file cannot be written, or a plot cannot be drawn.
    pub(crate) fn write(&self, folder: &Path, command: &str) -> Result<(), Fault> {
        for plot in &self.plots {
            let path = folder.join(format!("{}-{}", self.figure, plot.name));
            write(&path.with_extension("svg"), &plot::svg(&plot.figure)?)?;
            write(&path.with_extension("csv"), &plot::csv(&plot.figure)?)?;
        }
        let verdict = serde_json::to_string_pretty(&self.verdict())?;
        write(&folder.join(format!("{}.json", self.figure)), &(verdict + "\n"))?;
        write(&folder.join(format!("{}.md", self.figure)), &self.markdown(command))
    }

    /// The page as markdown, whose plots lie in the same folder.
    pub(crate) fn markdown(&self, command: &str) -> String {
        let mut out = format!("# {}: {}\n\n", self.figure.name(), self.title);
        for paragraph in &self.text {
            out += &format!("{paragraph}\n\n");
        }
        out += "## Claims\n\n";
        let who = if self.figure == Figure::Phases { "claim" } else { "the paper" };
        out += &table(&[who, "measured", "holds"].map(String::from), &claims(&self.claims));
        for plot in &self.plots {
            out += &self.plot(plot);
        }
        for numbers in &self.tables {
            out += &format!("## {}\n\n{}", numbers.title, table(&numbers.header, &numbers.rows));
        }
        if !self.differences.is_empty() {
            out += "## Where this differs from the paper\n\n";
            out += &self.differences.iter().map(|item| format!("- {item}\n")).collect::<String>();
            out += "\n";
        }
        out + &format!("## To repeat it\n\n    {command}\n")
    }

    fn plot(&self, plot: &Plot) -> String {
        let file = format!("{}-{}", self.figure, plot.name);
        // Square brackets end the text of an image.
        let seen = plot.caption.replace(['[', ']'], "");
        format!("![{seen}]({file}.svg)\n\n{} The numbers: [{file}.csv]({file}.csv).\n\n", plot.caption)
    }
}

fn claims(claims: &[Claim]) -> Vec<Vec<String>> {
    let verdict = |holds| if holds { "yes" } else { "**no**" }.to_string();
    claims
        .iter()
        .map(|claim| vec![claim.paper.clone(), claim.measured.clone(), verdict(claim.holds)])
        .collect()
}

fn table(header: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    debug_assert!(rows.iter().all(|row| row.len() == header.len()), "a name for each column: {header:?}");
    let rule = format!("|{}\n", "---|".repeat(header.len()));
    line(header) + &rule + &rows.iter().map(|row| line(row)).collect::<String>() + "\n"
}

/// The figures that have a page in a folder, with their claims.
///
/// # Errors
/// When the claims of a page cannot be read.
pub(crate) fn verdicts(folder: &Path) -> Result<Vec<(Figure, Verdict)>, Fault> {
    let mut found = Vec::new();
    for figure in Figure::ALL {
        let path = folder.join(format!("{figure}.json"));
        match std::fs::read(&path) {
            Ok(bytes) => {
                let verdict = serde_json::from_slice(&bytes);
                found.push((figure, verdict.map_err(|error| format!("{}: {error}", path.display()))?));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{} cannot be read: {error}", path.display()).into()),
        }
    }
    Ok(found)
}

/// Writes README.md: all figures that have a page in the folder, with their verdicts.
///
/// # Errors
/// When claims cannot be read, or the file cannot be written.
pub(crate) fn write_index(folder: &Path) -> Result<(), Fault> {
    let found = verdicts(folder)?;
    let mut out = "# The figures of arXiv:2304.00599, made again\n\n".to_string();
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|(figure, verdict)| {
            let link = format!("[{}]({figure}.md)", figure.name());
            vec![link, verdict.title.clone(), verdict.words()]
        })
        .collect();
    out += &table(&["figure", "what", "verdict"].map(String::from), &rows);
    for (figure, verdict) in found {
        for Claim { paper, measured, .. } in verdict.claims.iter().filter(|claim| !claim.holds) {
            let name = figure.name();
            out += &format!("- {name}, not borne out: {paper} Measured: {measured}\n");
        }
    }
    write(&folder.join("README.md"), &out)
}

fn write(path: &Path, text: &str) -> Result<(), Fault> {
    storage::write(path, text)
        .map_err(|error| format!("{} cannot be written: {error}", path.display()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Panel, Point, Points, Scatter};

    fn page() -> Page {
        let groups = vec![Points { label: "all".into(), points: vec![Point::new(1.0, 1.1)] }];
        let scatter = Scatter { x: "true".into(), y: "learned".into(), groups };
        let figure = plot::Figure { panels: vec![Panel::full("A", scatter)], ..plot::Figure::default() };
        Page {
            figure: Figure::Fig9,
            title: "a lattice".into(),
            text: vec!["Words.".into()],
            claims: vec![Claim::new("|A| grows.", "1, 2", true), Claim::new("B falls.", "3, 4", false)],
            plots: vec![Plot::new("action", "Points [all].", figure)],
            tables: vec![Table::new("More", ["n"], [vec!["1".into()]])],
            differences: vec!["Smaller.".into()],
        }
    }

    #[test]
    fn a_page_says_what_holds_and_what_does_not() {
        let text = page().markdown("diagraction reproduce fig9");
        for part in [
            "# Figure 9: a lattice\n",
            "| \\|A\\| grows. | 1, 2 | yes |\n",
            "| B falls. | 3, 4 | **no** |\n",
            "![Points all.](fig9-action.svg)\n",
            "## More\n\n| n |\n|---|\n| 1 |\n",
            "- Smaller.\n",
            "\n    diagraction reproduce fig9\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn the_index_lists_the_pages_that_are_there() {
        let folder = tempfile::tempdir().expect("a folder");
        write_index(folder.path()).expect("room");
        page().write(folder.path(), "again").expect("room");
        write_index(folder.path()).expect("room");
        let index = std::fs::read_to_string(folder.path().join("README.md")).expect("a file");
        assert!(index.contains("| [Figure 9](fig9.md) | a lattice | 1 of 2 claims hold |\n"), "{index}");
        assert!(index.contains("- Figure 9, not borne out: B falls. Measured: 3, 4\n"), "{index}");
        for file in ["fig9.md", "fig9.json", "fig9-action.svg", "fig9-action.csv"] {
            assert!(folder.path().join(file).is_file(), "{file}");
        }
    }
}
