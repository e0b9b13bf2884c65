//! The text of files that are what they claim to be.

use super::make::{Doc, TEXT, archive, body, member, page, stream};
use std::io::{Seek, Write};
use understage::retrieval::extract::{PdfReader, Unreadable, text};

fn read(name: &str, bytes: &[u8]) -> Result<String, Unreadable> {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("written");
    file.rewind().expect("a file");
    text(name, file, &PdfReader::new(Some(env!("CARGO_BIN_EXE_understage").into())))
}

#[test]
fn extensions_decide_in_any_case() {
    for name in ["a.csv", "a.XLSX", "a.tar", "a.b.zip", ".png"] {
        assert_eq!(read(name, b"plain text"), Err(Unreadable::Unsupported), "{name}");
    }
}

#[test]
fn lines_are_brought_into_one_form() {
    let raw = "\u{feff}\n \nOne\r\ntwo\rthree\u{c}four\0\u{1}\n\n \n\t\n\n\n  five\u{2028}si\u{ad}x\n\n";
    assert_eq!(
        read("a.json", raw.replace('\0', "").as_bytes()).as_deref(),
        Ok("One\ntwo\nthree\nfour\n\n\n  five\nsix")
    );
    assert_eq!(read("a.tex", b"\\section{a} % b").as_deref(), Ok("\\section{a} % b"));
}

#[test]
fn word_documents_become_lines() {
    let inner = "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Head &amp; </w:t></w:r><w:r><w:t>line</w:t>\
        </w:r></w:p><w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c&#233;</w:t></w:r><w:del><w:r><w:delText>gone\
        </w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>2</w:t></w:r>\
        </w:p></w:tc><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>new</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>old\
        </w:t></w:r></w:p></mc:Fallback></mc:AlternateContent><w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>";
    let notes = "<w:footnotes xmlns:w=\"urn:w\"><w:footnote><w:p><w:r><w:t>A note</w:t></w:r></w:p></w:footnote>\
        </w:footnotes>";
    let edge = |kind: &str, text: &str| {
        format!("<w:{kind} xmlns:w=\"urn:w\"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>")
    };
    let file = archive(&[
        member("[Content_Types].xml", b"<Types/>"),
        member("word/document2.xml", body(inner).as_bytes()),
        member("word/footnotes.xml", notes.as_bytes()),
        member("word/header1.xml", edge("hdr", "Contract").as_bytes()),
        member("word/footer1.xml", edge("ftr", "No. HE-2291").as_bytes()),
        member("word/footer2.xml", edge("ftr", "No. HE-2291").as_bytes()),
    ]);
    let expected = "Head & line\na\tb\ncé\n1 2\t\t3\nnew\n\n\nA note\n\nContract\nNo. HE-2291";
    assert_eq!(read("a.docx", &file).as_deref(), Ok(expected));
    // Also under the name of the older format.
    assert_eq!(read("a.DOC", &file).as_deref(), Ok(expected));
}

