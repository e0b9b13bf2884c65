//! Files that are meant to do harm, or that no program would write. Each must be answered, within the limits of its
//! reader, with the outcome that stands beside it.

use super::make::{Doc, Member, archive, body, compound, docx, member, page};
use std::fs::File;
use std::io::{Seek, Write};
use understage::retrieval::extract::{MAX_TEXT, PdfReader, Unreadable, text};

/// What is wrong with a file, its name, its bytes, and the answer: a part of the text, or why there is none.
pub type Case = (&'static str, &'static str, Vec<u8>, Result<&'static str, Unreadable>);

pub const BROKEN: Result<&str, Unreadable> = Err(Unreadable::Broken);
pub const TOO_LARGE: Result<&str, Unreadable> = Err(Unreadable::TooLarge);
pub const UNSUPPORTED: Result<&str, Unreadable> = Err(Unreadable::Unsupported);

pub fn reader() -> PdfReader {
    PdfReader::new(Some(env!("CARGO_BIN_EXE_understage").into()))
}

pub fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("written");
    file.rewind().expect("a file");
    file
}

pub fn check(cases: Vec<Case>) {
    let mut wrong = Vec::new();
    for (what, name, bytes, expected) in cases {
        let answer = text(name, file(&bytes), &reader());
        let right = match (&answer, expected) {
            (Ok(text), Ok(part)) => text.contains(part),
            (Err(error), Err(expected)) => *error == expected,
            _ => false,
        };
        if !right {
            let shown: String = answer.as_deref().unwrap_or_default().chars().take(80).collect();
            wrong.push(format!("{what}: {:?} {shown:?}, not {expected:?}", answer.err()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn text_that_is_none_or_too_much() {
    check(vec![
        ("empty", "a.txt", Vec::new(), BROKEN),
        ("white space only", "a.md", b" \n\t\r\n".repeat(1000), BROKEN),
        ("ten million newlines", "a.txt", b"\n".repeat(10_000_000), BROKEN),
        ("brackets", "a.json", b"[".repeat(100_000), Ok("[[[[")),
        ("a picture called text", "a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), BROKEN),
        ("a picture called markdown", "a.md", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), BROKEN),
        ("a PDF called text", "a.txt", page(b"", "", "", &[]), BROKEN),
        ("an archive called text", "a.py", archive(&[member("a", b"b")]), BROKEN),
        ("a program without an extension", "run", b"\x7fELF\x02\x01\x01\0".to_vec(), UNSUPPORTED),
        ("bytes of nothing", "a.bin", (0..=255).collect(), UNSUPPORTED),
        ("bytes of nothing called text", "a.txt", (0..=255).collect(), BROKEN),
        ("a table", "a.csv", b"a,b".to_vec(), UNSUPPORTED),
        ("utf-16 of odd length", "a.txt", b"\xff\xfea\0b".to_vec(), BROKEN),
        ("a lone surrogate", "a.txt", b"\xff\xfe\x00\xd8a\0".to_vec(), BROKEN),
        ("text one byte too long", "a.txt", vec![b'a'; MAX_TEXT + 1], TOO_LARGE),
        ("text that grows when decoded", "a.txt", vec![0xe9; MAX_TEXT / 2 + 1], TOO_LARGE),
    ]);
}

#[test]
fn pages_that_never_end() {
    let many = |part: &str| part.repeat(1_000_000).into_bytes();
    check(vec![
        ("unclosed tags", "a.html", [many("<div>"), b"x".to_vec()].concat(), Ok("x")),
        ("unclosed templates", "a.html", [many("<template>"), b"x".to_vec()].concat(), BROKEN),
        ("an unclosed comment", "a.html", [b"a<!--".to_vec(), many("<!-- b")].concat(), Ok("a")),
        ("an unclosed script", "a.html", [b"a<script>".to_vec(), many("</scrip")].concat(), Ok("a")),
        ("unclosed titles", "a.html", many("<title>"), Ok("<title>")),
        ("scripts", "a.html", [many("<script></script>"), b"x".to_vec()].concat(), Ok("x")),
        ("an unclosed value", "a.html", [b"a<b c='".to_vec(), many("<p>")].concat(), Ok("a")),
        ("openings", "a.html", many("<"), Ok("<<<")),
        ("entities", "a.html", many("&amp;"), Ok("&&&")),
        ("unfinished entities", "a.html", many("&am&#x"), Ok("&am&#x")),
        ("a name without end", "a.html", [b"a<".to_vec(), many("b")].concat(), Ok("a")),
        ("lines", "a.html", [many("<br>"), b"x".to_vec()].concat(), Ok("x")),
    ]);
}

fn claiming(change: impl FnOnce(&mut Member)) -> Vec<u8> {
    let mut member = member("word/document.xml", body("<w:p><w:r><w:t>Hello</w:t></w:r></w:p>").as_bytes());
    change(&mut member);
    archive(&[member])
}

#[test]
fn archives_that_lie() {
    let whole = claiming(|_| {});
    let slides: Vec<Member> = (0..100)
        .map(|number| {
            member(&format!("ppt/slides/slide{number}.xml"), &[b"<a>", &b" ".repeat(1 << 20)[8..], b"</a>"].concat())
        })
        .chain([member("ppt/presentation.xml", b"<p/>")])
        .collect();
    let zeros = member("word/document.xml", &vec![0; 128 << 20]);
    let far = u32::try_from(whole.len()).expect("small");
    check(vec![
        ("as it should be", "a.docx", whole.clone(), Ok("Hello")),
        ("cut short", "a.docx", whole[..whole.len() - 30].to_vec(), BROKEN),
        ("cut in the middle", "a.docx", whole[..60].to_vec(), BROKEN),
        ("no document in it", "a.docx", archive(&[member("word/other.xml", b"<a/>")]), BROKEN),
        ("no presentation in it", "a.pptx", whole.clone(), BROKEN),
        ("no archive", "a.docx", b"Hello".to_vec(), BROKEN),
        ("the mark of an archive only", "a.docx", b"PK\x03\x04".to_vec(), BROKEN),
        ("too small a size unpacked", "a.docx", claiming(|member| member.unpacked = 1), Ok("Hello")),
        ("a gigabyte claimed", "a.docx", claiming(|member| member.unpacked = 1 << 30), Ok("Hello")),
        ("too small a size packed", "a.docx", claiming(|member| member.packed = 9), BROKEN),
        ("too large a size packed", "a.docx", claiming(|member| member.packed = far * 2), Ok("Hello")),
        ("a wrong checksum", "a.docx", claiming(|member| member.crc ^= 1), BROKEN),
        ("an unknown way of packing", "a.docx", claiming(|member| member.method = 12), BROKEN),
        ("not packed at all", "a.docx", claiming(|member| member.method = 0), BROKEN),
        ("no deflate", "a.docx", claiming(|member| member.bytes.fill(0xff)), BROKEN),
        ("a bomb", "a.docx", archive(&[Member { unpacked: 9, ..zeros.clone() }]), TOO_LARGE),
        (
            "a bomb that claims to be packed badly",
            "a.docx",
            archive(&[Member { packed: u32::MAX, ..zeros }]),
            TOO_LARGE,
        ),
        ("many small bombs", "a.pptx", archive(&slides), TOO_LARGE),
        ("100,000 members", "a.docx", archive(&vec![member("a", b"b"); 100_000]), TOO_LARGE),
        ("1,001 members", "a.docx", archive(&vec![member("a", b"b"); 1001]), TOO_LARGE),
        ("a path out of the folder", "a.docx", archive(&[member("../../word/document.xml", b"<a/>")]), BROKEN),
    ]);
}

#[test]
fn xml_that_grows_or_nests() {
    let part = |xml: &str| archive(&[member("word/document.xml", xml.as_bytes())]);
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>\
        <a><t>&c;</t></a>";
    let outside = "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><a><t>&a;</t></a>";
    let attributes: String = (0..80_000).map(|number| format!("a{number}=\"\" ")).collect();
    let deck = |slides: &str, links: &str| {
        archive(&[
            member("ppt/presentation.xml", format!("<p xmlns:r=\"r\">{slides}</p>").as_bytes()),
            member("ppt/_rels/presentation.xml.rels", format!("<Relationships>{links}</Relationships>").as_bytes()),
        ])
    };
    let loops = "<Relationship Id=\"a\" Type=\"x/slide\" Target=\"presentation.xml\"/>";
    check(vec![
        ("100,000 levels", "a.docx", docx(&"<w:p>".repeat(100_000)), BROKEN),
        ("100,000 levels, closed", "a.docx", docx(&["<w:p>".repeat(50_000), "</w:p>".repeat(50_000)].concat()), BROKEN),
        ("entities of entities", "a.docx", part(bomb), BROKEN),
        ("an entity from outside", "a.docx", part(outside), BROKEN),
        ("an entity nobody knows", "a.docx", docx("<t>&nbsp;</t>"), BROKEN),
        ("a number that is no character", "a.docx", docx("<t>&#xd800;</t>"), BROKEN),
        ("an element left open", "a.docx", part("<a><t>b</t>"), BROKEN),
        ("elements closed crosswise", "a.docx", part("<a><t>b</a></t>"), BROKEN),
        ("no XML", "a.docx", part("Hello <"), BROKEN),
        ("more ends than beginnings", "a.docx", docx("</w:body>"), BROKEN),
        ("empty cells", "a.docx", docx(&"<w:tc/>".repeat(100_000)), BROKEN),
        ("attributes", "a.docx", docx(&format!("<w:p {}/><t>b</t>", "a=\"b\" ".repeat(100_000))), Ok("b")),
        ("attributes of a slide", "a.pptx", deck(&format!("<sldId {attributes}/>"), ""), BROKEN),
        ("slides", "a.pptx", deck(&"<sldId/>".repeat(100_000), ""), TOO_LARGE),
        ("links", "a.pptx", deck("", &"<Relationship/>".repeat(50_000)), TOO_LARGE),
        ("a presentation that is its own slide", "a.pptx", deck("<sldId r:id=\"a\"/><a><t>b</t></a>", loops), Ok("b")),
    ]);
}

fn old(change: impl FnOnce(&mut Doc)) -> Vec<u8> {
    let mut doc = Doc::narrow(&b"Hello World\r".repeat(1000));
    change(&mut doc);
    doc.bytes()
}

/// A `.doc` after a change to its bytes; `change` is told where its table of chains lies.
fn scratched(change: impl FnOnce(&mut [u8], usize)) -> Vec<u8> {
    let mut bytes = old(|_| {});
    let first = u32::from_le_bytes(*bytes[0x4c..].first_chunk().expect("a header"));
    change(&mut bytes, (first as usize + 1) * 512);
    bytes
}

#[test]
fn old_documents_that_run_in_circles() {
    let own = |bytes: &mut [u8], fat: usize| {
        for sector in 0..128_u32 {
            bytes[fat + sector as usize * 4..][..4].copy_from_slice(&sector.to_le_bytes());
        }
    };
    // Sector 20 lies within the text, and is made a list of tables whose next is itself.
    let listed = |bytes: &mut [u8], _: usize| {
        bytes[0x44..0x48].copy_from_slice(&20_u32.to_le_bytes());
        bytes[21 * 512..22 * 512].copy_from_slice(&20_u32.to_le_bytes().repeat(128));
    };
    let folders = |bytes: &mut [u8], _: usize| {
        let directory = u32::from_le_bytes(*bytes[0x30..].first_chunk().expect("a header"));
        let entries = &mut bytes[(directory as usize + 1) * 512..][..512];
        for entry in entries.chunks_exact_mut(128).skip(1) {
            entry[0] = b'X';
            entry[0x44..0x4c].copy_from_slice(&[1, 0, 0, 0, 1, 0, 0, 0]);
        }
    };
    check(vec![
        ("neighbours of themselves", "a.doc", scratched(folders), BROKEN),
        ("as it should be", "a.doc", old(|_| {}), Ok("Hello World\nHello")),
        ("every sector follows itself", "a.doc", scratched(own), BROKEN),
        ("chains out of the file", "a.doc", scratched(|bytes, fat| bytes[fat..fat + 512].fill(0x7f)), BROKEN),
        ("a list of tables that names itself", "a.doc", scratched(listed), BROKEN),
        ("a sector of four gigabytes", "a.doc", scratched(|bytes, _| bytes[0x1e] = 32), BROKEN),
        ("only the header", "a.doc", old(|_| {})[..512].to_vec(), BROKEN),
        ("only the mark", "a.doc", old(|_| {})[..8].to_vec(), BROKEN),
        ("cut short", "a.doc", old(|_| {})[..6000].to_vec(), BROKEN),
        ("no document in it", "a.doc", compound(&[("Other", b"a")]), BROKEN),
        ("no table in it", "a.doc", compound(&[("WordDocument", &[0xec, 0xa5, 0xc1, 0])]), BROKEN),
        ("encrypted", "a.doc", old(|doc| doc.flags |= 0x0100), BROKEN),
        ("more characters than bytes", "a.doc", old(|doc| doc.stories[0] = u32::MAX), BROKEN),
        ("a piece out of the file", "a.doc", old(|doc| doc.places[0] = 0x3fff_ffff), BROKEN),
        ("bounds that fall", "a.doc", old(|doc| doc.bounds = vec![9, 2]), BROKEN),
        ("fields within fields", "a.doc", Doc::narrow(&b"\x13".repeat(9000)).bytes(), BROKEN),
        (
            "pieces that all show the same",
            "a.doc",
            old(|doc| {
                doc.bounds = (0..=100_000).map(|number| number * 12_000).collect();
                doc.places = vec![doc.places[0]; 100_000];
                doc.stories[0] = 1_200_000_000;
            }),
            BROKEN,
        ),
        ("groups of RTF", "a.doc", [b"{\\rtf".to_vec(), b"{".repeat(1_000_000)].concat(), BROKEN),
    ]);
}
