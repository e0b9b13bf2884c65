//! Compound files, the container of Office before 2007: a small file system of sectors and chains.

use super::zip::{u16_at, u32_at};
use super::{Result, Unreadable};
use std::io::{Read, Seek, SeekFrom};

/// How a compound file begins.
pub(super) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The most bytes of the directory: 32,768 entries.
const MAX_DIRECTORY: usize = 4 << 20;
/// The most bytes of the stream that holds all short streams.
const MAX_MINI: usize = 64 << 20;

/// Chains consist of numbers below this; those above end a chain or mark a sector that is in none.
const LAST: u32 = 0xffff_fffa;
/// One entry of the directory, in bytes.
const ENTRY: usize = 128;

/// An open compound file.
pub(super) struct Compound<R> {
    source: R,
    /// Bytes of one sector: 512 or 4096.
    sector: usize,
    /// Bytes below which a stream is short.
    cutoff: usize,
    /// The number that follows each sector in its chain. As long as the file has sectors, at most.
    fat: Vec<u32>,
    directory: Vec<u8>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
}

/// An entry of the directory.
struct Entry {
    start: u32,
    size: usize,
    left: u32,
    right: u32,
    child: u32,
}

impl<R: Read + Seek> Compound<R> {
    /// Reads the tables of a compound file.
    ///
    /// # Errors
    /// `Broken` if a table is damaged, leaves the file or runs in circles; `TooLarge` beyond the bounds.
    pub(super) fn open(mut source: R) -> Result<Self> {
        let length = source.seek(SeekFrom::End(0)).map_err(|_| Unreadable::Broken)?;
        let mut header = Vec::new();
        source.rewind().map_err(|_| Unreadable::Broken)?;
        source.by_ref().take(512).read_to_end(&mut header).map_err(|_| Unreadable::Broken)?;
        let sector = match u16_at(&header, 0x1e)? {
            9 => 512,
            12 => 4096,
            _ => return Err(Unreadable::Broken),
        };
        if !header.starts_with(MAGIC) || u16_at(&header, 0x20)? != 6 {
            return Err(Unreadable::Broken);
        }
        let cutoff = u32_at(&header, 0x38)? as usize;
        let empty = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (fat, directory, mini_fat, mini) = empty;
        let mut file = Self { source, sector, cutoff, fat, directory, mini_fat, mini };
        file.fat = file.table(&header, usize::try_from(length).map_err(|_| Unreadable::TooLarge)? / sector + 1)?;
        file.directory = file.chain(u32_at(&header, 0x30)?, MAX_DIRECTORY)?;
        let mini_fat = file.chain(u32_at(&header, 0x3c)?, MAX_MINI / 16)?;
        file.mini_fat = numbers(&mini_fat).collect();
        let root = file.entry(0)?;
        file.mini = file.chain(root.start, MAX_MINI)?;
        Ok(file)
    }

    /// The bytes of a stream in the root folder, at most `most` of them; nothing if there is none of this name.
    ///
    /// # Errors
    /// `Broken` if its chain is damaged, `TooLarge` if it has more than `most` bytes.
    pub(super) fn stream(&mut self, name: &str, most: usize) -> Result<Option<Vec<u8>>> {
        let Some(entry) = self.find(name)? else { return Ok(None) };
        if entry.size > most {
            return Err(Unreadable::TooLarge);
        }
        let mut bytes =
            if entry.size < self.cutoff { self.short(&entry)? } else { self.chain(entry.start, entry.size)? };
        bytes.truncate(entry.size);
        Ok(Some(bytes))
    }

