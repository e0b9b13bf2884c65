//! PDFs, read in a process of their own.
//!
//! The format has more ways to run in circles, to recurse and to unpack into nothing but memory than any reader of it
//! guards against. So the reading is done by a child that has set limits to itself, and that may crash: the parent only
//! sees text or none.

use super::layout::Layout;
use super::{MAX_TEXT, Result, Unreadable, widths};
use parking_lot::Mutex;
use pdf_extract::{Document, output_doc, output_doc_page};
use std::fs::File;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The argument that makes the program the child.
pub const READ_PDF: &str = "read-pdf";
/// The most bytes of a file.
const MAX_FILE: u64 = 512 << 20;
/// How long the child works at most.
const WALL: Duration = Duration::from_secs(20);
/// How long the parent waits at most, should the child's own limits all fail.
const PATIENCE: Duration = Duration::from_secs(30);
/// The child's stack: pages within pages end in an error long before it does, and what does not ends the child.
const STACK: usize = 64 << 20;
/// Seconds of processor time for the child.
#[cfg(unix)]
const CPU: u64 = 5;
/// The bytes that the child may map beyond those that it has when it starts.
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;

/// How the child says that there is no text.
const BROKEN: u8 = 2;
/// How the child says that there is too much text.
const TOO_LARGE: u8 = 3;

/// The program that reads PDFs in a process of its own.
#[derive(Debug)]
pub struct PdfReader {
    program: Option<PathBuf>,
    /// One at a time: each may take its whole allowance of memory.
    turn: Mutex<()>,
}

impl PdfReader {
    /// Uses `program`, which must call [`read_pdf_main`] first of all when its only argument is [`READ_PDF`]. Without one,
    /// no PDF can be read.
    pub fn new(program: Option<PathBuf>) -> Self {
        Self { program, turn: Mutex::new(()) }
    }

    /// The text of a PDF. Blocks until the child is done: mostly milliseconds, at most 30 seconds.
    ///
    /// # Errors
    /// `TooLarge` for files over 512 MiB and text over [`MAX_TEXT`]; `Broken` for whatever else the child could not
    /// read: encrypted, damaged, beyond its limits, or no program to start.
    pub(super) fn read(&self, file: File) -> Result<String> {
        if file.metadata().map_err(|_| Unreadable::Broken)?.len() > MAX_FILE {
            return Err(Unreadable::TooLarge);
        }
        let _turn = self.turn.lock();
        let mut child = Command::new(self.program.as_ref().ok_or(Unreadable::Broken)?);
        child.arg(READ_PDF).stdin(Stdio::from(file)).stdout(Stdio::piped()).stderr(Stdio::null());
        // mimalloc sets a gigabyte aside at its first allocation, which the child could then fill beyond its limit.
        child.env("MIMALLOC_ARENA_RESERVE", "16MiB");
        let mut child = child.spawn().map_err(|_| Unreadable::Broken)?;
        let written = gather(&mut child);
        let full = written.as_ref().is_some_and(|bytes| bytes.len() > MAX_TEXT);
        if written.is_none() || full {
            // It may have ended by itself meanwhile, which is as good.
            let _ = child.kill();
        }
        let end = child.wait().map_err(|_| Unreadable::Broken)?;
        match (end.code(), written) {
            _ if full => Err(Unreadable::TooLarge),
            (Some(0), Some(bytes)) => String::from_utf8(bytes).map_err(|_| Unreadable::Broken),
            (Some(code), _) if code == i32::from(TOO_LARGE) => Err(Unreadable::TooLarge),
            _ => Err(Unreadable::Broken),
        }
    }
}

/// What the child writes until it closes its end, and no more than one byte beyond [`MAX_TEXT`]; nothing if that takes
/// longer than [`PATIENCE`].
fn gather(child: &mut Child) -> Option<Vec<u8>> {
    let output = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    let read = move || {
        let mut bytes = Vec::new();
        let read = output.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes);
        // Nobody listens any more once the patience has ended.
        let _ = sender.send(read.ok().map(|_| bytes));
    };
    thread::Builder::new().name("pdf-text".to_owned()).spawn(read).ok()?;
    receiver.recv_timeout(PATIENCE).ok().flatten()
}

