use super::*;
use std::time::{Duration, Instant};

fn pairs(caught: Option<BTreeMap<String, String>>) -> Option<String> {
    caught.map(|groups| groups.iter().map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join(" "))
}

#[test]
fn within_finds_parts_and_regular_expressions() {
    for (pattern, text, wanted) in [
        ("weather", "the weather?", Some("")),
        ("weather", "Weather", None),
        ("", "anything", Some("")),
        ("a*b", "a*b", Some("")),
        ("a*b", "axb", None),
        ("/weather/", "the weather", Some("")),
        ("/WEATHER/i", "the weather", Some("")),
        ("/ÄRGER/i", "ärger", Some("")),
        ("/weather in (?<city>[A-Z]\\w+)/", "weather in Paris", Some("1=Paris city=Paris")),
        ("/(?P<a>x)(y)?(z)/", "xz", Some("1=x 3=z a=x")),
        ("/in (?<ort>\\w+)/", "in Zürich", Some("1=Zürich ort=Zürich")),
        ("/a.b/", "a\nb", None),
        ("/a.b/s", "a\nb", Some("")),
        ("/^b$/", "a\nb", None),
        ("/^b$/m", "a\nb", Some("")),
        ("/ a  b # c\n/x", "ab", Some("")),
        ("/A.B/is", "a\nb", Some("")),
        (r"/a\/b/", "a/b", Some("")),
        ("/a/b/", "a/b", Some("")),
        (r"/a\\/", r"a\", Some("")),
        // Plain text: no closing slash, or not what follows one.
        ("/etc/hosts", "see /etc/hosts", Some("")),
        ("/etc/hosts", "etc", None),
        ("/", "a/b", Some("")),
        ("//", "http://x", Some("")),
        ("/help", "/help me", Some("")),
        (r"/a\/", r"/a\/", Some("")),
        (r"/a\/", "a", None),
    ] {
        let pattern = Pattern::within(pattern).unwrap();
        assert_eq!(pairs(pattern.captures(text)).as_deref(), wanted, "{pattern} on {text:?}");
    }
}

#[test]
fn whole_takes_wildcards() {
    for (pattern, text, wanted) in [
        ("Weather*", "Weather bot", true),
        ("Weather*", "Weather", true),
        ("Weather*", "my Weather", false),
        ("*", "", true),
        ("", "", true),
        ("", "a", false),
        ("?", "ü", true),
        ("?", "", false),
        ("?", "ab", false),
        ("?", "\n", true),
        ("a**b", "a\nb", true),
        ("*a*", "bab", true),
        (r"a\*", "a*", true),
        (r"a\*", "ab", false),
        (r"\?", "?", true),
        (r"\\", r"\", true),
        (r"a\", r"a\", true),
        (r"\n", "n", true),
        ("a.b", "axb", false),
        ("[a-z]+(", "[a-z]+(", true),
        ("gpt-4o*", "GPT-4o", false),
        ("/^gpt-4/i", "GPT-4o", true),
        ("/etc/*", "/etc/hosts", true),
    ] {
        assert_eq!(Pattern::whole(pattern).unwrap().captures(text).is_some(), wanted, "{pattern} on {text:?}");
    }
}

#[test]
fn names_and_print() {
    for (pattern, names) in [("/(?<b>x)(y)(?P<a>z)/", &["b", "a"][..]), ("(?<b>x)", &[]), ("/x/", &[])] {
        let pattern_read = Pattern::within(pattern).unwrap();
        assert_eq!(pattern_read.names(), names);
        assert_eq!(pattern_read.to_string(), pattern);
    }
}

#[test]
fn says_where_it_is_wrong() {
    for (pattern, at, part) in [
        ("/(a/", Some(1), "unclosed group"),
        ("/ab[c/", Some(3), "unclosed character class"),
        ("/*/", Some(1), "missing expression"),
        ("/ü+)/", Some(4), "unopened group"),
        ("/a(?=b)/", Some(2), "look-around"),
        (r"/(a)\1/", Some(4), "backreferences"),
        ("/(?<a>x)(?<a>y)/", Some(11), "duplicate"),
        ("/weather/g", Some(9), "the flag `g` is not known"),
        ("/weather/ig", Some(10), "the flag `g` is not known"),
        (r"/\p{Nonsense}/", Some(1), "Unicode property"),
        (r"/(?:\w{100}){100}/", None, "too large"),
    ] {
        let error = Pattern::within(pattern).unwrap_err();
        assert_eq!(error.at, at, "{pattern}: {}", error.message);
        assert!(error.message.contains(part) && !error.message.contains('\n'), "{pattern}: {}", error.message);
    }
    for text in ["x".repeat(4097), format!("/{}/", "x".repeat(4096))] {
        assert!(Pattern::within(&text).unwrap_err().message.contains("4096"));
        assert!(Pattern::whole(&text).unwrap_err().message.contains("4096"));
    }
    assert!(Pattern::within(&"x".repeat(4096)).is_ok());
}

#[test]
fn no_pattern_takes_long() {
    let text = "a".repeat(1 << 20);
    let stars = format!("{}b", "*a".repeat(200));
    for pattern in ["/(a+)+$b/", "/(a|a)*b/", "/(a|aa)+$b/", "/(.*a){20}b/", "/^(([a-z])+.)+[A-Z]([a-z])+$/"] {
        let pattern = Pattern::within(pattern).unwrap();
        let start = Instant::now();
        assert!(pattern.captures(&text).is_none());
        assert!(start.elapsed() < Duration::from_secs(1), "{pattern} took {:?}", start.elapsed());
    }
    let pattern = Pattern::whole(&stars).unwrap();
    let start = Instant::now();
    assert!(pattern.captures(&text).is_none());
    assert!(start.elapsed() < Duration::from_secs(1), "{pattern} took {:?}", start.elapsed());
}

#[test]
fn looks_at_the_first_megabyte() {
    let mut text = "ü".repeat((1 << 19) - 1);
    text.push_str("ab");
    assert!(Pattern::within("ab").unwrap().captures(&text).is_some());
    assert!(Pattern::within("ab").unwrap().captures(&format!("x{text}")).is_none());
    // A cut never falls into a character.
    assert!(Pattern::within("x").unwrap().captures(&format!("x{}", "ü".repeat(1 << 20))).is_some());
}
