//! Making and changing assistants.

use super::fields::{Fields, Patch, metadata, number, one_of, text, text_up_to};
use super::model;
use super::tool::{self, ASSISTANT_TOOLS, AskedResources, Naming};
use crate::error::Result;
use crate::wire::Metadata;
use crate::wire::UnixTime;
use crate::wire::assistant::Assistant;
use crate::wire::ids::AssistantId;
use crate::wire::tool::{ResponseFormat, Tool, ToolResources};
use serde_json::Value;

/// Characters in a name, a description and instructions (spec `CreateAssistantRequest`).
const NAME: usize = 256;
const DESCRIPTION: usize = 512;
pub(super) const INSTRUCTIONS: usize = 256_000;
/// Efforts that the specification names.
pub(super) const EFFORTS: &[&str] = &["none", "minimal", "low", "medium", "high", "xhigh", "max"];

const KNOWN: &[&str] = &[
    "model",
    "name",
    "description",
    "instructions",
    "reasoning_effort",
    "tools",
    "tool_resources",
    "metadata",
    "temperature",
    "top_p",
    "response_format",
];

/// A change to an assistant, or with [`ModifyAssistant::create`] a new one.
#[derive(Debug)]
pub struct ModifyAssistant {
    model: Option<String>,
    name: Patch<String>,
    description: Patch<String>,
    instructions: Patch<String>,
    reasoning_effort: Patch<String>,
    tools: Patch<Vec<Tool>>,
    tool_resources: Patch<AskedResources>,
    metadata: Patch<Metadata>,
    temperature: Patch<f64>,
    top_p: Patch<f64>,
    response_format: Patch<ResponseFormat>,
}

impl ModifyAssistant {
    /// Reads the body of `createAssistant` (`creating`) or `modifyAssistant`.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or out of bounds.
    pub fn read(body: Value, creating: bool) -> Result<Self> {
        let required: &[&str] = if creating { &["model"] } else { &[] };
        let naming = if creating { Naming::Making } else { Naming::Changing };
        let mut fields = Fields::open(String::new(), body, required, KNOWN)?;
        let model = if creating { Some(fields.required("model", text)?) } else { fields.optional("model", text)? };
        let read = Self {
            model: model.map(model::accept).transpose()?,
            name: fields.patch("name", text_up_to(NAME))?,
            description: fields.patch("description", text_up_to(DESCRIPTION))?,
            instructions: fields.patch("instructions", text_up_to(INSTRUCTIONS))?,
            reasoning_effort: fields
                .patch("reasoning_effort", |value, param| one_of(EFFORTS)(value, param).map(str::to_owned))?,
            tools: fields.patch("tools", tool::tools(ASSISTANT_TOOLS))?,
            tool_resources: fields.patch("tool_resources", tool::tool_resources(naming))?,
            metadata: fields.patch("metadata", metadata)?,
            temperature: fields.patch("temperature", number(0.0, 2.0))?,
            top_p: fields.patch("top_p", number(0.0, 1.0))?,
            response_format: fields.patch("response_format", tool::response_format)?,
        };
        if let Patch::Set(tools) = &read.tools {
            tool::no_namesakes(tools)?;
        }
        Ok(read)
    }

    /// What the assistant's tools are to use, which is found or made before the change is carried out.
    pub fn take_resources(&mut self) -> Patch<AskedResources> {
        std::mem::replace(&mut self.tool_resources, Patch::Keep)
    }

    /// The assistant that `createAssistant` makes.
    pub fn create(self, id: AssistantId, now: UnixTime, resources: Patch<ToolResources>) -> Assistant {
        let new = Assistant {
            id,
            object: "assistant",
            created_at: now,
            name: None,
            description: None,
            model: String::new(),
            instructions: None,
            tools: Vec::new(),
            top_p: 1.0,
            temperature: 1.0,
            reasoning_effort: None,
            tool_resources: ToolResources::default(),
            metadata: Metadata::new(),
            response_format: ResponseFormat::Auto,
        };
        self.apply(new, resources)
    }

