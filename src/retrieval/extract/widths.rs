//! Widths of letters in PDFs, put into the one form that `pdf-extract` reads rightly.
//!
//! A font may state widths one by one, `first [w w w]`, or for a range, `first last w`. `pdf-extract` 0.12 takes all
//! three numbers of a range for the first (<https://github.com/jrmuizel/pdf-extract>, `PdfCIDFont::new`) and falls back
//! to a width for all letters, which shows as spaces within words: Chromium writes ranges.

use pdf_extract::{Dictionary, Document, Object};

/// The most widths that are written out, for all fonts together. A font has at most 65,536 letters.
const MAX_WIDTHS: usize = 1 << 20;

/// Writes out the ranges of all fonts of a document.
pub(super) fn write_out(document: &mut Document) {
    let mut left = MAX_WIDTHS;
    let fonts: Vec<_> = document.objects.iter().filter(|(_, object)| is_font(object)).map(|(id, _)| *id).collect();
    for id in fonts {
        let Some(widths) = listed(document, id, &mut left) else { continue };
        if let Some(Object::Dictionary(font)) = document.objects.get_mut(&id) {
            font.set("W", Object::Array(widths));
        }
    }
}

fn is_font(object: &Object) -> bool {
    let kind = object.as_dict().and_then(|font| font.get(b"Subtype")).and_then(Object::as_name);
    kind.is_ok_and(|kind| kind.starts_with(b"CIDFont"))
}

/// The widths of a font without ranges; nothing if it states none, or they cannot be read.
fn listed(document: &Document, id: (u32, u16), left: &mut usize) -> Option<Vec<Object>> {
    let font: &Dictionary = document.get_dictionary(id).ok()?;
    let widths = document.dereference(font.get(b"W").ok()?).ok()?.1.as_array().ok()?;
    let mut listed = Vec::new();
    let mut rest = widths.as_slice();
    // What is cut short at the end means nothing.
    while let [first, second, more @ ..] = rest {
        let second = document.dereference(second).ok()?.1;
        rest = more;
        if let Object::Array(_) = second {
            listed.extend([first.clone(), second.clone()]);
        } else {
            let [width, more @ ..] = more else { break };
            let (from, to) = (first.as_i64().ok()?, second.as_i64().ok()?);
            let count = usize::try_from(to.checked_sub(from)?.checked_add(1)?).ok()?;
            *left = left.checked_sub(count)?;
            listed.extend([first.clone(), Object::Array(vec![width.clone(); count])]);
            rest = more;
        }
    }
    Some(listed)
}