    /// The table of chains, of a file that has `sectors`. The first 109 of its own sectors stand in the header, the
    /// others in sectors that each name the next.
    fn table(&mut self, header: &[u8], sectors: usize) -> Result<Vec<u32>> {
        let most = sectors.div_ceil(self.sector / 4);
        let mut parts: Vec<u32> = numbers(&header[0x4c..]).take_while(|part| *part < LAST).collect();
        let mut next = u32_at(header, 0x44)?;
        while next < LAST && parts.len() <= most {
            let list = self.sector_at(next)?;
            let mut list: Vec<u32> = numbers(&list).collect();
            next = list.pop().unwrap_or(LAST);
            let before = parts.len();
            parts.extend(list.into_iter().take_while(|part| *part < LAST));
            if parts.len() == before {
                break;
            }
        }
        // More than the file has room for: a list that runs in circles.
        if parts.len() > most {
            return Err(Unreadable::Broken);
        }
        let mut table = Vec::with_capacity(parts.len() * self.sector / 4);
        for part in parts {
            table.extend(numbers(&self.sector_at(part)?));
        }
        Ok(table)
    }

    /// The bytes of a chain: all of it, or the first `most` bytes rounded up to a sector.
    fn chain(&mut self, start: u32, most: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let (mut next, mut steps) = (start, 0);
        while next < LAST && bytes.len() < most {
            bytes.extend(self.sector_at(next)?);
            next = *self.fat.get(next as usize).ok_or(Unreadable::Broken)?;
            steps += 1;
            if steps > self.fat.len() {
                return Err(Unreadable::Broken);
            }
        }
        Ok(bytes)
    }

    /// The bytes of a short stream, which lie in pieces of 64 in a stream of their own.
    fn short(&self, entry: &Entry) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let (mut next, mut steps) = (entry.start, 0);
        while next < LAST && bytes.len() < entry.size {
            let at = next as usize * 64;
            bytes.extend_from_slice(self.mini.get(at..at + 64).ok_or(Unreadable::Broken)?);
            next = *self.mini_fat.get(next as usize).ok_or(Unreadable::Broken)?;
            steps += 1;
            if steps > self.mini_fat.len() {
                return Err(Unreadable::Broken);
            }
        }
        Ok(bytes)
    }

    /// One sector; the last of a file may be cut short.
    fn sector_at(&mut self, number: u32) -> Result<Vec<u8>> {
        let at = (u64::from(number) + 1) * self.sector as u64;
        self.source.seek(SeekFrom::Start(at)).map_err(|_| Unreadable::Broken)?;
        let mut bytes = Vec::with_capacity(self.sector);
        self.source.by_ref().take(self.sector as u64).read_to_end(&mut bytes).map_err(|_| Unreadable::Broken)?;
        if bytes.is_empty() {
            return Err(Unreadable::Broken);
        }
        bytes.resize(self.sector, 0);
        Ok(bytes)
    }

    /// Looks for a stream among the children of the root only: embedded documents have streams of the same names.
    fn find(&self, name: &str) -> Result<Option<Entry>> {
        let wanted: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let mut open = vec![self.entry(0)?.child];
        let mut visited = 0;
        while let Some(number) = open.pop() {
            if number >= LAST {
                continue;
            }
            visited += 1;
            if visited > self.directory.len() / ENTRY {
                return Err(Unreadable::Broken);
            }
            let entry = self.entry(number)?;
            let raw = &self.directory[number as usize * ENTRY..];
            // The kind 2 is a stream.
            if raw.starts_with(&wanted) && raw[0x42] == 2 {
                return Ok(Some(entry));
            }
            open.extend([entry.left, entry.right]);
        }
        Ok(None)
    }

    fn entry(&self, number: u32) -> Result<Entry> {
        let at = number as usize * ENTRY;
        let raw = self.directory.get(at..at + ENTRY).ok_or(Unreadable::Broken)?;
        Ok(Entry {
            left: u32_at(raw, 0x44)?,
            right: u32_at(raw, 0x48)?,
            child: u32_at(raw, 0x4c)?,
            start: u32_at(raw, 0x74)?,
            size: u32_at(raw, 0x78)? as usize,
        })
    }
}

/// The numbers of four bytes in a table.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks().0.iter().map(|four| u32::from_le_bytes(*four))
}
