pub enum Role {
    User,
    Assistant,
}
pub struct Turn<'a> {
    pub role: Role,
    pub text: &'a str,
    pub images: usize,
    pub files: &'a [String],
}
pub fn reply(_instructions: &str, turns: &[Turn<'_>]) -> String {
    format!("You said: {}", turns.last().map_or("", |t| t.text))
}
pub fn addressed_as(_instructions: &str) -> Option<&str> {
    None
}
