//! From files to passages: what file search reads, and how it finds it again.
//!
//! ```text
//!  file ──▶ text (extract) ──▶ pieces of so many tokens (chunk) ──▶ the store's index (index, words, stem)
//!  query ──▶ terms (query) ──▶ the store's index ──▶ passages, each with a score from 0 to 1 (score)
//!  passage ──▶ the sentence that answers best (passage)
//! ```
//!
//! Knows no request and no run: it is given files, and ids to file them under.

pub mod chunk;
pub mod extract;
mod fold;
mod hits;
pub mod index;
mod library;
pub mod memo;
pub mod passage;
mod query;
mod score;
mod stem;
mod units;
mod words;

pub use extract::{PdfReader, READ_PDF, Unreadable, read_pdf_main};
pub use index::Passage;
pub use library::{Cut, Cutter, Library};
pub use passage::{MONTHS, best_passage};
pub use query::keywords;
