//! Zip archives, as far as office documents need them: names, and the bytes of one member at a time.
//!
//! Nothing that an archive says of sizes is believed: what is unpacked is counted as it comes out. No name from an
//! archive is ever used as a path.

use super::{MAX_TEXT, Result, Unreadable};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::io::{Read, Seek, SeekFrom};

/// The most members of one archive.
const MAX_MEMBERS: usize = 1000;
/// The most bytes of the list of members: long names, and what programs add to them, included.
const MAX_LIST: u64 = 1 << 20;
/// The most bytes that are unpacked from one archive, all members together.
const MAX_UNPACKED: u64 = MAX_TEXT as u64;
/// How many times larger than packed a member may be, once it has grown beyond [`FREE`] bytes. Repetitive documents
/// reach twenty; deflate itself ends near a thousand.
const MAX_RATIO: u64 = 100;
/// How many bytes may come out before the ratio counts: the small files of empty documents shrink best.
const FREE: u64 = 1 << 20;

/// The record at the end of an archive without its comment, and the mark that it begins with.
const END: usize = 22;
const END_MARK: &[u8] = b"PK\x05\x06";
/// The fixed part of an entry of the list of members.
const ENTRY: usize = 46;
/// The fixed part of what precedes a member's bytes.
const LOCAL: u64 = 30;

/// An open archive.
pub(super) struct Archive<R> {
    source: R,
    members: Vec<Member>,
    /// How many bytes may still be unpacked.
    left: u64,
}

struct Member {
    name: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    offset: u64,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the list of members.
    ///
    /// # Errors
    /// `TooLarge` beyond [`MAX_MEMBERS`] or [`MAX_LIST`], `Broken` for anything that is no whole archive in one file.
    pub(super) fn open(mut source: R) -> Result<Self> {
        let (end, at) = end_record(&mut source)?;
        let (count, size, offset) = (u16_at(&end, 10)?, u64::from(u32_at(&end, 12)?), u64::from(u32_at(&end, 16)?));
        let count = usize::from(count);
        // Archives of over 65,535 members or 4 GiB state the largest numbers here, and are far beyond what is read.
        if count > MAX_MEMBERS || size > MAX_LIST {
            return Err(Unreadable::TooLarge);
        }
        if offset.checked_add(size).is_none_or(|list_end| list_end > at) {
            return Err(Unreadable::Broken);
        }
        source.seek(SeekFrom::Start(offset)).map_err(|_| Unreadable::Broken)?;
        let mut list = Vec::new();
        source.by_ref().take(size).read_to_end(&mut list).map_err(|_| Unreadable::Broken)?;
        let mut members = Vec::with_capacity(count);
        let mut rest = list.as_slice();
        for _ in 0..count {
            members.push(member(&mut rest)?);
        }
        Ok(Self { source, members, left: MAX_UNPACKED })
    }

    /// The names of all members, as they stand in the list.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }

    /// The bytes of a member, unpacked; nothing if there is none of this name.
    ///
    /// # Errors
    /// `TooLarge` for a member beyond the bounds, `Broken` for one that is encrypted, packed in another way than
    /// deflate, or not what its checksum says.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(member) = self.members.iter().find(|member| member.name == name) else { return Ok(None) };
        if member.flags & 1 != 0 {
            return Err(Unreadable::Broken);
        }
        self.source.seek(SeekFrom::Start(member.offset)).map_err(|_| Unreadable::Broken)?;
        let mut local = Vec::new();
        self.source.by_ref().take(LOCAL).read_to_end(&mut local).map_err(|_| Unreadable::Broken)?;
        if !local.starts_with(super::ZIP) {
            return Err(Unreadable::Broken);
        }
        let skip = i64::from(u16_at(&local, 26)?) + i64::from(u16_at(&local, 28)?);
        self.source.seek(SeekFrom::Current(skip)).map_err(|_| Unreadable::Broken)?;
        let packed = self.source.by_ref().take(member.packed);
        let bytes = match member.method {
            0 => {
                let mut bytes = Vec::new();
                let mut packed = packed.take(self.left + 1);
                packed.read_to_end(&mut bytes).map_err(|_| Unreadable::Broken)?;
                bytes
            }
            8 => inflate(DeflateDecoder::new(packed), self.left)?,
            _ => return Err(Unreadable::Broken),
        };
        if bytes.len() as u64 > self.left {
            return Err(Unreadable::TooLarge);
        }
        let mut crc = Crc::new();
        crc.update(&bytes);
        if crc.sum() != member.crc {
            return Err(Unreadable::Broken);
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }
}

/// Unpacks to the end, or until a bound is passed.
fn inflate(mut source: DeflateDecoder<impl Read>, left: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut block = vec![0; 64 << 10];
    loop {
        let read = source.read(&mut block).map_err(|_| Unreadable::Broken)?;
        if read == 0 {
            return Ok(bytes);
        }
        bytes.extend_from_slice(&block[..read]);
        let size = bytes.len() as u64;
        // Against what was really read, not what the list says: a member may claim any packed size.
        if size > left || (size > FREE && size > source.total_in().saturating_mul(MAX_RATIO)) {
            return Err(Unreadable::TooLarge);
        }
    }
}

/// The record at the end and where it begins. It is looked for from the back: a comment may follow it.
fn end_record(source: &mut (impl Read + Seek)) -> Result<(Vec<u8>, u64)> {
    let size = source.seek(SeekFrom::End(0)).map_err(|_| Unreadable::Broken)?;
    let start = size.saturating_sub(END as u64 + u64::from(u16::MAX));
    source.seek(SeekFrom::Start(start)).map_err(|_| Unreadable::Broken)?;
    let mut tail = Vec::new();
    source.by_ref().take(size - start).read_to_end(&mut tail).map_err(|_| Unreadable::Broken)?;
    let at = tail.windows(END).rposition(|window| window.starts_with(END_MARK)).ok_or(Unreadable::Broken)?;
    Ok((tail[at..at + END].to_vec(), start + at as u64))
}

/// Takes the first entry off the list of members.
fn member(list: &mut &[u8]) -> Result<Member> {
    if !list.starts_with(b"PK\x01\x02") {
        return Err(Unreadable::Broken);
    }
    let name_length = usize::from(u16_at(list, 28)?);
    let rest = usize::from(u16_at(list, 30)?) + usize::from(u16_at(list, 32)?);
    let name = list.get(ENTRY..ENTRY + name_length).ok_or(Unreadable::Broken)?;
    let member = Member {
        // Names that matter are ASCII; some programs write them with the other slash.
        name: String::from_utf8_lossy(name).replace('\\', "/"),
        flags: u16_at(list, 8)?,
        method: u16_at(list, 10)?,
        crc: u32_at(list, 16)?,
        packed: u64::from(u32_at(list, 20)?),
        offset: u64::from(u32_at(list, 42)?),
    };
    *list = list.get(ENTRY + name_length + rest..).ok_or(Unreadable::Broken)?;
    Ok(member)
}

/// A number of two bytes, the lower first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Result<u16> {
    let pair = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Unreadable::Broken)?;
    Ok(u16::from_le_bytes(*pair))
}

/// A number of four bytes, the lowest first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Result<u32> {
    let four = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Unreadable::Broken)?;
    Ok(u32::from_le_bytes(*four))
}
