//! Word and PowerPoint files of today: zip archives of XML.

use super::xml::{Node, attribute, walk};
use super::zip::Archive;
use super::{MAX_TEXT, Result, Unreadable};
use std::io::{Read, Seek};

/// The most links of one part, and the most slides that a presentation lists: each slide is looked up among the links.
const MAX_LINKS: usize = 10_000;

/// The text of a Word document: its body, then its footnotes and endnotes, then its headers and footers, each text of
/// these once. Comments and deleted text are left out.
///
/// # Errors
/// `Broken` if it is no such document, `TooLarge` if more than the bounds of [`Archive`] would have to be unpacked.
pub(super) fn docx(file: impl Read + Seek) -> Result<String> {
    let mut archive = Archive::open(file)?;
    // Word names the body `document.xml`, its web edition sometimes `document2.xml`.
    let bodies = archive.names().filter(|name| name.starts_with("word/document") && name.ends_with(".xml"));
    let body = bodies.min_by_key(|name| name.len()).ok_or(Unreadable::Broken)?.to_owned();
    let mut text = Text::default();
    for part in [body.as_str(), "word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(part) = archive.read(part)? {
            walk(part, |node| text.visit(&node))?;
            text.line();
        }
    }
    let edges = edges(&mut archive)?;
    for edge in edges {
        text.text.push_str(&edge);
        text.line();
        if text.text.len() > MAX_TEXT {
            return Err(Unreadable::TooLarge);
        }
    }
    Ok(text.text)
}

/// The texts of the headers and then the footers of a Word document, by number, each once: those of first, even and odd
/// pages often are the same.
fn edges(archive: &mut Archive<impl Read + Seek>) -> Result<Vec<String>> {
    let mut texts: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for kind in ["word/header", "word/footer"] {
        let number = |name: &str| name.strip_prefix(kind)?.strip_suffix(".xml")?.parse::<u32>().ok();
        let mut names: Vec<String> = archive.names().filter(|name| number(name).is_some()).map(str::to_owned).collect();
        names.sort_by_key(|name| number(name));
        for name in names {
            let Some(part) = archive.read(&name)? else { continue };
            let mut text = Text::default();
            walk(part, |node| text.visit(&node))?;
            let text = text.text.trim().to_owned();
            // A page number alone says nothing.
            if text.chars().any(char::is_alphabetic) && seen.insert(text.clone()) {
                texts.push(text);
            }
        }
    }
    Ok(texts)
}

/// The text of a presentation: slide by slide in the order of the presentation, each followed by its notes.
///
/// # Errors
/// As [`docx`].
pub(super) fn pptx(file: impl Read + Seek) -> Result<String> {
    let mut archive = Archive::open(file)?;
    let mut text = Text::default();
    for slide in slides(&mut archive)? {
        let Some(part) = archive.read(&slide)? else { continue };
        walk(part, |node| text.visit(&node))?;
        text.line();
        let notes =
            relations(&mut archive, &slide)?.into_iter().find(|relation| relation.kind.ends_with("/notesSlide"));
        if let Some(part) = notes.map(|notes| archive.read(&notes.target)).transpose()?.flatten() {
            walk(part, |node| text.visit(&node))?;
            text.line();
        }
        text.line();
    }
    Ok(text.text)
}

/// The names of the slides: as the presentation lists them, or by number if it has no list.
fn slides(archive: &mut Archive<impl Read + Seek>) -> Result<Vec<String>> {
    const PRESENTATION: &str = "ppt/presentation.xml";
    let relations = relations(archive, PRESENTATION)?;
    let (mut slides, mut listed) = (Vec::new(), 0);
    let list = archive.read(PRESENTATION)?.ok_or(Unreadable::Broken)?;
    walk(list, |node| {
        if let Node::Open("sldId", start) = node {
            // The element also has a plain `id`, which is a number of its own.
            listed += 1;
            if listed > MAX_LINKS {
                return Err(Unreadable::TooLarge);
            }
            let id = attribute(start, |name| name.ends_with(":id")).unwrap_or_default();
            slides.extend(relations.iter().find(|relation| relation.id == id).map(|relation| relation.target.clone()));
        }
        Ok(())
    })?;
    if slides.is_empty() {
        let number = |name: &str| name.strip_prefix("ppt/slides/slide")?.strip_suffix(".xml")?.parse::<u32>().ok();
        slides = archive.names().filter(|name| number(name).is_some()).map(str::to_owned).collect();
        slides.sort_by_key(|name| number(name));
    }
    // A slide is shown once, however often a list names it.
    let mut seen = std::collections::HashSet::new();
    slides.retain(|slide| seen.insert(slide.clone()));
    Ok(slides)
}