#[test]
fn presentations_follow_their_own_order() {
    let slide = |text: &str| {
        format!("<p:sld xmlns:p=\"urn:p\" xmlns:a=\"urn:a\"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>")
    };
    let rels = |rows: &str| format!("<Relationships>{rows}</Relationships>");
    let mut members = vec![
        member("ppt/presentation.xml", br#"<p:presentation xmlns:p="u" xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="b"/><p:sldId id="257" r:id="a"/><p:sldId id="258" r:id="b"/></p:sldIdLst></p:presentation>"#),
        member("ppt/_rels/presentation.xml.rels", rels(r#"<Relationship Id="a" Type="x/slide" Target="slides/slide1.xml"/><Relationship Id="b" Type="x/slide" Target="/ppt/slides/slide2.xml"/>"#).as_bytes()),
        member("ppt/slides/slide1.xml", slide("first file").as_bytes()),
        member("ppt/slides/slide2.xml", slide("second file").as_bytes()),
        member("ppt/slides/_rels/slide2.xml.rels", rels(r#"<Relationship Id="n" Type="x/notesSlide" Target="../notesSlides/notesSlide7.xml"/>"#).as_bytes()),
        member("ppt/notesSlides/notesSlide7.xml", slide("its notes").as_bytes()),
    ];
    assert_eq!(read("a.pptx", &archive(&members)).as_deref(), Ok("second file\n\nits notes\n\n\nfirst file"));
    // Without a list, by number.
    members[0] = member("ppt/presentation.xml", b"<p/>");
    members[2] = member("ppt/slides/slide10.xml", slide("tenth").as_bytes());
    assert_eq!(read("a.pptx", &archive(&members)).as_deref(), Ok("second file\n\nits notes\n\n\ntenth"));
}

#[test]
fn old_documents_are_put_together_from_their_pieces() {
    let mut doc = Doc::narrow(b"Caf\xe9 \x13 PAGE \x141\x15\rr0\x07r1\x07\x07footheadend\0W\0\xac\x20");
    // Body, footnote, a header that is left out, an endnote; the body's last two characters are wide.
    let (text, wide) = ((TEXT * 2) | 0x4000_0000, TEXT + 35);
    doc.stories = [25, 4, 4, 0, 0, 3, 0];
    doc.bounds = vec![0, 23, 25, 36];
    doc.places = vec![text, wide, text + 23 * 2];
    let expected = "Café 1\nr0\tr1\nW€footend";
    assert_eq!(read("a.doc", &doc.bytes()).as_deref(), Ok(expected));
}

#[test]
fn other_formats_called_doc_are_read_too() {
    assert_eq!(read("a.doc", br"{\rtf1 Hello\par World}").as_deref(), Ok("Hello\nWorld"));
    assert_eq!(read("a.doc", b"<html><body><p>Hello</p></body>").as_deref(), Ok("Hello"));
    assert_eq!(read("a.doc", b"Hello"), Err(Unreadable::Broken));
}

#[test]
fn characters_of_a_pdf_become_words_and_lines() {
    let content = b"BT /F 10 Tf 1 0 0 1 50 700 Tm [(A)80(V)70(A)80(T)90(AR)-250(words)] TJ 0 -12 Td (hyphen-) Tj \
        0 -12 Td (ated of\\223ce) Tj 1 0 0 1 50 600 Tm (Revenue) Tj 1 0 0 1 150 600 Tm (1,284.7) Tj \
        1 0 0 1 250 600 Tm (1,143.0) Tj 1 0 0 1 50 584 Tm (Costs) Tj 100 0 Td (802.1) Tj 1 0 0 1 50 540 Tm (x) Tj \
        /F 7 Tf 5 4 Td (2) Tj \
        /F 10 Tf 1 0 0 1 50 528 Tm [(na)] TJ [(\\250)300(i)-20(ve)] TJ ET";
    let expected = "AVATAR words\nhyphenated of“ce\n\nRevenue\t1,284.7\t1,143.0\nCosts\t802.1\n\nx2\nnaïve";
    assert_eq!(read("a.pdf", &page(content, "", "", &[])).as_deref(), Ok(expected));
}

/// A font whose letters mean something only through its table of characters, and whose widths are ranges.
#[test]
fn fonts_with_a_table_of_characters_are_read() {
    let cmap = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange \
        <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0047> <0002> <20AC> endbfchar 1 beginbfrange <0003> <0005> \
        <0061> endbfrange endcmap end end";
    let fonts = [
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
          /W[1 2 900 3[500 500 500]]/DW 100/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4>>>>"
            .to_vec(),
        stream("", cmap, true),
    ];
    let content = b"BT /G 10 Tf 1 0 0 1 50 700 Tm <00010002> Tj 18 0 Td <000300040005> Tj ET";
    assert_eq!(read("a.pdf", &page(content, "/G 6 0 R", "", &fonts)).as_deref(), Ok("G€abc"));
}
