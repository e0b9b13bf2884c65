//! Parts of a message, and their delta twins.

use super::ids::FileId;
use serde::Serialize;

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(missing_docs)] // the fields are the API's own
pub enum Content {
    /// Text with its annotations.
    Text { text: Text },
    /// An image among the project's files.
    ImageFile { image_file: ImageFile },
    /// An image somewhere else; never fetched.
    ImageUrl { image_url: ImageUrl },
}

/// The text of a part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Text {
    /// The text itself.
    pub value: String,
    /// What stretches of it point to.
    pub annotations: Vec<Annotation>,
}

/// An image by file id.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImageFile {
    /// The file that holds the image.
    pub file_id: FileId,
    /// The detail asked for; the model's own images carry none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
}

/// An image by address.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImageUrl {
    /// Where the image is, as the client wrote it.
    pub url: String,
    /// The detail asked for.
    pub detail: Detail,
}

/// How closely a model looks at an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the API's own words
pub enum Detail {
    #[default]
    Auto,
    Low,
    High,
}

/// A stretch of text that stands for a file that the run wrote.
///
/// Indexes count characters (Unicode scalar values), not bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Annotation {
    /// Always `file_path` today; citations come with file search.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The stretch itself.
    pub text: String,
    /// Where it begins.
    pub start_index: usize,
    /// Where it ends, exclusive.
    pub end_index: usize,
    /// The file behind it.
    pub file_path: FilePath,
}

/// The file that a `file_path` annotation points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FilePath {
    /// A file of purpose `assistants_output`.
    pub file_id: FileId,
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
