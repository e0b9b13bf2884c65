//! Files for the tests of text extraction, written byte by byte so that they can also be wrong.
#![allow(dead_code)] // each test program uses a part

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use std::io::{Cursor, Write};

/// A member of an archive, with what the archive says of it.
#[derive(Clone)]
pub struct Member {
    pub name: String,
    pub bytes: Vec<u8>,
    pub method: u16,
    pub crc: u32,
    pub packed: u32,
    pub unpacked: u32,
}

/// A member that is what it claims to be.
pub fn member(name: &str, content: &[u8]) -> Member {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("memory");
    let bytes = encoder.finish().expect("memory");
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let size = |length: usize| u32::try_from(length).expect("small");
    let (packed, unpacked) = (size(bytes.len()), size(content.len()));
    Member { name: name.to_owned(), bytes, method: 8, crc: crc.sum(), packed, unpacked }
}

/// An archive of the members.
pub fn archive(members: &[Member]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut list = Vec::new();
    for member in members {
        let offset = u32::try_from(file.len()).expect("small");
        let mut shared = Vec::new();
        shared.extend(20_u16.to_le_bytes());
        shared.extend(0_u16.to_le_bytes());
        shared.extend(member.method.to_le_bytes());
        shared.extend([0; 4]);
        shared.extend(member.crc.to_le_bytes());
        shared.extend(member.packed.to_le_bytes());
        shared.extend(member.unpacked.to_le_bytes());
        shared.extend(u16::try_from(member.name.len()).expect("small").to_le_bytes());
        shared.extend([0; 2]);
        file.extend(b"PK\x03\x04");
        file.extend(&shared);
        file.extend(member.name.as_bytes());
        file.extend(&member.bytes);
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&shared);
        list.extend([0; 10]);
        list.extend(offset.to_le_bytes());
        list.extend(member.name.as_bytes());
    }
    let at = u32::try_from(file.len()).expect("small");
    // Archives of more members than this count them in a record that is not read here.
    let count = u16::try_from(members.len()).unwrap_or(u16::MAX);
    file.extend(&list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(u32::try_from(list.len()).expect("small").to_le_bytes());
    file.extend(at.to_le_bytes());
    file.extend([0; 2]);
    file
}

/// The body of a Word document around `inner`.
pub fn body(inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"urn:w\" xmlns:mc=\"urn:mc\"><w:body>{inner}\
         </w:body></w:document>"
    )
}

/// A Word document with this body.
pub fn docx(inner: &str) -> Vec<u8> {
    archive(&[member("word/document.xml", body(inner).as_bytes())])
}

/// A PDF of objects numbered from one, the first of which is the catalogue.
pub fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{} 0 obj\n", number + 1).as_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let at = file.len();
    file.extend(table.as_bytes());
    file.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n", objects.len() + 1).as_bytes());
    file
}

/// A stream object, deflated if `packed`.
pub fn stream(entries: &str, content: &[u8], packed: bool) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("memory");
    let (filter, bytes) =
        if packed { ("/Filter/FlateDecode", encoder.finish().expect("memory")) } else { ("", content.to_vec()) };
    let head = format!("<<{entries}{filter}/Length {}>>\nstream\n", bytes.len());
    [head.as_bytes(), &bytes, b"\nendstream"].concat()
}

/// A PDF of one page with this content; the objects from 6 on are `more`, and `fonts` and `resources` may name them.
/// The font `/F` is Helvetica.
pub fn page(content: &[u8], fonts: &str, resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R\
             /Resources<</Font<</F 5 0 R{fonts}>>{resources}>>>>"
        )
        .into_bytes(),
        stream("", content, true),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ];
    objects.extend(more.iter().cloned());
    pdf(&objects)
}

/// What the header of a `.doc` says, and the stretches of its text: where they lie, and whether at two bytes a
/// character.
pub struct Doc {
    pub flags: u16,
    /// Characters of the body, the footnotes and so on.
    pub stories: [u32; 7],
    /// The bounds of the pieces, one more than pieces.
    pub bounds: Vec<u32>,
    /// Where each piece lies: as in the file, the bit for one byte a character included.
    pub places: Vec<u32>,
    pub text: Vec<u8>,
}

/// Where in the stream the text begins.
pub const TEXT: u32 = 0x800;

impl Doc {
    /// A document whose body is `text`, one byte a character.
    pub fn narrow(text: &[u8]) -> Self {
        let length = u32::try_from(text.len()).expect("small");
        let places = vec![(TEXT * 2) | 0x4000_0000];
        let stories = [length, 0, 0, 0, 0, 0, 0];
        Self { flags: 0x0200, stories, bounds: vec![0, length], places, text: text.to_vec() }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut main = vec![0; TEXT as usize];
        let mut table = vec![1, 2, 0, 9, 9, 2];
        let size = self.bounds.len() * 4 + self.places.len() * 8;
        table.extend(u32::try_from(size).expect("small").to_le_bytes());
        self.bounds.iter().for_each(|bound| table.extend(bound.to_le_bytes()));
        for place in &self.places {
            table.extend([0; 2]);
            table.extend(place.to_le_bytes());
            table.extend([0; 2]);
        }
        main[..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0]);
        main[0x0a..0x0c].copy_from_slice(&self.flags.to_le_bytes());
        for (number, length) in self.stories.iter().enumerate() {
            main[0x4c + number * 4..][..4].copy_from_slice(&length.to_le_bytes());
        }
        main[0x1a6..0x1aa].copy_from_slice(&u32::try_from(table.len()).expect("small").to_le_bytes());
        main.extend(&self.text);
        main.resize(main.len().max(8192), 0);
        compound(&[("WordDocument", &main), ("1Table", &table)])
    }
}

/// A compound file with these streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let file = Cursor::new(Vec::new());
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, file).expect("memory");
    for (name, bytes) in streams {
        let mut stream = file.create_stream(format!("/{name}")).expect("a new name");
        stream.write_all(bytes).expect("memory");
    }
    file.flush().expect("memory");
    file.into_inner().into_inner()
}
