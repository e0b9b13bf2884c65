//! The text of HTML: one pass over the characters, no tree.

use super::plain;

/// The visible text of a page and its title: block elements begin lines, cells of a row are parted by a tab. What ends
/// in the middle of a tag, a comment or a script ends there, as in browsers. Never fails, and takes time linear in the
/// length of `page`.
pub(super) fn strip(page: &str) -> String {
    let mut page = Page { rest: page, ..Page::default() };
    while let Some(at) = page.rest.find(['<', '&']) {
        let (plain, rest) = page.rest.split_at(at);
        page.say(plain);
        page.rest = rest;
        if rest.starts_with('&') {
            let (char, rest) = entity(rest);
            page.put(char);
            page.rest = rest;
        } else {
            page.markup();
        }
    }
    let rest = page.rest;
    page.say(rest);
    page.text
}

/// What separates the next word from the last; the larger one wins.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

#[derive(Default)]
struct Page<'a> {
    rest: &'a str,
    text: String,
    gap: Gap,
    /// Open `template` elements: nothing in them is shown.
    hidden: usize,
    /// Within `head`, of which only the title is shown.
    head: bool,
    /// Open `pre` elements, in which white space counts.
    pre: usize,
    /// A cell of this row has begun.
    row: bool,
    /// Nothing has been said since a cell or an item of a list began: a paragraph in it does not begin a line.
    fresh: bool,
}

impl<'a> Page<'a> {
    /// Adds text that has no markup and no entities in it.
    fn say(&mut self, plain: &str) {
        if self.is_hidden() {
            return;
        }
        for char in plain.chars() {
            if char.is_ascii_whitespace() && self.pre == 0 {
                self.gap = self.gap.max(Gap::Space);
                continue;
            }
            self.part();
            self.text.push(char);
        }
    }

    fn is_hidden(&self) -> bool {
        self.hidden > 0 || self.head
    }

    /// Begins a block: the next word will stand at least this far from the last.
    fn block(&mut self, gap: Gap) {
        if !self.fresh {
            self.gap = self.gap.max(gap);
        }
    }

    /// Begins a cell or an item with its mark.
    fn begin(&mut self, mark: &str) {
        if !self.is_hidden() {
            self.part();
            self.text.push_str(mark);
            self.fresh = true;
        }
    }

