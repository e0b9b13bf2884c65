//! Objects and arrays.

use serde_json::{Map, Value};

use super::super::words::stem;
use super::{Filled, Filler, Mood, Spot, check, count};

const MOST_PROPERTIES: usize = 400;
const MOST_ITEMS: usize = 60;

impl Filler<'_> {
    pub(super) fn object(&mut self, map: &Map<String, Value>, spot: &Spot<'_>) -> Filled {
        let none = Map::new();
        let properties = map.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let required: Vec<&str> =
            map.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        // Without a list of what is required, an answer shows everything.
        let all = self.mood == Mood::Answer && map.get("required").is_none() && !self.lean(spot);
        let beside = properties.keys().map(String::as_str).collect::<Vec<_>>().join(" ");
        let mut object = Map::new();
        let mut found = false;
        for (name, schema) in properties.iter().take(MOST_PROPERTIES) {
            let needed = required.contains(&name.as_str());
            if !needed && self.lean(spot) {
                continue;
            }
            let inner = Spot {
                name,
                beside: &beside,
                index: spot.index,
                item: false,
                optional: !needed,
                depth: spot.depth + 1,
            };
            let before = self.taken.clone();
            let filled = self.node(schema, &inner);
            let fits = needed || check::fits(self.root, schema, &filled.value);
            if (needed || filled.found || all) && fits {
                found |= filled.found;
                object.insert(name.clone(), filled.value);
            } else {
                self.taken = before;
            }
        }
        self.undeclared(map, &required, &mut object, spot);
        self.enough_properties(map, &mut object, spot);
        Filled::new(object, found)
    }

    /// Adds what is required but not described.
    fn undeclared(
        &mut self,
        map: &Map<String, Value>,
        required: &[&str],
        object: &mut Map<String, Value>,
        spot: &Spot<'_>,
    ) {
        let any = Value::Bool(true);
        let rest = map.get("additionalProperties").unwrap_or(&any);
        for name in required.iter().copied() {
            if !object.contains_key(name) && rest != &Value::Bool(false) {
                let inner = Spot { name, depth: spot.depth + 1, ..Spot::default() };
                let filled = self.node(rest, &inner);
                object.insert(name.to_owned(), filled.value);
            }
        }
    }

    /// Adds what was left out, and free properties, until the least number is reached.
    fn enough_properties(&mut self, map: &Map<String, Value>, object: &mut Map<String, Value>, spot: &Spot<'_>) {
        let least = count(map, "minProperties").unwrap_or(0).min(MOST_PROPERTIES);
        let declared = map.get("properties").and_then(Value::as_object);
        let free = map.get("additionalProperties").filter(|rest| **rest != Value::Bool(false));
        let closed = map.get("additionalProperties") == Some(&Value::Bool(false));
        let any = Value::Bool(true);
        let left = declared.into_iter().flatten().map(|(name, schema)| (name.clone(), schema));
        let made = (1..=MOST_PROPERTIES).filter(|_| !closed).map(|n| (format!("key_{n}"), free.unwrap_or(&any)));
        for (name, schema) in left.chain(made) {
            if object.len() >= least {
                break;
            }
            if !object.contains_key(&name) {
                let inner = Spot { name: &name, depth: spot.depth + 1, ..Spot::default() };
                let value = self.node(schema, &inner).value;
                object.insert(name.clone(), value);
            }
        }
    }

    pub(super) fn array(&mut self, map: &Map<String, Value>, spot: &Spot<'_>) -> Filled {
        let any = Value::Bool(true);
        let first = map.get("prefixItems").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let closed = map.get("items") == Some(&Value::Bool(false));
        let rest = map.get("items").unwrap_or(&any);
        let least = count(map, "minItems").unwrap_or(0);
        let most = count(map, "maxItems").unwrap_or(MOST_ITEMS).min(MOST_ITEMS.max(least));
        let most = if closed { most.min(first.len()) } else { most };
        let (wanted, told) = self.how_many(rest, spot);
        let wanted = if self.lean(spot) { least } else { wanted.max(first.len()).clamp(least, most.max(least)) };
        let unique = map.get("uniqueItems") == Some(&Value::Bool(true));
        let steps = self.tells_steps(spot).then(|| self.facts.working.as_ref().map(|w| &w.steps)).flatten();
        let mut items: Vec<Value> = Vec::new();
        let mut index = 0;
        let mut found = false;
        // Twice as many tries, since unique items may turn out alike.
        while items.len() < wanted && index < wanted * 2 + 2 && self.left > 0 {
            let schema = first.get(items.len()).unwrap_or(rest);
            let inner = Spot {
                name: spot.name,
                beside: spot.beside,
                index,
                item: true,
                optional: false,
                depth: spot.depth + 1,
            };
            let outer = self.step;
            self.step = steps.and_then(|steps| steps.get(index)).or(outer);
            let filled = self.node(schema, &inner);
            self.step = outer;
            index += 1;
            if unique && items.contains(&filled.value) {
                continue;
            }
            // Beyond what the message lists, nothing is added unless it must be.
            if told && !filled.found && items.len() >= least && !items.is_empty() && steps.is_none() {
                break;
            }
            found |= filled.found;
            items.push(filled.value);
        }
        Filled::new(items, found || told && wanted > 0)
    }

    fn tells_steps(&self, spot: &Spot<'_>) -> bool {
        !self.plain && self.step.is_none() && matches!(stem(spot.name).as_str(), "step" | "working" | "solution_step")
    }

    /// How many items suit, and whether the message says so.
    fn how_many(&mut self, items: &Value, spot: &Spot<'_>) -> (usize, bool) {
        if self.plain {
            return (0, false);
        }
        if self.tells_steps(spot)
            && let Some(working) = &self.facts.working
            && !working.steps.is_empty()
        {
            return (working.steps.len(), true);
        }
        let counter = Spot { item: true, ..*spot };
        let listed = self.evidence_count(items, &counter);
        match (listed, self.mood) {
            (0, Mood::Arguments) => (0, false),
            (0, Mood::Answer) => (2, false),
            (n, _) => (n.min(MOST_ITEMS), true),
        }
    }
}
