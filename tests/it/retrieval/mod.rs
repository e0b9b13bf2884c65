//! Files to text, and text found again.

mod extract;
mod hostile;
mod hostile_pdfs;
mod make;
mod relevance;
