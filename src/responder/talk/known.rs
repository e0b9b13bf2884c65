//! The few small sets that are known by heart.

use super::super::words::{stem, words};

/// A set with a table.
pub struct Known {
    /// Its name, as it stands in a request.
    pub name: &'static str,
    /// The columns; the second holds the names if the first is a number.
    pub header: &'static [&'static str],
    /// The rows.
    pub rows: &'static [&'static [&'static str]],
    /// A row that may be added.
    pub extra: &'static [&'static str],
}

const SETS: [Known; 6] = [
    Known {
        name: "planets",
        header: &["Position", "Planet", "Type", "Diameter (km)"],
        rows: &[
            &["1", "Mercury", "Terrestrial", "4,879"],
            &["2", "Venus", "Terrestrial", "12,104"],
            &["3", "Earth", "Terrestrial", "12,756"],
            &["4", "Mars", "Terrestrial", "6,792"],
            &["5", "Jupiter", "Gas giant", "142,984"],
            &["6", "Saturn", "Gas giant", "120,536"],
            &["7", "Uranus", "Ice giant", "51,118"],
            &["8", "Neptune", "Ice giant", "49,528"],
        ],
        extra: &["9", "Pluto", "Dwarf planet", "2,377"],
    },
    Known {
        name: "months",
        header: &["Number", "Month", "Days"],
        rows: &[
            &["1", "January", "31"],
            &["2", "February", "28 or 29"],
            &["3", "March", "31"],
            &["4", "April", "30"],
            &["5", "May", "31"],
            &["6", "June", "30"],
            &["7", "July", "31"],
            &["8", "August", "31"],
            &["9", "September", "30"],
            &["10", "October", "31"],
            &["11", "November", "30"],
            &["12", "December", "31"],
        ],
        extra: &["", "Whole year", "365 or 366"],
    },
    Known {
        name: "days of the week",
        header: &["Day", "Kind"],
        rows: &[
            &["Monday", "Weekday"],
            &["Tuesday", "Weekday"],
            &["Wednesday", "Weekday"],
            &["Thursday", "Weekday"],
            &["Friday", "Weekday"],
            &["Saturday", "Weekend"],
            &["Sunday", "Weekend"],
        ],
        extra: &["Whole week", "Seven days"],
    },
    Known {
        name: "continents",
        header: &["Continent", "Area (million km²)"],
        rows: &[
            &["Asia", "44.6"],
            &["Africa", "30.4"],
            &["North America", "24.7"],
            &["South America", "17.8"],
            &["Antarctica", "14.2"],
            &["Europe", "10.2"],
            &["Oceania", "8.5"],
        ],
        extra: &["All continents", "150.4"],
    },
    Known {
        name: "seasons",
        header: &["Season", "Months in the north"],
        rows: &[
            &["Spring", "March to May"],
            &["Summer", "June to August"],
            &["Autumn", "September to November"],
            &["Winter", "December to February"],
        ],
        extra: &["Whole year", "January to December"],
    },
    Known {
        name: "oceans",
        header: &["Ocean", "Area (million km²)"],
        rows: &[
            &["Pacific", "168.7"],
            &["Atlantic", "85.1"],
            &["Indian", "70.6"],
            &["Southern", "21.9"],
            &["Arctic", "15.6"],
        ],
        extra: &["All oceans", "361.9"],
    },
];

impl Known {
    /// The set a subject names.
    pub fn of(subject: &str) -> Option<&'static Self> {
        let stems: Vec<String> = words(subject).iter().map(|word| stem(word)).collect();
        if stems.len() > 8 {
            return None;
        }
        let key = |set: &Self| words(set.name).first().map(|word| stem(word));
        SETS.iter().find(|set| {
            key(set).is_some_and(|key| stems.contains(&key))
                && (set.name != "days of the week" || stems.contains(&"week".to_owned()))
        })
    }

    /// The names of its members.
    pub fn members(&self) -> Vec<&'static str> {
        let column = usize::from(self.rows.iter().all(|row| row[0].parse::<u32>().is_ok()));
        self.rows.iter().filter_map(|row| row.get(column).copied()).collect()
    }
}
