//! A small gazetteer: large cities of the United States and of the world.
//!
//! It lets "the weather in Paris" become `Paris, France` where a schema wants that form.
//! Cities whose names are ordinary English words are left out.

/// A place found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its name as usually written.
    pub name: String,
    /// State (two letters) or country; empty if unknown.
    pub region: String,
    /// Whether it lies in the United States; unknown places count as not.
    pub american: bool,
    /// Where its mention begins and ends in the text.
    pub span: (usize, usize),
}

impl Place {
    /// As `City, Region`, or the bare name if no region is known.
    pub fn full(&self) -> String {
        if self.region.is_empty() {
            return self.name.clone();
        }
        format!("{}, {}", self.name, self.region)
    }

    /// Its country, if known.
    pub fn country(&self) -> Option<&str> {
        match (self.american, self.region.as_str()) {
            (true, _) => Some("United States"),
            (false, "") => None,
            (false, region) => Some(region),
        }
    }
}

const STATES: &str = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC";

const AMERICAN: &str = "New York,NY;Los Angeles,CA;Chicago,IL;Houston,TX;Phoenix,AZ;Philadelphia,PA;San Antonio,TX;San Diego,CA;Dallas,TX;San Jose,CA;Austin,TX;Jacksonville,FL;Fort Worth,TX;Columbus,OH;Indianapolis,IN;Charlotte,NC;San Francisco,CA;Seattle,WA;Denver,CO;Washington,DC;Nashville,TN;Oklahoma City,OK;El Paso,TX;Boston,MA;Portland,OR;Las Vegas,NV;Detroit,MI;Memphis,TN;Louisville,KY;Baltimore,MD;Milwaukee,WI;Albuquerque,NM;Tucson,AZ;Fresno,CA;Sacramento,CA;Kansas City,MO;Atlanta,GA;Omaha,NE;Colorado Springs,CO;Raleigh,NC;Miami,FL;Long Beach,CA;Virginia Beach,VA;Oakland,CA;Minneapolis,MN;Tulsa,OK;Tampa,FL;Arlington,TX;New Orleans,LA;Wichita,KS;Cleveland,OH;Bakersfield,CA;Honolulu,HI;Anaheim,CA;Anchorage,AK;Pittsburgh,PA;Cincinnati,OH;St. Louis,MO;Orlando,FL;Salt Lake City,UT;Newark,NJ";

const WORLDWIDE: &str = "Paris,France;London,UK;Berlin,Germany;Madrid,Spain;Rome,Italy;Tokyo,Japan;Beijing,China;Shanghai,China;Delhi,India;Mumbai,India;Bangalore,India;Sydney,Australia;Melbourne,Australia;Toronto,Canada;Vancouver,Canada;Montreal,Canada;Mexico City,Mexico;São Paulo,Brazil;Rio de Janeiro,Brazil;Buenos Aires,Argentina;Santiago,Chile;Lima,Peru;Bogotá,Colombia;Caracas,Venezuela;Cairo,Egypt;Lagos,Nigeria;Nairobi,Kenya;Johannesburg,South Africa;Cape Town,South Africa;Casablanca,Morocco;Istanbul,Turkey;Ankara,Turkey;Moscow,Russia;Saint Petersburg,Russia;Kyiv,Ukraine;Warsaw,Poland;Prague,Czech Republic;Vienna,Austria;Budapest,Hungary;Bucharest,Romania;Athens,Greece;Lisbon,Portugal;Barcelona,Spain;Milan,Italy;Munich,Germany;Hamburg,Germany;Frankfurt,Germany;Zurich,Switzerland;Geneva,Switzerland;Brussels,Belgium;Amsterdam,Netherlands;Copenhagen,Denmark;Stockholm,Sweden;Oslo,Norway;Helsinki,Finland;Dublin,Ireland;Edinburgh,UK;Manchester,UK;Dubai,United Arab Emirates;Tel Aviv,Israel;Seoul,South Korea;Bangkok,Thailand;Singapore,Singapore;Jakarta,Indonesia;Manila,Philippines;Hanoi,Vietnam;Hong Kong,China;Taipei,Taiwan;Karachi,Pakistan;Auckland,New Zealand;Glasgow,UK;Lyon,France;Marseille,France";

const NICKNAMES: [(&str, &str); 5] = [
    ("NYC", "New York"),
    ("SF", "San Francisco"),
    ("LA", "Los Angeles"),
    ("New York City", "New York"),
    ("Washington, D.C.", "Washington"),
];

/// The places the text names, in order.
pub fn find(text: &str) -> Vec<Place> {
    let table = |list: &'static str, american: bool| {
        list.split(';').filter_map(|row| row.split_once(',')).map(move |(name, region)| (name, name, region, american))
    };
    let known: Vec<_> = table(AMERICAN, true).chain(table(WORLDWIDE, false)).collect();
    let nicknames = NICKNAMES.iter().filter_map(|(nick, name)| {
        let row = known.iter().find(|row| row.1 == *name)?;
        Some((*nick, row.1, row.2, row.3))
    });
    let all: Vec<_> = nicknames.chain(known.iter().copied()).collect();
    let mut found: Vec<Place> = Vec::new();
    for (start, _) in starts(text) {
        if found.last().is_some_and(|place| place.span.1 > start) {
            continue;
        }
        let rest = &text[start..];
        let matching = all.iter().filter(|row| begins(rest, row.0)).max_by_key(|row| row.0.len());
        if let Some(&(seen, name, region, american)) = matching {
            let place = Place { name: name.into(), region: region.into(), american, span: (start, start + seen.len()) };
            found.push(with_written_state(text, place));
        }
    }
    found
}

/// Where words begin.
fn starts(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut before = ' ';
    text.char_indices().filter(move |(_, c)| {
        let start = c.is_alphabetic() && !before.is_alphanumeric();
        before = *c;
        start
    })
}

fn begins(text: &str, name: &str) -> bool {
    let Some(part) = text.get(..name.len()) else {
        return false;
    };
    // Short nicknames are only meant when written in capitals.
    let same = if name.len() <= 3 { part == name } else { part.eq_ignore_ascii_case(name) };
    same && !text[name.len()..].starts_with(char::is_alphanumeric)
}

/// "Portland, ME" is not the Portland of the table.
fn with_written_state(text: &str, mut place: Place) -> Place {
    let after = text[place.span.1..].strip_prefix(", ").or_else(|| text[place.span.1..].strip_prefix(' '));
    let state = after.and_then(|rest| rest.get(..2)).filter(|state| STATES.split(' ').any(|s| s == *state));
    let alone = after.is_some_and(|rest| !rest.get(2..).unwrap_or("").starts_with(char::is_alphanumeric));
    if let Some(state) = state.filter(|_| alone) {
        place.region = state.into();
        place.american = true;
        let gap = if text[place.span.1..].starts_with(',') { 2 } else { 1 };
        place.span.1 += gap + 2;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_are_found() {
        for (text, full) in [
            ("What's the weather in San Francisco today?", "San Francisco, CA"),
            ("and in paris?", "Paris, France"),
            ("Portland, ME please", "Portland, ME"),
            ("flights from NYC", "New York, NY"),
            ("Weather in New York City", "New York, NY"),
            ("São Paulo", "São Paulo, Brazil"),
        ] {
            assert_eq!(find(text)[0].full(), full);
        }
        assert_eq!(find("San Francisco, Tokyo, and Paris").len(), 3);
        assert!(find("a plain romeo text in la la land").is_empty());
    }
}
