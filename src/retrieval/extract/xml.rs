//! The parts of office documents: elements and text, nothing else.

use super::{Result, Unreadable, plain};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// How deep elements may lie in one another. Word writes some thirty levels for a table within a text box.
const MAX_DEPTH: usize = 256;

/// What is met on the way through a part. Names come without their prefix.
pub(super) enum Node<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// Walks through a part from beginning to end. No entity is known but the five of XML and numbers, so nothing in it can
/// grow, and nothing is ever fetched.
///
/// # Errors
/// `Broken` for XML that is not well-formed, is nested deeper than [`MAX_DEPTH`] or declares a document type, which
/// office documents must not. Whatever `visit` refuses ends the walk.
pub(super) fn walk(part: Vec<u8>, mut visit: impl FnMut(Node) -> Result<()>) -> Result<()> {
    let part = plain::decode(part, true)?;
    let mut reader = Reader::from_str(&part);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| Unreadable::Broken)? {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Unreadable::Broken);
                }
                visit(Node::Open(start.local_name().into_inner(), &start))?;
            }
            Event::Empty(start) => {
                visit(Node::Open(start.local_name().into_inner(), &start))?;
                visit(Node::Close(start.local_name().into_inner()))?;
            }
            Event::End(end) => {
                depth = depth.checked_sub(1).ok_or(Unreadable::Broken)?;
                visit(Node::Close(end.local_name().into_inner()))?;
            }
            Event::Text(text) => visit(Node::Text(&text.xml10_content()))?,
            Event::CData(text) => visit(Node::Text(&text.xml10_content()))?,
            Event::GeneralRef(entity) => {
                let known = match entity.resolve_char_ref().map_err(|_| Unreadable::Broken)? {
                    Some(char) => char,
                    None => predefined(&entity.xml10_content()).ok_or(Unreadable::Broken)?,
                };
                visit(Node::Text(known.encode_utf8(&mut [0; 4])))?;
            }
            Event::DocType(_) => return Err(Unreadable::Broken),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(Unreadable::Broken),
        }
    }
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// The value of the first attribute whose name, prefix included, is `wanted`.
pub(super) fn attribute(start: &BytesStart, wanted: impl Fn(&str) -> bool) -> Option<String> {
    // Looking for doubles would compare each with each.
    let found = start.attributes().with_checks(false).flatten().find(|attribute| wanted(attribute.key.into_inner()))?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}
