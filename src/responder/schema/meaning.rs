//! What a string property is for, read from its name and description.

use super::super::words::words;

/// What kind of text suits a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A mail address.
    Email,
    /// A page.
    Url,
    /// A telephone number.
    Phone,
    /// Something to calculate.
    Expression,
    /// A currency; the first or the second of two.
    Currency(usize),
    /// Where a journey begins.
    Origin,
    /// Where a journey ends.
    Destination,
    /// A country.
    Country,
    /// A state of the United States.
    State,
    /// Any place.
    Place,
    /// A day of the week.
    Weekday,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// Somebody.
    Person,
    /// Somebody's first name.
    FirstName,
    /// Somebody's last name.
    LastName,
    /// What a thing or event is called.
    Title,
    /// What to look for.
    Query,
    /// A longer text.
    Content,
    /// An identifier.
    Code,
    /// A language.
    Language,
    /// The final result.
    Answer,
    /// How or why.
    Explanation,
    /// A colour.
    Colour,
    /// A unit of temperature or the like.
    Unit,
    /// A share symbol.
    Ticker,
    /// A file.
    Path,
    /// Nothing that is known.
    Other,
}

/// Words of a name and what they stand for; the first row that fits decides.
const ROWS: [(&str, Meaning); 18] = [
    ("path file filename filepath directory folder dir", Meaning::Path),
    ("expression equation formula calculation", Meaning::Expression),
    ("country nation", Meaning::Country),
    ("ticker symbol", Meaning::Ticker),
    ("weekday", Meaning::Weekday),
    ("date deadline due day when birthday dob", Meaning::Date),
    ("time hour", Meaning::Time),
    ("location city place town region area where destination venue timezone", Meaning::Place),
    ("id code sku reference identifier number", Meaning::Code),
    ("language lang", Meaning::Language),
    ("unit units", Meaning::Unit),
    ("color colour", Meaning::Colour),
    ("title headline topic event subject", Meaning::Title),
    ("answer result solution output conclusion response reply", Meaning::Answer),
    (
        "explanation reasoning reason thought thoughts rationale description summary analysis details",
        Meaning::Explanation,
    ),
    (
        "person people user customer recipient sender author patient employee assignee participants participant attendees attendee guests members authors names invitees characters contact",
        Meaning::Person,
    ),
    ("query q search term terms keyword keywords question prompt", Meaning::Query),
    ("text message content body input note comment request", Meaning::Content),
];

/// Names that mean somebody when they stand alone.
const PERSONAL: [&str; 6] = ["name", "full_name", "fullname", "username", "nickname", "player"];

/// The meaning of a property among others.
pub fn of(name: &str, description: &str, beside: &str) -> Meaning {
    let own = words(name);
    let others = words(beside);
    let is = |list: &[&str]| own.iter().any(|word| list.contains(&word.as_str()));
    let whole = |list: &[&str]| list.contains(&name.to_lowercase().as_str());
    let among = |list: &[&str]| others.iter().any(|word| list.contains(&word.as_str()));
    let row = || {
        let fits = |list: &str| list.split(' ').any(|entry| own.iter().any(|word| word == entry));
        ROWS.iter().find(|(list, _)| fits(list)).map(|(_, meaning)| *meaning)
    };
    address(&is, &whole, &among, description)
        .or_else(|| journey(&is, &whole, &among, description))
        .or_else(|| particular(&is, &whole, &among, description))
        .or_else(row)
        .unwrap_or(Meaning::Other)
}

/// Names that several words or the neighbours decide.
fn particular(is: Test<'_>, whole: Test<'_>, among: Test<'_>, description: &str) -> Option<Meaning> {
    let week = is(&["week"]) || description.to_lowercase().contains("day of the week");
    let event = among(&["participants", "attendees", "guests", "date", "day", "start", "end", "duration", "event"]);
    decided(&[
        (whole(&["state", "us_state"]), Meaning::State),
        (is(&["day"]) && week, Meaning::Weekday),
        (is(&["first", "given"]) && is(&["name"]), Meaning::FirstName),
        (is(&["last", "family"]) && is(&["name"]) || is(&["surname"]), Meaning::LastName),
        (whole(&["name"]) && event, Meaning::Title),
        (whole(&PERSONAL), Meaning::Person),
    ])
}

fn decided(rows: &[(bool, Meaning)]) -> Option<Meaning> {
    rows.iter().find(|(fits, _)| *fits).map(|(_, meaning)| *meaning)
}

type Test<'t> = &'t dyn Fn(&[&str]) -> bool;

fn address(is: Test<'_>, whole: Test<'_>, among: Test<'_>, description: &str) -> Option<Meaning> {
    let letter = among(&["body", "message", "cc", "bcc"]) && whole(&["to", "recipient", "recipients", "cc"]);
    let said = description.to_lowercase().contains("email address");
    let url = is(&["url", "uri", "link", "website", "homepage", "webpage"]);
    decided(&[
        (is(&["email", "mail"]) && !is(&["subject", "body"]) || letter || said, Meaning::Email),
        (url, Meaning::Url),
        (is(&["phone", "telephone", "mobile"]), Meaning::Phone),
    ])
}

fn journey(is: Test<'_>, whole: Test<'_>, among: Test<'_>, description: &str) -> Option<Meaning> {
    let from = is(&["from", "source", "origin", "base"]);
    let to = is(&["to", "target", "destination"]);
    let money = is(&["currency"])
        || whole(&["base", "target"]) && among(&["base"]) && among(&["target"])
        || (from || to)
            && !is(&["unit", "units", "account"])
            && (among(&["amount", "currency"]) || description.to_lowercase().contains("currency"));
    let pair =
        among(&["from", "origin", "departure", "source", "start"]) && among(&["to", "destination", "arrival", "end"]);
    let placed = is(&["city", "location", "airport", "place", "station", "address"])
        || whole(&["from", "to", "origin", "destination", "source"]);
    decided(&[
        (money && to, Meaning::Currency(1)),
        (money, Meaning::Currency(0)),
        (pair && placed && (from || is(&["departure", "start"])), Meaning::Origin),
        (pair && placed && (to || is(&["arrival", "end"])), Meaning::Destination),
    ])
}
