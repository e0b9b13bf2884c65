//! Parts of a message, and their delta twins.

use super::ids::FileId;
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the API's own
pub enum Content {
    /// Text with its annotations.
    Text { text: Text },
    /// An image among the project's files.
    ImageFile { image_file: ImageFile },
    /// An image somewhere else; never fetched.
    ImageUrl { image_url: ImageUrl },
    /// What the model says when it declines (spec `MessageContentRefusalObject`).
    Refusal { refusal: String },
}

/// The text of a part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The text itself.
    pub value: String,
    /// What stretches of it point to.
    pub annotations: Vec<Annotation>,
}

/// An image by file id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageFile {
    /// The file that holds the image.
    pub file_id: FileId,
    /// The detail asked for; the model's own images carry none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
}

/// An image by address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageUrl {
    /// Where the image is, as the client wrote it.
    pub url: String,
    /// The detail asked for.
    pub detail: Detail,
}

/// How closely a model looks at an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the API's own words
pub enum Detail {
    #[default]
    Auto,
    Low,
    High,
}

/// A stretch of text that stands for a file.
///
/// Indexes count characters (Unicode scalar values), not bytes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "ReadAnnotation")]
pub struct Annotation {
    /// The stretch itself.
    pub text: String,
    /// Where it begins.
    pub start_index: usize,
    /// Where it ends, exclusive.
    pub end_index: usize,
    /// What it stands for.
    pub target: Target,
}

/// What a stretch of text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file that code wrote, of purpose `assistants_output`.
    Path(FileId),
    /// A passage of a file that was searched.
    Citation {
        /// The file.
        file_id: FileId,
        /// The passage. Completed messages of 2025 had it no more; it is shown all the same, since programs of the time
        /// read it (`docs/fidelity.md`).
        quote: String,
    },
}

/// An annotation as [`Annotation`] is serialized.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum ReadAnnotation {
    FilePath { text: String, start_index: usize, end_index: usize, file_path: FilePath },
    FileCitation { text: String, start_index: usize, end_index: usize, file_citation: ReadCitation },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadCitation {
    file_id: FileId,
    quote: String,
}

impl From<ReadAnnotation> for Annotation {
    fn from(read: ReadAnnotation) -> Self {
        match read {
            ReadAnnotation::FilePath { text, start_index, end_index, file_path } => {
                Self { text, start_index, end_index, target: Target::Path(file_path.file_id) }
            }
            ReadAnnotation::FileCitation { text, start_index, end_index, file_citation } => {
                let ReadCitation { file_id, quote } = file_citation;
                Self { text, start_index, end_index, target: Target::Citation { file_id, quote } }
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePath {
    file_id: FileId,
}

#[derive(Serialize)]
struct FileCitation<'a> {
    file_id: FileId,
    quote: &'a str,
}

impl Annotation {
    fn fields<S: Serializer>(&self, quoted: bool, mut to: S::SerializeStruct) -> Result<S::Ok, S::Error> {
        let kind = match self.target {
            Target::Path(_) => "file_path",
            Target::Citation { .. } => "file_citation",
        };
        to.serialize_field("type", kind)?;
        to.serialize_field("text", &self.text)?;
        to.serialize_field("start_index", &self.start_index)?;
        to.serialize_field("end_index", &self.end_index)?;
        match &self.target {
            Target::Path(file_id) => to.serialize_field(kind, &FilePath { file_id: *file_id })?,
            Target::Citation { file_id, quote } => {
                let quote = if quoted { quote } else { "" };
                to.serialize_field(kind, &FileCitation { file_id: *file_id, quote })?;
            }
        }
        to.end()
    }
}

impl Serialize for Annotation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let to = serializer.serialize_struct("Annotation", 5)?;
        self.fields::<S>(true, to)
    }
}

/// An annotation as it comes in a delta: with its place in the part's list, and with its quote still empty
/// (`wire.md` §4).
#[derive(Debug)]
pub struct NumberedAnnotation<'a>(pub usize, pub &'a Annotation);

impl Serialize for NumberedAnnotation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut to = serializer.serialize_struct("Annotation", 6)?;
        to.serialize_field("index", &self.0)?;
        self.1.fields::<S>(false, to)
    }
}

impl Content {
    /// A text part without annotations.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Text { text: Text { value: value.into(), annotations: Vec::new() } }
    }

    /// An image part as a run makes it.
    pub fn image(file_id: FileId) -> Self {
        Self::ImageFile { image_file: ImageFile { file_id, detail: None } }
    }
}
