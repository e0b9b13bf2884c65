//! How requests, questions and statements begin.

/// Words before a request that say nothing.
pub const POLITE: &str = "please kindly now also then just hey hi hello ok okay yes and so well thanks great actually but first finally next quickly sure pls";
/// Openings of a request; its verb follows.
pub const LEADS: [&str; 30] = [
    "can you please",
    "could you please",
    "would you please",
    "can you",
    "could you",
    "would you",
    "will you",
    "can i",
    "could i",
    "may i",
    "can we",
    "i want to",
    "i want you to",
    "i need to",
    "i need you to",
    "i would like to",
    "i'd like to",
    "i'd like you to",
    "i would like you to",
    "i'd love to",
    "i have to",
    "i wanna",
    "we need to",
    "we want to",
    "we'd like to",
    "help me",
    "let's",
    "go ahead and",
    "i'm trying to",
    "i'm looking to",
];
/// Openings that wish for a thing, not for an action.
pub const WISHES: [&str; 10] = [
    "i want",
    "i need",
    "i'd like",
    "i would like",
    "can i have",
    "could i have",
    "can i get",
    "we need",
    "we'd like",
    "i'm looking for",
];
/// Openings of questions about things in general.
pub const GENERAL: [&str; 26] = [
    "how do i",
    "how do you",
    "how do we",
    "how can i",
    "how can you",
    "how can we",
    "how to",
    "how would",
    "how should",
    "how does",
    "how do",
    "how are",
    "why",
    "what is a",
    "what is an",
    "what's a",
    "what's an",
    "what are",
    "what does",
    "what is the best way",
    "what's the best way",
    "what is the difference",
    "is it possible",
    "define",
    "explain",
    "should i",
];
/// Words that open a question.
pub const OPENERS: &str = "what what's whats where where's when when's who who's which whose how how's is are was were do does did has have had can could will would should am may why wie was wo wann wird ist qué que cómo como cuál quel quelle quels comment";
/// Words that open a statement.
pub const SUBJECTS: &str =
    "i i'm i've i'd i'll my we we're we've he she they it it's this that the there you your our his her";
/// Openings that say what not to do.
pub const DENIALS: [&str; 14] = [
    "don't",
    "dont",
    "do not",
    "never",
    "no need",
    "not",
    "i don't",
    "i do not",
    "i didn't",
    "please don't",
    "please do not",
    "i won't",
    "there's no need",
    "i'm not",
];
