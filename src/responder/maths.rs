pub struct Worked {
    pub code: String,
    pub logs: String,
    pub answer: String,
}
pub fn solve(_message: &str) -> Option<Worked> {
    None
}
