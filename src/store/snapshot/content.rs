//! The bytes of a file in a snapshot: as text where they are text, so that a difference can be read.

use crate::store::{Blob, Blobs};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use std::io;
use std::sync::Arc;

/// The bytes of a file on their way into a snapshot or out of one.
#[derive(Debug)]
pub enum Content {
    /// Still in their place; read one file at a time while a snapshot is written.
    Kept(Arc<Blob>),
    /// As a snapshot had them.
    Read(Vec<u8>),
}

/// How a snapshot shows them.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shown {
    Text(String),
    Base64(String),
}

impl Content {
    /// How many bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::Kept(blob) => blob.size(),
            Self::Read(bytes) => bytes.len() as u64,
        }
    }

    /// The bytes in a place of their own.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn keep(self, blobs: &Blobs) -> io::Result<Arc<Blob>> {
        match self {
            Self::Kept(blob) => Ok(blob),
            Self::Read(bytes) => blobs.keep(&bytes).map(Arc::new),
        }
    }
}

/// Whether text can be read in a snapshot: nothing in it but ends of lines and tabs controls anything.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

impl From<Vec<u8>> for Shown {
    fn from(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) if is_plain(&text) => Self::Text(text),
            Ok(text) => Self::Base64(STANDARD.encode(text)),
            Err(not_text) => Self::Base64(STANDARD.encode(not_text.as_bytes())),
        }
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = match self {
            Self::Kept(blob) => std::fs::read(blob.path()).map_err(ser::Error::custom)?,
            Self::Read(bytes) => bytes.clone(),
        };
        Shown::from(bytes).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Shown::deserialize(deserializer)? {
            Shown::Text(text) => Ok(Self::Read(text.into_bytes())),
            Shown::Base64(text) => {
                STANDARD.decode(text).map(Self::Read).map_err(|why| de::Error::custom(format!("no base64: {why}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(bytes: &[u8]) -> String {
        serde_json::to_string(&Content::Read(bytes.to_vec())).expect("JSON")
    }

    #[test]
    fn text_is_shown_as_text() {
        for (bytes, json) in [
            (&b"a,b\r\n1\t\"2\"\n"[..], r#"{"text":"a,b\r\n1\t\"2\"\n"}"#),
            (b"", r#"{"text":""}"#),
            ("₂ é".as_bytes(), r#"{"text":"₂ é"}"#),
            (b"a\0b", r#"{"base64":"YQBi"}"#),
            (b"\xff\xfe", r#"{"base64":"//4="}"#),
        ] {
            assert_eq!(shown(bytes), json);
        }
        for wrong in [r#"{"base64":"%"}"#, r#"{"hex":"00"}"#, r#"{"text":"a","base64":""}"#, "{}", r#""a""#] {
            assert!(serde_json::from_str::<Content>(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back_as_they_were(bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "\\PC*".prop_map(String::into_bytes),
        ]) {
            let read: Content = serde_json::from_str(&shown(&bytes)).expect("its own form");
            prop_assert!(matches!(read, Content::Read(own) if own == bytes));
        }
    }
}