/// One part's link to another.
struct Relation {
    id: String,
    kind: String,
    /// The name of the other part in the archive.
    target: String,
}

/// The links of a part; none if it has no list of them.
fn relations(archive: &mut Archive<impl Read + Seek>, part: &str) -> Result<Vec<Relation>> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let Some(list) = archive.read(&format!("{folder}/_rels/{name}.rels"))? else { return Ok(Vec::new()) };
    let mut relations = Vec::new();
    walk(list, |node| {
        if let Node::Open("Relationship", start) = node {
            if relations.len() == MAX_LINKS {
                return Err(Unreadable::TooLarge);
            }
            let value = |wanted| attribute(start, |name| name == wanted).unwrap_or_default();
            relations.push(Relation {
                id: value("Id"),
                kind: value("Type"),
                target: resolve(folder, &value("Target")),
            });
        }
        Ok(())
    })?;
    Ok(relations)
}

/// The name that `target` means, seen from `folder`. It is only ever compared with names of members.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Text as it is gathered. The elements of Word and of drawings that matter have the same names.
#[derive(Default)]
struct Text {
    text: String,
    /// Open elements whose characters are text.
    spoken: usize,
    /// Open runs: only in them a tab is a tab and not a tab stop.
    runs: usize,
    /// Open cells: paragraphs in them do not end the line.
    cells: usize,
    /// Open elements of which nothing is shown.
    hidden: usize,
}

impl Text {
    fn visit(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::Open(name, _) => self.open(name),
            Node::Close(name) => self.close(name),
            Node::Text(text) if self.spoken > 0 && self.hidden == 0 => self.text.push_str(text),
            Node::Text(_) => {}
        }
        if self.text.len() > MAX_TEXT { Err(Unreadable::TooLarge) } else { Ok(()) }
    }

    fn open(&mut self, name: &str) {
        match name {
            // What older programs show instead of a drawing repeats its text; a field of a slide is its number or date.
            "Fallback" | "fld" => self.hidden += 1,
            "t" => self.spoken += 1,
            "r" => self.runs += 1,
            "tc" => self.cells += 1,
            _ if self.hidden > 0 => {}
            "tab" | "ptab" if self.runs > 0 => self.text.push('\t'),
            "br" | "cr" if self.cells > 0 => self.text.push(' '),
            "br" | "cr" => self.text.push('\n'),
            "noBreakHyphen" => self.text.push('-'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let down = |count: &mut usize| *count = count.saturating_sub(1);
        match name {
            "Fallback" | "fld" => down(&mut self.hidden),
            "t" => down(&mut self.spoken),
            "r" => down(&mut self.runs),
            "tc" => {
                down(&mut self.cells);
                self.trim(' ');
                self.text.push('\t');
            }
            _ if self.hidden > 0 => {}
            "p" if self.cells > 0 => self.text.push(' '),
            "p" => self.text.push('\n'),
            "tr" => {
                self.trim('\t');
                self.text.push(if self.cells > 0 { ' ' } else { '\n' });
            }
            _ => {}
        }
    }

    /// Takes one mark off the end: that of the last paragraph of a cell, or of the last cell of a row.
    fn trim(&mut self, mark: char) {
        if self.text.ends_with(mark) {
            self.text.pop();
        }
    }

    /// Ends a part with an empty line.
    fn line(&mut self) {
        self.text.push('\n');
    }
}
