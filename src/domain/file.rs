//! What may be uploaded and downloaded.

use crate::error::{ApiError, Result};
use crate::wire::UnixTime;
use crate::wire::file::{File, Purpose};
use crate::wire::ids::FileId;

/// Bytes in one file.
pub const MAX_BYTES: u64 = 512 * 1024 * 1024;
/// Characters of a file's name that are kept; names are data only and never part of a path.
const MAX_NAME: usize = 512;

/// Seconds after which a file may expire (spec `FileExpirationAfter`).
pub const EXPIRES: (u64, u64) = (3600, 2_592_000);

/// Extensions that purpose `assistants` takes, in the order in which the refusal lists them (`wire.md` §8).
const ASSISTANTS: &[&str] = &[
    "c", "cpp", "css", "csv", "doc", "docx", "gif", "go", "html", "java", "jpeg", "jpg", "js", "json", "md", "pdf",
    "php", "pkl", "png", "pptx", "py", "rb", "tar", "tex", "ts", "txt", "webp", "xlsx", "xml", "zip",
];
/// What it takes beside: the guide to file search names them, the refusal does not.
const ALSO: &[&str] = &["cs", "sh"];
/// Those of them that file search does not take (the service's list of supported files, `wire.md` §8).
const UNSEARCHABLE: &[&str] = &["csv", "gif", "jpeg", "jpg", "pkl", "png", "tar", "webp", "xls", "xlsx", "xml", "zip"];
/// Extensions that purpose `vision` takes.
const VISION: &[&str] = &["gif", "jpeg", "jpg", "png", "webp"];

/// Reads a purpose.
///
/// # Errors
/// If uploads cannot have it.
pub fn purpose(word: &str) -> Result<Purpose> {
    let known = Purpose::UPLOADS.iter().find(|(name, _)| *name == word).map(|(_, purpose)| *purpose);
    known.ok_or_else(|| ApiError::UnsupportedPurpose {
        purpose: word.to_owned(),
        supported: Purpose::UPLOADS.iter().map(|(name, _)| *name).collect(),
    })
}

/// The last part of whatever path a client sent as a name, without control characters, at most 512 characters.
pub fn clean_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = last.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    if cleaned.is_empty() { "upload".to_owned() } else { cleaned }
}

/// Checks that files with this name are taken for this purpose. Case matters, as it did there.
///
/// # Errors
/// If the extension is not among the supported ones.
pub fn check_extension(name: &str, purpose: Purpose) -> Result<()> {
    let supported = match purpose {
        Purpose::Assistants => ASSISTANTS,
        Purpose::Vision => VISION,
        Purpose::FineTune | Purpose::Batch | Purpose::UserData | Purpose::Evals | Purpose::AssistantsOutput => {
            return Ok(());
        }
    };
    let extension = extension(name);
    let also = purpose == Purpose::Assistants && ALSO.contains(&extension);
    if also || supported.contains(&extension) {
        return Ok(());
    }
    Err(ApiError::UnsupportedExtension { extension: extension.to_owned(), supported })
}

/// Whether files with this name can be searched: those that the service took for file search, and any other text.
/// Case does not matter here: the file is there already.
pub fn is_searchable(name: &str) -> bool {
    let extension = extension(name).to_ascii_lowercase();
    !UNSEARCHABLE.contains(&extension.as_str())
}

/// A name's extension, without the dot; empty if it has none.
pub fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Checks that a message may show this file as an image. Case does not matter here: the file is there already.
///
/// # Errors
/// If its extension is that of no image.
pub fn check_image(file: &File) -> Result<()> {
    let extension = extension(&file.filename).to_ascii_lowercase();
    if VISION.contains(&extension.as_str()) {
        return Ok(());
    }
    Err(ApiError::UnsupportedImage { name: format!(".{extension}") })
}

/// A file as it is described once its bytes are there.
pub fn create(id: FileId, name: String, purpose: Purpose, bytes: u64, now: UnixTime, expires: Option<u64>) -> File {
    File {
        object: "file",
        id,
        purpose,
        filename: name,
        bytes,
        created_at: now,
        expires_at: expires.map(|seconds| now.saturating_add_unsigned(seconds)),
        status: "processed",
    }
}

/// Checks that the bytes of such a file may be read back.
///
/// # Errors
/// For what a client uploaded for assistants or as user data.
pub fn check_download(file: &File) -> Result<()> {
    match file.purpose {
        Purpose::Assistants | Purpose::UserData => Err(ApiError::NotDownloadable { purpose: file.purpose.name() }),
        Purpose::FineTune | Purpose::Batch | Purpose::Vision | Purpose::Evals | Purpose::AssistantsOutput => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_data() {
        let cases = [
            ("../../etc/passwd", "passwd"),
            (r"C:\x\y.csv", "y.csv"),
            ("a\0b\r\nSet-Cookie: x.txt", "abSet-Cookie: x.txt"),
            ("dir/", "upload"),
            ("naïve ₂.csv", "naïve ₂.csv"),
        ];
        for (sent, kept) in cases {
            assert_eq!(clean_name(sent), kept);
        }
        assert_eq!(clean_name(&"x".repeat(10_000)).len(), 512);
    }

    #[test]
    fn extensions_are_checked_by_purpose_and_case() {
        assert!(check_extension("a.csv", Purpose::Assistants).is_ok());
        assert!(check_extension("a.sh", Purpose::Assistants).is_ok());
        assert!(check_extension("a.sh", Purpose::Vision).is_err());
        assert!(check_extension("a.bin", Purpose::UserData).is_ok());
        let refusal = check_extension("a.DOCX", Purpose::Assistants).expect_err("upper case");
        assert!(refusal.facts().message.starts_with("Invalid extension DOCX. Supported formats: \"c\", \"cpp\","));
    }
}
