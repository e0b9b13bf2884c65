//! Identifiers: a prefix that tells the kind, and a tail of fixed length (`wire.md` §1).
//!
//! An id is `Copy` and holds its tail in place, so a stored message costs no allocation for the ids it names.

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};
use std::fmt;

/// What the typed ids have in common.
pub trait Id: Copy + Eq + Ord + std::hash::Hash + fmt::Display + fmt::Debug + Send + Sync + 'static {
    /// The kind's prefix with its separator, as `thread_`.
    const PREFIX: &'static str;
    /// How an id of this kind goes on after the prefix.
    const TAIL: Tail;
    /// A number of its own below [`KINDS`]: each kind is counted apart.
    const KIND: usize;

    /// The id with this tail.
    ///
    /// `tail` holds at least [`Tail::len`] ASCII bytes; more are left out.
    fn from_tail(tail: &[u8]) -> Self;

    /// Reads an id as a client writes it; `None` if it cannot be one of this kind.
    fn parse(text: &str) -> Option<Self> {
        let tail = text.strip_prefix(Self::PREFIX)?.as_bytes();
        let fits = tail.len() == Self::TAIL.len() && tail.iter().all(|b| Self::TAIL.allows(*b));
        fits.then(|| Self::from_tail(tail))
    }
}

/// The alphabet and length of what follows a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// 24 of `[A-Za-z0-9]`.
    Alnum24,
    /// 32 lower-case hexadecimal digits.
    Hex32,
}

impl Tail {
    /// Length in bytes (and characters).
    pub const fn len(self) -> usize {
        match self {
            Self::Alnum24 => 24,
            Self::Hex32 => 32,
        }
    }

    fn allows(self, byte: u8) -> bool {
        match self {
            Self::Alnum24 => byte.is_ascii_alphanumeric(),
            Self::Hex32 => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        }
    }
}

/// How many kinds of id there are.
pub const KINDS: usize = 13;

macro_rules! ids {
    ($($(#[$doc:meta])* $kind:literal $name:ident $prefix:literal $tail:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; Tail::$tail.len()]);

        impl Id for $name {
            const PREFIX: &'static str = $prefix;
            const TAIL: Tail = Tail::$tail;
            const KIND: usize = $kind;

            fn from_tail(tail: &[u8]) -> Self {
                let mut own = [0; Tail::$tail.len()];
                own.copy_from_slice(&tail[..Tail::$tail.len()]);
                Self(own)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                f.write_str(std::str::from_utf8(&self.0).expect("ids are ASCII"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                const PREFIX: &[u8] = $prefix.as_bytes();
                let mut whole = [0; PREFIX.len() + Tail::$tail.len()];
                whole[..PREFIX.len()].copy_from_slice(PREFIX);
                whole[PREFIX.len()..].copy_from_slice(&self.0);
                serializer.serialize_str(std::str::from_utf8(&whole).expect("ids are ASCII"))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let wrong = || D::Error::custom(format_args!("'{text}' is not an id of the form {}…", $prefix));
                Self::parse(&text).ok_or_else(wrong)
            }
        }
    )*};
}

ids! {
    /// An assistant.
    0 AssistantId "asst_" Alnum24;
    /// A thread.
    1 ThreadId "thread_" Alnum24;
    /// A message.
    2 MessageId "msg_" Alnum24;
    /// A run.
    3 RunId "run_" Alnum24;
    /// A run step.
    4 StepId "step_" Alnum24;
    /// A tool call inside a step.
    5 CallId "call_" Alnum24;
    /// An uploaded or generated file. A hyphen, never an underscore.
    6 FileId "file-" Alnum24;
    /// A vector store.
    7 VectorStoreId "vs_" Hex32;
    /// A project: one API key's world.
    8 ProjectId "proj_" Alnum24;
    /// A request, in `x-request-id`.
    9 RequestId "req_" Hex32;
    /// Files that were put into a vector store together.
    10 FileBatchId "vsfb_" Hex32;
    /// An upload in parts.
    11 UploadId "upload_" Hex32;
    /// A part of an upload.
    12 PartId "part_" Hex32;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_prints() {
        let text = "thread_AbCdEfGhIjKlMnOpQrStUv12";
        assert_eq!(ThreadId::parse(text).map(|id| id.to_string()).as_deref(), Some(text));
    }

    #[test]
    fn what_is_not_an_id_does_not_read() {
        for text in ["", "thread_", "thread_short", "run_AbCdEfGhIjKlMnOpQrStUv12", "thread_AbCdEfGhIjKlMnOpQrStUv1é"]
        {
            assert_eq!(ThreadId::parse(text), None, "{text}");
        }
        assert_eq!(VectorStoreId::parse("vs_ABCDEF00112233445566778899aabbcc"), None);
    }
}
