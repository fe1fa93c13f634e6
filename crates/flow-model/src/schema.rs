//! The document's JSON Schema, from which the builder's types and forms are generated.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::document::{Document, FORMAT, Node, NodeId};
use crate::nodes::NodeKind;

/// JSON Schema (draft 2020-12) of a flow document. Each node kind is a definition of its own (`MessageNode`
/// with the settings `Message`), told apart by `kind`.
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Document>();
    schema.insert("$id".to_owned(), "https://tsunagi.invalid/schemas/flow-1.json".into());
    schema.insert("title".to_owned(), "FlowDocument".into());
    let mut value = schema.to_value();
    value["properties"]["format"]["const"] = FORMAT.into();
    value
}

impl JsonSchema for Node {
    fn schema_name() -> Cow<'static, str> {
        "Node".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let exits = generator.subschema_for::<std::collections::BTreeMap<String, NodeId>>();
        let variants: Vec<Value> = NodeKind::settings_schemas(generator)
            .into_iter()
            .map(|(kind, type_name, settings)| {
                let name = format!("{type_name}Node");
                let mut exits = exits.clone();
                exits.insert("description".to_owned(), "Where each exit leads, by the exit's name.".into());
                let node = serde_json::json!({
                    "type": "object",
                    "properties": {
                        "kind": { "type": "string", "const": kind },
                        "settings": settings,
                        "exits": exits,
                    },
                    "required": ["kind", "settings"],
                    "additionalProperties": false,
                });
                generator.definitions_mut().insert(name.clone(), node);
                serde_json::json!({ "$ref": format!("#/$defs/{name}") })
            })
            .collect();
        json_schema!({
            "description": "One box on the canvas.",
            "oneOf": variants,
            "discriminator": { "propertyName": "kind" },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::schema;
    use crate::nodes::NodeKind;

    #[test]
    fn fm9_every_kind_is_a_definition_and_unknown_fields_are_refused() {
        let schema = schema();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["additionalProperties"], false);
        let variants = schema["$defs"]["Node"]["oneOf"].as_array().expect("variants");
        assert_eq!(variants.len(), NodeKind::NAMES.len());
        for (variant, kind) in variants.iter().zip(NodeKind::NAMES) {
            let reference = variant["$ref"].as_str().expect("a reference");
            let node = &schema["$defs"][reference.trim_start_matches("#/$defs/")];
            assert_eq!(node["properties"]["kind"]["const"], *kind);
            assert_eq!(node["additionalProperties"], false);
            let settings = node["properties"]["settings"]["$ref"].as_str().expect("a reference");
            let settings = &schema["$defs"][settings.trim_start_matches("#/$defs/")];
            assert_eq!(settings["additionalProperties"], false, "{kind}");
            assert!(settings["description"].is_string(), "{kind} has no description");
        }
    }
}