/// What the child does: reads a PDF from its standard input and writes the text to its standard output, under limits of
/// 20 seconds, and on Unix of 5 seconds of processor time and 1 GiB of memory. It changes the whole process and must be
/// the only thing that the process does; no thread may have been started before.
///
/// Returns failure, with nothing written, if there is no text.
pub fn read_pdf_main() -> ExitCode {
    confine();
    // A panic is the answer that the PDF is broken, and nobody reads the child's words.
    std::panic::set_hook(Box::new(|_| {}));
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        let text = standard_input().and_then(|bytes| read(&bytes));
        // Nobody listens any more once the time is up.
        let _ = sender.send(text);
    };
    if thread::Builder::new().stack_size(STACK).spawn(work).is_err() {
        return ExitCode::from(BROKEN);
    }
    // This thread is the watchdog: when it returns, the process ends, whatever the other is doing.
    match receiver.recv_timeout(WALL) {
        Ok(Ok(text)) if io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()).is_ok() => {
            ExitCode::SUCCESS
        }
        Ok(Err(Unreadable::TooLarge)) => ExitCode::from(TOO_LARGE),
        _ => ExitCode::from(BROKEN),
    }
}

/// Sets the limits that the system keeps.
#[cfg(unix)]
fn confine() {
    use rlimit::Resource;
    // What the allocator has set aside before `main` counts as mapped, but is no use of memory.
    let memory = MEMORY + mapped();
    let limits = [(Resource::CPU, CPU), (Resource::AS, memory), (Resource::CORE, 0), (Resource::FSIZE, 0)];
    for (resource, limit) in limits {
        // Not every system has each of them, and a stricter limit from outside cannot be raised.
        let _ = rlimit::setrlimit(resource, limit, limit);
    }
}

/// How many bytes this process has mapped; zero where the system does not say.
#[cfg(unix)]
fn mapped() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")?.trim().strip_suffix(" kB")?.parse().ok());
    size.map_or(0, |kibibytes: u64| kibibytes << 10)
}

/// Elsewhere there are none to be set without unsafe code; the watchdog remains.
#[cfg(not(unix))]
fn confine() {}

fn standard_input() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|_| Unreadable::Broken)?;
    if bytes.len() as u64 > MAX_FILE { Err(Unreadable::TooLarge) } else { Ok(bytes) }
}

/// The text of a PDF. A page that cannot be read is left out, unless there is no other.
fn read(bytes: &[u8]) -> Result<String> {
    let mut document = Document::load_mem(bytes).map_err(|_| Unreadable::Broken)?;
    if document.is_encrypted() {
        // Many files are encrypted only against changes, and open with the empty password.
        document.decrypt("").map_err(|_| Unreadable::Broken)?;
    }
    widths::write_out(&mut document);
    let mut layout = Layout::default();
    let whole = attempt(|| output_doc(&document, &mut layout).is_ok());
    let pages: Vec<u32> = if whole { Vec::new() } else { document.get_pages().into_keys().collect() };
    for page in pages {
        // The pages before the one that failed are there; that one is tried again only if it was never begun.
        if page > layout.page() && !layout.is_full() {
            attempt(|| output_doc_page(&document, &mut layout, page).is_ok());
        }
    }
    let full = layout.is_full();
    let text = layout.finish();
    match text.trim().is_empty() {
        _ if full => Err(Unreadable::TooLarge),
        true => Err(Unreadable::Broken),
        false => Ok(text),
    }
}

/// Whether the reader of PDFs came to an end with something that it takes for a page: where a font or an operand is not
/// as expected it panics, which says nothing of the pages that follow.
fn attempt(read: impl FnOnce() -> bool) -> bool {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(false)
}
