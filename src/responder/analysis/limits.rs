//! How much is read, worked on and drawn. Requests come from anybody's program and files from anywhere, so every
//! size that a file or message chooses has a bound here.

/// Bytes read of a file: far beyond what is charted in practice, and a small part of a developer's memory.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Rows kept of a file; the rest is left out and the reply says so.
pub const MAX_ROWS: usize = 500_000;
/// Columns of a file; wider files are matrices, not tables with names to ask for.
pub const MAX_COLUMNS: usize = 500;
/// Characters of a message that are read for a request: a request is a sentence, the rest is pasted text.
pub const MAX_MESSAGE: usize = 8_000;
/// Words of a message compared with column names: the comparison costs words times columns.
pub const MAX_WORDS: usize = 600;
/// Earlier messages looked at for what a follow-up means.
pub const MAX_EARLIER: usize = 20;
/// Different values of a text column that are looked for in a message.
pub const MAX_LEVELS: usize = 5_000;
/// Lines drawn, one for each entity; more cannot be told apart with ten colours.
pub const MAX_ENTITIES: usize = 10;
/// Lines drawn of "all other columns": what a legend has room for.
pub const MAX_LINES: usize = 20;
/// Bars with names below them that still can be read.
pub const MAX_BARS: usize = 40;
/// Slices of a pie before the rest becomes "Other".
pub const MAX_SLICES: usize = 8;
/// Charts made for one request.
pub const MAX_CHARTS: usize = 6;
/// Rows shown in a printed preview or a table of the reply.
pub const MAX_SHOWN: usize = 20;
/// Characters kept of a column name, and of a name drawn: what is longer is no name but text gone astray.
pub const MAX_KEPT: usize = 200;
/// Characters of a name from a file that are repeated in text.
pub const MAX_NAME: usize = 80;
/// Largest number taken seriously; beyond it differences overflow and axes lose their meaning.
pub const MAX_NUMBER: f64 = 1e100;