    /// The assistant after this change.
    pub fn apply(self, mut assistant: Assistant, resources: Patch<ToolResources>) -> Assistant {
        if let Some(model) = self.model {
            assistant.model = model;
        }
        self.name.apply(&mut assistant.name);
        self.description.apply(&mut assistant.description);
        self.instructions.apply(&mut assistant.instructions);
        self.reasoning_effort.apply(&mut assistant.reasoning_effort);
        self.tools.apply_or(&mut assistant.tools, Vec::new());
        match resources {
            Patch::Keep => {}
            Patch::Clear => assistant.tool_resources = ToolResources::default(),
            // A change of one tool's resources leaves the other's alone.
            Patch::Set(new) => {
                let old = std::mem::take(&mut assistant.tool_resources);
                let merged = ToolResources {
                    vector_stores: new.vector_stores.or(old.vector_stores),
                    code_files: new.code_files.or(old.code_files),
                };
                assistant.tool_resources = merged.without_empty();
            }
        }
        self.metadata.apply_or(&mut assistant.metadata, Metadata::new());
        self.temperature.apply_or(&mut assistant.temperature, 1.0);
        self.top_p.apply_or(&mut assistant.top_p, 1.0);
        self.response_format.apply_or(&mut assistant.response_format, ResponseFormat::Auto);
        // The key is there as soon as the tool is (wire.md §3, held in all 79 samples).
        if assistant.tools.contains(&Tool::CodeInterpreter) {
            assistant.tool_resources.code_files.get_or_insert_default();
        }
        assistant
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ids::Id;
    use serde_json::json;

    fn create(body: Value) -> Assistant {
        let id = AssistantId::parse("asst_000000000000000000000000").expect("an id");
        ModifyAssistant::read(body, true).expect("a good body").create(id, 1, Patch::Keep)
    }

    #[test]
    fn a_bare_assistant_has_the_services_defaults() {
        let sent = serde_json::to_value(create(json!({"model": "gpt-4o"}))).expect("JSON");
        assert_eq!(
            sent,
            json!({"id": "asst_000000000000000000000000", "object": "assistant", "created_at": 1, "name": null,
                "description": null, "model": "gpt-4o", "instructions": null, "tools": [], "top_p": 1.0,
                "temperature": 1.0, "reasoning_effort": null, "tool_resources": {}, "metadata": {},
                "response_format": "auto"})
        );
    }

    #[test]
    fn tools_are_echoed_whole() {
        let tools = json!([{"type": "code_interpreter"}, {"type": "file_search"},
            {"type": "function", "function": {"parameters": {"type": "object"}, "name": "f"}}]);
        let sent = serde_json::to_value(create(json!({"model": "gpt-4o", "tools": tools}))).expect("JSON");
        assert_eq!(sent["tool_resources"], json!({"code_interpreter": {"file_ids": []}}));
        assert_eq!(
            sent["tools"].to_string(),
            r#"[{"type":"code_interpreter"},{"type":"file_search","file_search":{"ranking_options":{"ranker":"default_2024_08_21","score_threshold":0.0,"hybrid_search":null}}},{"type":"function","function":{"name":"f","parameters":{"type":"object"},"strict":false}}]"#
        );
    }

    #[test]
    fn a_change_touches_only_what_it_names() {
        let before = create(json!({"model": "gpt-4o", "name": "A", "metadata": {"k": "v"}, "temperature": 0.5}));
        let change = ModifyAssistant::read(json!({"name": null, "temperature": null}), false).expect("a good body");
        let after = change.apply(before, Patch::Keep);
        assert_eq!((after.name, after.temperature), (None, 1.0));
        assert_eq!(after.metadata["k"], "v");
    }

    #[test]
    fn refusals_name_the_place() {
        let cases = [
            (json!({}), "Missing required parameter: 'model'."),
            (json!({"model": "gpt-4o", "file_ids": []}), "Unknown parameter: 'file_ids'."),
            (
                json!({"model": "gpt-4o", "tools": [{"type": "retrieval"}]}),
                "Invalid value: 'retrieval'. Supported values are: 'code_interpreter', 'function', and 'file_search'.",
            ),
            (
                json!({"model": "gpt-4o", "tools": [{"type": "function", "function": {}}]}),
                "Missing required parameter: 'tools[0].function.name'.",
            ),
            (
                json!({"model": "gpt-4o", "tools": {}}),
                "Invalid type for 'tools': expected an array of objects, but got an object instead.",
            ),
        ];
        for (body, message) in cases {
            assert_eq!(ModifyAssistant::read(body, true).expect_err(message).facts().message, message);
        }
    }
}
