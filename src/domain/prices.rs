//! What things would have cost: a dated list of prices, and bills by it.
//!
//! Prices have six digits behind the point, so that all sums are exact and only what is shown is rounded.

use super::date;
use crate::wire::bill::{Bill, Millionths, ModelBill, PriceList, SessionBill, StorageBill};
use crate::wire::usage::Usage;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A price, and a number of GB, is at most this.
const MOST: f64 = 1e6;
const BYTES_OF_GB: u128 = 1_000_000_000;
const SECONDS_OF_DAY: u128 = 86_400;
const MILLION: u128 = 1_000_000;

/// A list of prices, each in millionths of its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    date: String,
    currency: String,
    source: String,
    models: BTreeMap<String, Rate>,
    session: u128,
    gb_day: u128,
    /// Bytes of vector stores that cost nothing.
    pub free_bytes: u64,
}

/// What a million tokens cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rate {
    input: u128,
    output: u128,
}

/// What a project has used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metered {
    /// Runs that were made.
    pub runs: u64,
    /// Tokens by model.
    pub tokens: BTreeMap<String, Usage>,
    /// Hours of code interpreters that were begun, thread by thread.
    pub sessions: u64,
    /// Bytes of vector stores times seconds.
    pub byte_seconds: u128,
    /// The same for what lay above the bytes that are free.
    pub billed_byte_seconds: u128,
}

/// The list as files have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a list of prices")]
struct Listed {
    date: String,
    currency: String,
    source: String,
    models: BTreeMap<String, ListedRate>,
    code_interpreter_per_session: f64,
    storage_per_gb_day: f64,
    free_gb: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "the prices of a model")]
struct ListedRate {
    input_per_million: f64,
    output_per_million: f64,
}

impl Default for Prices {
    /// The list that ships.
    fn default() -> Self {
        Self::read(include_str!("prices.json")).expect("the list that ships is a good one")
    }
}

impl Prices {
    /// Reads a list, which is JSON in the form of the one that ships.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn read(text: &str) -> Result<Self, String> {
        let listed: Listed = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if date::read(&listed.date).is_none() {
            return Err(format!("date: '{}' is no date as 2026-08-26", listed.date));
        }
        let mut models = BTreeMap::new();
        for (model, rate) in listed.models {
            let input = millionths(&format!("models.{model}.input_per_million"), rate.input_per_million)?;
            let output = millionths(&format!("models.{model}.output_per_million"), rate.output_per_million)?;
            models.insert(model, Rate { input, output });
        }
        let free = millionths("free_gb", listed.free_gb)? * BYTES_OF_GB / MILLION;
        Ok(Self {
            date: listed.date,
            currency: listed.currency,
            source: listed.source,
            models,
            session: millionths("code_interpreter_per_session", listed.code_interpreter_per_session)?,
            gb_day: millionths("storage_per_gb_day", listed.storage_per_gb_day)?,
            free_bytes: u64::try_from(free).unwrap_or(u64::MAX),
        })
    }

    /// What this would have cost.
    pub fn bill(&self, metered: Metered) -> Bill {
        let (mut whole, mut unpriced, mut tokens) = (0, Vec::new(), Vec::new());
        for (model, usage) in metered.tokens {
            // Millionths for a million tokens are millionths of millionths for one.
            let cost = self.rate(&model).map(|rate| {
                u128::from(usage.prompt_tokens) * rate.input + u128::from(usage.completion_tokens) * rate.output
            });
            match cost {
                Some(cost) => whole += cost,
                None => unpriced.push(model.clone()),
            }
            tokens.push(ModelBill::new(model, usage, cost.map(rounded)));
        }
        let sessions = u128::from(metered.sessions) * self.session * MILLION;
        // What divides a price for a GB and a day, times the million that makes it millionths of millionths.
        let storage =
            metered.billed_byte_seconds.saturating_mul(self.gb_day) / (SECONDS_OF_DAY * BYTES_OF_GB / MILLION);
        Bill {
            runs: metered.runs,
            tokens,
            code_interpreter: SessionBill { sessions: metered.sessions, cost: rounded(sessions) },
            vector_stores: StorageBill {
                gb_days: gb_days(metered.byte_seconds),
                billed_gb_days: gb_days(metered.billed_byte_seconds),
                cost: rounded(storage),
            },
            cost: rounded(whole + sessions + storage),
            currency: self.currency.clone(),
            prices: PriceList { date: self.date.clone(), source: self.source.clone() },
            unpriced,
        }
    }

    /// The rate of a model; a dated one (`gpt-4o-2024-08-06`) that is not listed costs what the undated one does.
    fn rate(&self, model: &str) -> Option<Rate> {
        let listed = |name: &str| self.models.get(name).copied();
        let undated = || {
            let (name, date) = model.split_at_checked(model.len().checked_sub("-2024-08-06".len())?)?;
            date::read(date.strip_prefix('-')?).and_then(|_day| listed(name))
        };
        listed(model).or_else(undated)
    }
}

