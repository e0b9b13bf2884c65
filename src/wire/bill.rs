//! What a project has used, and what that would have cost.

use super::usage::Usage;
use serde::{Serialize, Serializer};

/// What a project has used since it began, and what that would have cost.
#[derive(Debug, Serialize)]
pub struct Bill {
    /// Runs that were made.
    pub runs: u64,
    /// Tokens by model, in the order of their names.
    pub tokens: Vec<ModelBill>,
    /// What ran code.
    pub code_interpreter: SessionBill,
    /// What was kept to be searched.
    pub vector_stores: StorageBill,
    /// Everything that has a price, rounded once.
    pub cost: Millionths,
    /// The currency of all costs.
    pub currency: String,
    /// The list that the prices are from.
    pub prices: PriceList,
    /// Models that have no price; their tokens cost nothing here.
    pub unpriced: Vec<String>,
}

/// The tokens of one model.
#[derive(Debug, Serialize)]
#[allow(missing_docs)] // the fields are the API's own
pub struct ModelBill {
    pub model: String,
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
    pub total_tokens: u64,
    /// Nothing if the model has no price.
    pub cost: Option<Millionths>,
}

impl ModelBill {
    /// The tokens of `model`, at this cost.
    pub fn new(model: String, usage: Usage, cost: Option<Millionths>) -> Self {
        let Usage { prompt_tokens, completion_tokens } = usage;
        Self { model, prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens, cost }
    }
}

/// Sessions of the code interpreter.
#[derive(Debug, Serialize)]
pub struct SessionBill {
    /// How many; each is of one thread and one hour.
    pub sessions: u64,
    /// What they would have cost.
    pub cost: Millionths,
}

/// Storage of vector stores; a GB is a thousand million bytes.
#[derive(Debug, Serialize)]
pub struct StorageBill {
    /// GB times days.
    pub gb_days: Millionths,
    /// The same for what lay above the GB that are free.
    pub billed_gb_days: Millionths,
    /// What these would have cost.
    pub cost: Millionths,
}

/// A list of prices.
#[derive(Debug, Serialize)]
pub struct PriceList {
    /// The day on which they were the prices.
    pub date: String,
    /// Where they were published.
    pub source: String,
}

/// A number with six digits behind the point, counted in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Millionths(pub u128);

impl Serialize for Millionths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The nearest double prints as these six digits and no others, up to some thousand millions.
        serializer.serialize_f64(self.0 as f64 / 1e6)
    }
}