    /// Writes the gap that has come up, unless nothing precedes it.
    fn part(&mut self) {
        self.fresh = false;
        let gap = std::mem::take(&mut self.gap);
        if !self.text.is_empty() {
            self.text.push_str(match gap {
                Gap::None => "",
                Gap::Space if self.text.ends_with(['\n', '\t', ' ']) => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
    }

    /// Adds text in which entities, but no tags, are meant.
    fn decoded(&mut self, mut text: &str) {
        while let Some(at) = text.find('&') {
            self.say(&text[..at]);
            let (char, rest) = entity(&text[at..]);
            self.put(char);
            text = rest;
        }
        self.say(text);
    }

    /// Adds a character as it is: a space that was written as an entity is meant.
    fn put(&mut self, char: char) {
        if !self.is_hidden() {
            self.part();
            self.text.push(char);
        }
    }

    /// Passes a tag, a comment or a declaration; `rest` begins with `<`.
    fn markup(&mut self) {
        let inside = &self.rest[1..];
        if let Some(comment) = inside.strip_prefix("!--") {
            self.rest = comment.find("-->").map_or("", |at| &comment[at + 3..]);
        } else if inside.starts_with(['!', '?']) {
            self.rest = inside.find('>').map_or("", |at| &inside[at + 1..]);
        } else {
            let name = inside.strip_prefix('/').unwrap_or(inside);
            if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
                self.rest = inside;
                return self.say("<");
            }
            let length = name.bytes().take_while(|byte| !byte.is_ascii_whitespace() && !b"/>".contains(byte)).count();
            self.rest = after_tag(&name[length..]);
            let open = !inside.starts_with('/');
            // No name that means anything here is longer.
            if length <= 10 {
                self.tag(&name[..length].to_ascii_lowercase(), open);
            }
        }
    }

    fn tag(&mut self, name: &str, open: bool) {
        // The end tag of `head` may be left out; what cannot stand in it ends it.
        let heads = ["head", "title", "meta", "link", "base", "style", "script", "noscript", "template", "html"];
        self.head &= !open || heads.contains(&name);
        match name {
            "script" | "style" | "textarea" | "iframe" | "noembed" if open => self.rest = after_end(self.rest, name).1,
            "title" if open => self.title(),
            "head" => self.head = open,
            "template" => self.hidden = if open { self.hidden + 1 } else { self.hidden.saturating_sub(1) },
            "pre" => {
                self.pre = if open { self.pre + 1 } else { self.pre.saturating_sub(1) };
                self.block(Gap::Paragraph);
            }
            "td" | "th" if open && self.row => {
                // Whatever the last cell ended with, this one is in the same line.
                self.gap = Gap::None;
                self.begin("\t");
            }
            "td" | "th" if open => {
                self.row = true;
                self.begin("");
            }
            "tr" | "table" => {
                self.row = false;
                self.fresh = false;
                self.block(if name == "tr" { Gap::Line } else { Gap::Paragraph });
            }
            "li" if open => {
                self.fresh = false;
                self.block(Gap::Line);
                self.begin("- ");
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "section" | "article" => {
                self.block(Gap::Paragraph);
            }
            "br" | "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "hr" | "header" | "footer" | "main" | "nav"
            | "aside" | "form" | "fieldset" | "figure" | "figcaption" | "caption" | "option" | "address"
            | "details" | "summary" | "thead" | "tbody" | "tfoot" => self.block(Gap::Line),
            _ => {}
        }
    }

    /// Says the title, which is all that is shown of the head.
    fn title(&mut self) {
        let (title, rest) = after_end(self.rest, "title");
        let head = std::mem::replace(&mut self.head, false);
        self.block(Gap::Line);
        self.decoded(title);
        self.block(Gap::Paragraph);
        self.head = head;
        self.rest = rest;
    }
}

/// What follows the end of a tag whose attributes begin here.
fn after_tag(attributes: &str) -> &str {
    let mut quote = None;
    // A quote counts only where a value may begin; elsewhere it is a slip, and must not swallow the page.
    let mut value = false;
    for (at, byte) in attributes.bytes().enumerate() {
        match (quote, byte) {
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return &attributes[at + 1..],
            (None, b'"' | b'\'') if value => quote = Some(byte),
            (None, _) => {}
        }
        value = byte == b'=' || (value && byte.is_ascii_whitespace());
    }
    ""
}

/// The content of an element that has no markup in it, and what follows its end tag.
fn after_end<'a>(content: &'a str, name: &str) -> (&'a str, &'a str) {
    let bytes = content.as_bytes();
    let ends =
        |at: usize| bytes[at..].get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
    let end = content.match_indices("</").map(|(at, _)| at).find(|at| ends(*at));
    end.map_or((content, ""), |at| (&content[..at], after_tag(&content[at + 2 + name.len()..])))
}

/// The character that the entity at the beginning of `text` means, and what follows it. An `&` that begins none that is
/// known means itself.
fn entity(text: &str) -> (char, &str) {
    // The longest name that is known has eight letters, the longest number that means anything has seven digits.
    let name = text.bytes().skip(1).take(10).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    let end = 1 + name.count();
    match named(&text[1..end]) {
        Some(char) => (char, text[end..].strip_prefix(';').unwrap_or(&text[end..])),
        None => ('&', &text[1..]),
    }
}

/// The character of an entity, without `&` and `;`.
fn named(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return match code.ok()? {
            // Pages have always meant Windows-1252 by these.
            byte @ 0x80..=0x9f => plain::windows_1252(&[byte.to_le_bytes()[0]]).chars().next(),
            0 => Some(char::REPLACEMENT_CHARACTER),
            code => Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
        };
    }
    let at = ENTITIES.binary_search_by_key(&name, |(known, _)| known).ok()?;
    Some(ENTITIES[at].1)
}

/// The entities that pages in practice use, by name.
#[rustfmt::skip]
const ENTITIES: [(&str, char); 100] = [
    ("AElig", 'Æ'), ("Aacute", 'Á'), ("Agrave", 'À'), ("Aring", 'Å'), ("Auml", 'Ä'), ("Ccedil", 'Ç'), ("Eacute", 'É'),
    ("Ntilde", 'Ñ'), ("OElig", 'Œ'), ("Oslash", 'Ø'), ("Ouml", 'Ö'), ("Uuml", 'Ü'),
    ("aacute", 'á'), ("acirc", 'â'), ("acute", '´'), ("aelig", 'æ'), ("agrave", 'à'), ("alpha", 'α'), ("amp", '&'),
    ("apos", '\''), ("aring", 'å'), ("asymp", '≈'), ("atilde", 'ã'), ("auml", 'ä'),
    ("bdquo", '„'), ("beta", 'β'), ("bull", '•'), ("ccedil", 'ç'), ("cent", '¢'), ("check", '✓'), ("copy", '©'),
    ("deg", '°'), ("delta", 'δ'), ("divide", '÷'), ("eacute", 'é'), ("ecirc", 'ê'), ("egrave", 'è'), ("emsp", ' '),
    ("ensp", ' '), ("epsilon", 'ε'), ("euml", 'ë'), ("euro", '€'), ("frac12", '½'), ("frac14", '¼'), ("frac34", '¾'),
    ("gamma", 'γ'), ("ge", '≥'), ("gt", '>'), ("hellip", '…'), ("iacute", 'í'), ("icirc", 'î'), ("iexcl", '¡'),
    ("infin", '∞'), ("iquest", '¿'), ("iuml", 'ï'), ("lambda", 'λ'), ("laquo", '«'), ("larr", '←'), ("ldquo", '“'),
    ("le", '≤'), ("lsquo", '‘'), ("lt", '<'), ("mdash", '—'), ("micro", 'µ'), ("middot", '·'), ("minus", '−'),
    ("mu", 'μ'), ("nbsp", '\u{a0}'), ("ndash", '–'), ("ne", '≠'), ("ntilde", 'ñ'), ("oacute", 'ó'), ("ocirc", 'ô'),
    ("oelig", 'œ'), ("omega", 'ω'), ("oslash", 'ø'), ("ouml", 'ö'), ("para", '¶'), ("permil", '‰'), ("pi", 'π'),
    ("plusmn", '±'), ("pound", '£'), ("quot", '"'), ("raquo", '»'), ("rarr", '→'), ("rdquo", '”'), ("reg", '®'),
    ("rsquo", '’'), ("sect", '§'), ("shy", '\u{ad}'), ("sigma", 'σ'), ("sup2", '²'), ("sup3", '³'), ("szlig", 'ß'),
    ("thinsp", ' '), ("times", '×'), ("trade", '™'), ("uacute", 'ú'), ("uuml", 'ü'), ("yen", '¥'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_lines() {
        let page = "<!DOCTYPE html><html><head><meta charset=utf-8><title>Fish &amp; chips</title>\
            <style>p { color: red }</style></head><body><h1>Menu</h1><p>One\n  two<br>three <b>bo</b>ld</p>\
            <!-- not <p>this</p> --><script>if (a < b) alert('</p>')</SCRIPT ><ul><li>cod<li>hake</ul>\
            <table><tr><th>Dish</th><th>Price</th></tr><tr><td>Cod</td>\n<td>9.50&nbsp;&euro;</td></tr></table>\
            <template><p>hidden</p></template><pre>a\n  b</pre>3 < 4 &bogus; &#x41;&#66 &#150;</body></html>";
        let text = strip(page);
        let expected = "Fish & chips\n\nMenu\n\nOne two\nthree bold\n\n- cod\n- hake\n\nDish\tPrice\nCod\t9.50\u{a0}€\
            \n\na\n  b\n\n3 < 4 &bogus; AB –";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_table_of_entities_is_in_order() {
        assert!(ENTITIES.is_sorted_by_key(|(name, _)| name));
        assert!(ENTITIES.iter().all(|(name, _)| name.len() <= 8));
    }

    #[test]
    fn slips_of_markup_hide_no_more_than_in_browsers() {
        let cases = [
            ("a<b title=\"x > y\">c", "ac"),
            ("<a href=x\">seen</a>", "seen"),
            ("a<!-- b", "a"),
            ("a<script>b", "a"),
            ("a<p", "a"),
            ("a <", "a <"),
            ("a&", "a&"),
            ("&#xFFFFFFFF;&#0;", "\u{fffd}\u{fffd}"),
            ("<title>a", "a"),
            ("<title>a &lt; b &amp; c&</title>d", "a < b & c&\n\nd"),
            ("<head>no<p>yes</head>yes", "yesyes"),
            ("<head>no</head>yes", "yes"),
            ("<ul><li><p>a</p><p>b</p></li><li></li><li>c</ul>d", "- a\n\nb\n\n- \n- c\nd"),
            ("<tr><td><p>a</p></td><td></td><td><p>b</p>c<tr><td><td>d", "a\t\tb\n\nc\n\td"),
            ("</template></pre>x", "x"),
            ("é<ü>&é", "é<ü>&é"),
        ];
        for (page, text) in cases {
            assert_eq!(strip(page), text, "{page}");
        }
    }
}
