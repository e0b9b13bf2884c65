//! PDFs that are meant to do harm: each is answered within the limits of the process that reads it.

use super::hostile::{BROKEN, check, file, reader};
use super::make::{page, pdf, stream};
use understage::retrieval::extract::{PdfReader, Unreadable, text};

/// A page whose content says `seen`, with these resources and objects.
fn seen(more_content: &[u8], fonts: &str, resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    page(&[b"BT /F 10 Tf (seen) Tj ET ", more_content].concat(), fonts, resources, more)
}

/// A composite font whose table of characters is `cmap`, as the objects from 6 on.
fn composite(cmap: &[u8], widths: &str) -> Vec<Vec<u8>> {
    let descendant = format!(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
         {widths}/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4>>>>"
    );
    vec![
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>".to_vec(),
        descendant.into_bytes(),
        stream("", cmap, true),
    ]
}

#[test]
fn pdfs_that_are_damaged() {
    let whole = seen(b"", "", "", &[]);
    let text = String::from_utf8_lossy(&whole).into_owned();
    let length = |claimed: &str| {
        let object = [b"<</Length ", claimed.as_bytes(), b">>\nstream\nBT /F 10 Tf (seen) Tj ET\nendstream"].concat();
        pdf(&[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_vec(),
            object,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        ])
    };
    let halves = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_vec(),
        stream("", b"BT /F 10 Tf (seen) Tj ET", true),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>".to_vec(),
    ];
    check(vec![
        ("as it should be", "a.pdf", whole.clone(), Ok("seen")),
        ("lines before the mark", "a.pdf", [b"mail\n".to_vec(), whole.clone()].concat(), Ok("seen")),
        ("the mark only", "a.pdf", b"%PDF-1.7".to_vec(), BROKEN),
        ("no mark", "a.pdf", b"Hello".to_vec(), BROKEN),
        ("cut short", "a.pdf", whole[..whole.len() / 2].to_vec(), BROKEN),
        ("no text", "a.pdf", page(b"0 0 9 9 re f", "", "", &[]), BROKEN),
        ("a length too small", "a.pdf", length("3"), BROKEN),
        ("a length beyond the end", "a.pdf", length("999999999"), BROKEN),
        ("a length below zero", "a.pdf", length("-1"), BROKEN),
        ("a length that is itself", "a.pdf", length("4 0 R"), BROKEN),
        ("one page of two without a size", "a.pdf", pdf(&halves), Ok("seen")),
        ("no catalogue", "a.pdf", text.replace("/Root 1 0 R", "/Root 9 0 R").into_bytes(), BROKEN),
    ]);
}

