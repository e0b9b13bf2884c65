//! Which models there are, and which of them served assistants.

use crate::error::{ApiError, Result};
use crate::wire::UnixTime;
use crate::wire::model::{Model, Models};

/// The models that the specification names for assistants (`AssistantSupportedModels`), with the day on which
/// each was published.
const MODELS: [(&str, UnixTime); 42] = [
    ("gpt-5", 1_754_524_800),
    ("gpt-5-mini", 1_754_524_800),
    ("gpt-5-nano", 1_754_524_800),
    ("gpt-5-2025-08-07", 1_754_524_800),
    ("gpt-5-mini-2025-08-07", 1_754_524_800),
    ("gpt-5-nano-2025-08-07", 1_754_524_800),
    ("gpt-4.1", 1_744_588_800),
    ("gpt-4.1-mini", 1_744_588_800),
    ("gpt-4.1-nano", 1_744_588_800),
    ("gpt-4.1-2025-04-14", 1_744_588_800),
    ("gpt-4.1-mini-2025-04-14", 1_744_588_800),
    ("gpt-4.1-nano-2025-04-14", 1_744_588_800),
    ("o3-mini", 1_738_281_600),
    ("o3-mini-2025-01-31", 1_738_281_600),
    ("o1", 1_734_393_600),
    ("o1-2024-12-17", 1_734_393_600),
    ("gpt-4o", 1_715_558_400),
    ("gpt-4o-2024-11-20", 1_732_060_800),
    ("gpt-4o-2024-08-06", 1_722_902_400),
    ("gpt-4o-2024-05-13", 1_715_558_400),
    ("gpt-4o-mini", 1_721_260_800),
    ("gpt-4o-mini-2024-07-18", 1_721_260_800),
    ("gpt-4.5-preview", 1_740_614_400),
    ("gpt-4.5-preview-2025-02-27", 1_740_614_400),
    ("gpt-4-turbo", 1_712_620_800),
    ("gpt-4-turbo-2024-04-09", 1_712_620_800),
    ("gpt-4-0125-preview", 1_706_140_800),
    ("gpt-4-turbo-preview", 1_706_140_800),
    ("gpt-4-1106-preview", 1_699_228_800),
    ("gpt-4-vision-preview", 1_699_228_800),
    ("gpt-4", 1_678_752_000),
    ("gpt-4-0314", 1_678_752_000),
    ("gpt-4-0613", 1_686_614_400),
    ("gpt-4-32k", 1_678_752_000),
    ("gpt-4-32k-0314", 1_678_752_000),
    ("gpt-4-32k-0613", 1_686_614_400),
    ("gpt-3.5-turbo", 1_677_628_800),
    ("gpt-3.5-turbo-16k", 1_686_614_400),
    ("gpt-3.5-turbo-0613", 1_686_614_400),
    ("gpt-3.5-turbo-1106", 1_699_228_800),
    ("gpt-3.5-turbo-0125", 1_706_140_800),
    ("gpt-3.5-turbo-16k-0613", 1_686_614_400),
];

/// Names by which OpenAI's other models begin; they exist, but runs refuse them.
const OTHER_FAMILIES: [&str; 18] = [
    "gpt-5.",
    "gpt-6",
    "o1-",
    "o3",
    "o4-",
    "gpt-4o-",
    "gpt-4.1-",
    "gpt-oss",
    "gpt-image",
    "chatgpt-",
    "codex-",
    "dall-e",
    "tts-",
    "whisper-",
    "text-",
    "omni-moderation",
    "davinci",
    "babbage",
];

/// All models, in the specification's order.
pub fn all() -> Models {
    Models { object: "list", data: MODELS.into_iter().map(model).collect() }
}

fn model((id, created): (&'static str, UnixTime)) -> Model {
    Model { id, object: "model", created, owned_by: "system" }
}

/// One model by its name.
///
/// # Errors
/// 404 if there is none.
pub fn find(id: &str) -> Result<Model> {
    let found = MODELS.into_iter().find(|(name, _)| *name == id);
    found.map(model).ok_or_else(|| ApiError::NoSuchModel { model: id.to_owned() })
}

/// Deleting is for fine-tuned models, and there are none here.
///
/// # Errors
/// Always: 404 if there is no such model, 403 if there is.
pub fn delete(id: &str) -> ApiError {
    match find(id) {
        Ok(_) => ApiError::ModelNotYours { model: id.to_owned() },
        Err(missing) => missing,
    }
}

/// Checks the `model` of an assistant or run. Fine-tuned models (`ft:` before a known one) are let in.
///
/// # Errors
/// `unsupported_model` for a model that never served assistants, `model_not_found` for anything else.
pub fn accept(model: String) -> Result<String> {
    let base = model.strip_prefix("ft:").and_then(|tuned| tuned.split(':').next()).unwrap_or(&model);
    if MODELS.iter().any(|(name, _)| *name == base) {
        return Ok(model);
    }
    if OTHER_FAMILIES.iter().any(|family| base.starts_with(family)) {
        return Err(ApiError::UnsupportedModel { model });
    }
    Err(ApiError::UnknownModel { model })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_let_in_by_what_served_assistants() {
        let cases = [
            ("gpt-4o-mini", None),
            ("ft:gpt-3.5-turbo-0125:acme::abc", None),
            ("gpt-5.1", Some("unsupported_model")),
            ("whisper-1", Some("unsupported_model")),
            ("my-model", Some("model_not_found")),
            ("", Some("model_not_found")),
        ];
        for (model, code) in cases {
            assert_eq!(accept(model.to_owned()).err().and_then(|refusal| refusal.facts().code), code, "{model}");
        }
    }
}
