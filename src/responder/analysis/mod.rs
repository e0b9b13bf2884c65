//! stub
pub struct Source {
    pub name: String,
    pub path: std::path::PathBuf,
}
pub struct Ask<'a> {
    pub message: &'a str,
    pub instructions: &'a str,
    pub earlier: &'a [&'a str],
    pub seed: u64,
}
pub struct Analysis {
    pub runs: Vec<CodeRun>,
    pub reply: String,
}
pub struct CodeRun {
    pub input: String,
    pub logs: String,
    pub images: Vec<Vec<u8>>,
    pub files: Vec<Generated>,
}
pub struct Generated {
    pub path: String,
    pub bytes: Vec<u8>,
}
pub fn analyse(_ask: &Ask<'_>, _sources: &[Source]) -> Option<Analysis> {
    None
}