#[test]
fn pdfs_that_run_in_circles() {
    let catalogue = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let form = |next: &str| {
        stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {next}>>>>"), b"/X Do", false)
    };
    let tree = |kids: &str| pdf(&[catalogue.clone(), format!("<</Type/Pages/Kids[{kids}]/Count 1>>").into_bytes()]);
    let inherits = pdf(&[
        catalogue.clone(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_vec(),
        stream("", b"BT (seen) Tj ET", true),
    ]);
    let own = seen(b"", "", "", &[stream("/Type/ObjStm/N 1/First 4/Extends 6 0 R", b"6 0 <</A 6 0 R>>", true)]);
    let before =
        String::from_utf8_lossy(&seen(b"", "", "", &[])).replace("trailer\n<<", "trailer\n<</Prev 9/XRefStm 9");
    let own_font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>".to_vec();
    check(vec![
        ("pages within themselves", "a.pdf", tree("2 0 R"), BROKEN),
        ("pages within themselves, often", "a.pdf", tree(&"2 0 R ".repeat(100_000)), BROKEN),
        ("a parent that is its own", "a.pdf", inherits, BROKEN),
        ("a form that draws itself", "a.pdf", seen(b"/X Do", "", "/XObject<</X 6 0 R>>", &[form("6 0 R")]), BROKEN),
        (
            "two forms that draw each other",
            "a.pdf",
            seen(b"/X Do", "", "/XObject<</X 6 0 R>>", &[form("7 0 R"), form("6 0 R")]),
            BROKEN,
        ),
        ("a stream of objects that holds itself", "a.pdf", own, Ok("seen")),
        ("an earlier table that is no table", "a.pdf", before.into_bytes(), BROKEN),
        ("a font made of itself", "a.pdf", seen(b"BT /G 9 Tf <0001> Tj ET", "/G 6 0 R", "", &[own_font]), Ok("seen")),
        ("an object that is itself", "a.pdf", seen(b"", "/G 6 0 R", "", &[b"6 0 R".to_vec()]), Ok("seen")),
    ]);
}

#[test]
fn pdfs_that_grow() {
    let many = |content: &[u8], times: usize| content.repeat(times);
    let bomb = stream("", &vec![b' '; 512 << 20], true);
    let nested = |open: &[u8]| seen(&many(open, 100_000), "", "", &[]);
    let table = b"<</Type/XRef/Size 4294967295/W[1 4 2]/Index[0 4294967295]/Root 1 0 R/Length 0>>\nstream\n\nendstream";
    let table = [b"%PDF-1.7\n1 0 obj\n".as_slice(), table, b"\nendobj\nstartxref\n9\n%%EOF"].concat();
    let range = b"begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 1 beginbfrange \
        <00000000> <FFFFFFFF> <0000> endbfrange endcmap";
    let composite_page =
        |cmap: &[u8], widths: &str| seen(b"BT /G 9 Tf <0001> Tj ET", "/G 6 0 R", "", &composite(cmap, widths));
    let same = [b"<</Type/Pages/Count 1/Kids[".to_vec(), b"3 0 R ".repeat(1_000_000), b"]>>".to_vec()].concat();
    check(vec![
        ("arrays within arrays in a page", "a.pdf", nested(b"["), BROKEN),
        ("dictionaries within dictionaries", "a.pdf", nested(b"<</A"), BROKEN),
        ("brackets within a string", "a.pdf", nested(b"("), Ok("seen")),
        ("arrays within arrays in an object", "a.pdf", seen(b"", "", "", &[b"[".repeat(100_000)]), Ok("seen")),
        ("states without end", "a.pdf", nested(b"q "), Ok("seen")),
        ("a bomb", "a.pdf", seen(b"", "", "/XObject<</X 6 0 R>>", std::slice::from_ref(&bomb)), Ok("seen")),
        (
            "a page that is a bomb",
            "a.pdf",
            pdf(&[
                b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[4 0 R 4 0 R 4 0 R 4 0 R]>>".to_vec(),
                bomb,
            ]),
            BROKEN,
        ),
        ("a table of four thousand million", "a.pdf", table, BROKEN),
        ("characters without end", "a.pdf", composite_page(range, ""), BROKEN),
        ("widths without end", "a.pdf", composite_page(b"", "/W[0 99999999999 500]"), Ok("seen")),
        (
            "a million pages that are one",
            "a.pdf",
            pdf(&[
                b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
                same,
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".to_vec(),
                stream("", &b"BT /F 9 Tf (seen) Tj ET ".repeat(1000), true),
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
            ]),
            Ok("seen"),
        ),
        ("a page of strings", "a.pdf", seen(&b"BT /F 9 Tf (abcdefgh) Tj ET ".repeat(100_000), "", "", &[]), Ok("seen")),
    ]);
}

#[test]
fn a_file_larger_than_any_is_not_read() {
    let sparse = file(b"%PDF-1.7");
    sparse.set_len(600 << 20).expect("sparse");
    assert_eq!(text("a.pdf", sparse, &reader()), Err(Unreadable::TooLarge));
    let sparse = file(b"Hello");
    sparse.set_len(600 << 20).expect("sparse");
    assert_eq!(text("a.txt", sparse, &reader()), Err(Unreadable::TooLarge));
}

#[test]
fn whatever_the_program_does_there_is_an_answer() {
    let answer = |program: &str| text("a.pdf", file(&seen(b"", "", "", &[])), &PdfReader::new(Some(program.into())));
    assert_eq!(answer("/nowhere/understage"), Err(Unreadable::Broken));
    if cfg!(unix) {
        // Fails; succeeds without a word; repeats its argument without end.
        assert_eq!(answer("false"), Err(Unreadable::Broken));
        assert_eq!(answer("true"), Err(Unreadable::Broken));
        assert_eq!(answer("yes"), Err(Unreadable::TooLarge));
    }
}