fn millionths(name: &str, number: f64) -> Result<u128, String> {
    if (0.0..=MOST).contains(&number) {
        Ok((number * 1e6).round() as u128)
    } else {
        Err(format!("{name}: {number} is not a number from 0 to {MOST}"))
    }
}

/// Millionths of millionths as millionths.
fn rounded(cost: u128) -> Millionths {
    Millionths((cost + MILLION / 2) / MILLION)
}

fn gb_days(byte_seconds: u128) -> Millionths {
    let one = SECONDS_OF_DAY * BYTES_OF_GB / MILLION;
    Millionths((byte_seconds + one / 2) / one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metered(model: &str, prompt_tokens: u64, completion_tokens: u64) -> Metered {
        let tokens = BTreeMap::from([(model.to_owned(), Usage { prompt_tokens, completion_tokens })]);
        Metered { runs: 1, tokens, ..Metered::default() }
    }

    #[test]
    fn models_cost_what_the_list_says() {
        let prices = Prices::default();
        for (model, cost) in [
            ("gpt-4o", Some(12_500_000)),
            ("gpt-4o-2024-08-06", Some(12_500_000)),
            ("gpt-4o-2024-05-13", Some(20_000_000)),
            ("gpt-4o-mini", Some(750_000)),
            ("gpt-4-0613", Some(90_000_000)),
            ("gpt-4o-2024-13-06", None),
            ("ft:gpt-4o-mini-2024-07-18:acme::x", None),
            ("2024-08-06", None),
            ("", None),
        ] {
            let bill = prices.bill(metered(model, 1_000_000, 1_000_000));
            assert_eq!(bill.tokens[0].cost, cost.map(Millionths), "{model}");
            assert_eq!((bill.cost, bill.unpriced.len()), (Millionths(cost.unwrap_or(0)), usize::from(cost.is_none())));
        }
    }

    #[test]
    fn parts_are_rounded_and_the_whole_once() {
        let prices = Prices::default();
        // 0.0000004 of a dollar for a token of the smallest model's output.
        let mut two = metered("gpt-4.1-nano", 0, 1);
        two.tokens.insert("gpt-4o-mini".to_owned(), Usage { prompt_tokens: 1, completion_tokens: 0 });
        let bill = prices.bill(two);
        let parts: Vec<_> = bill.tokens.iter().filter_map(|model| model.cost).collect();
        assert_eq!((parts, bill.cost), (vec![Millionths(0), Millionths(0)], Millionths(1)));
    }

    #[test]
    fn sessions_and_storage_have_their_prices() {
        let day_and_a_half = 1_500_000_000 * 86_400;
        let used = Metered {
            sessions: 3,
            byte_seconds: day_and_a_half * 2,
            billed_byte_seconds: day_and_a_half,
            ..Metered::default()
        };
        let bill = Prices::default().bill(used);
        assert_eq!(bill.code_interpreter.cost, Millionths(90_000));
        assert_eq!(
            (bill.vector_stores.gb_days, bill.vector_stores.billed_gb_days),
            (Millionths(3_000_000), Millionths(1_500_000))
        );
        assert_eq!((bill.vector_stores.cost, bill.cost), (Millionths(150_000), Millionths(240_000)));
        let shown = serde_json::to_string(&bill.code_interpreter).expect("JSON");
        assert_eq!(shown, r#"{"sessions":3,"cost":0.09}"#);
    }

    #[test]
    fn every_listed_model_is_one_that_there_is() {
        for model in Prices::default().models.keys() {
            assert!(crate::domain::model::find(model).is_ok(), "{model}");
        }
        assert_eq!(Prices::default().free_bytes, 1_000_000_000);
    }

    #[test]
    fn a_bad_list_is_told_in_one_line() {
        let good = include_str!("prices.json");
        for (from, to, told) in [
            ("},", "}", "expected `,` or `}` at line"),
            (good, "[]", "invalid length 0, expected a list of prices"),
            (good, "7", "invalid type: integer `7`, expected a list of prices at line 1 column 1"),
            ("\"free_gb\": 1", "\"free_gb\": -1", "free_gb: -1 is not a number from 0 to 1000000"),
            ("\"free_gb\": 1", "\"fre_gb\": 1", "unknown field `fre_gb`"),
            ("2025-08-26", "August", "date: 'August' is no date"),
            ("0.15", "\"0.15\"", "invalid type: string \"0.15\""),
            ("0.15", "1e9", "models.gpt-4o-mini.input_per_million: 1000000000 is not"),
        ] {
            let refusal = Prices::read(&good.replacen(from, to, 1)).expect_err(to);
            assert!(refusal.contains(told) && !refusal.contains('\n'), "{refusal}");
        }
    }
}
