#![doc = include_str!("../README.md")]

mod memory;
mod name;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_client::{Failure, Late, SdkConfig, late};
use aws_sdk_ssm::Client;
use aws_sdk_ssm::operation::delete_parameter::DeleteParameterError;
use aws_sdk_ssm::operation::get_parameter::GetParameterError;
use aws_sdk_ssm::types::{ParameterTier, ParameterType};
use ids::WorkspaceId;
use ports::{Clock, SecretError, Secrets};

use crate::memory::{Memory, Set};

pub struct SsmSecrets {
    client: Late<Client>,
    prefix: String,
    key_id: Option<String>,
    memory: Option<Memory>,
    clock: Arc<dyn Clock>,
}

impl SsmSecrets {
    /// `prefix` begins with `/` and names the deployment, such as `/tsunagi/prod`: roles are written for it.
    pub fn new(config: &SdkConfig, prefix: impl Into<String>, clock: Arc<dyn Clock>) -> Self {
        let config = config.clone();
        let client = late(move || Client::new(&config));
        Self { client, prefix: prefix.into(), key_id: None, memory: Some(Memory::default()), clock }
    }

    /// Encrypts what is put with this key of KMS instead of the account's own for parameters.
    pub fn with_key(self, key_id: Option<String>) -> Self {
        Self { key_id, ..self }
    }

    /// Asks at every reading, for whoever writes back what they read.
    pub fn without_memory(self) -> Self {
        Self { memory: None, ..self }
    }

    async fn read(&self, parameter: &str) -> Result<Set, SecretError> {
        let call = self.client.get_parameter().name(parameter).with_decryption(true);
        let output = match call.send().await {
            Ok(output) => output,
            Err(error) => match error.as_service_error() {
                Some(GetParameterError::ParameterNotFound(_)) => return Ok(Set::new()),
                _ => return Err(failed("reading", parameter, &Failure::of(&error))),
            },
        };
        let text = output.parameter.and_then(|parameter| parameter.value).unwrap_or_default();
        // The text of a JSON error can quote the value.
        serde_json::from_str(&text).map_err(|_| SecretError(format!("`{parameter}` does not hold a set of secrets")))
    }

    async fn delete(&self, parameter: &str) -> Result<(), SecretError> {
        match self.client.delete_parameter().name(parameter).send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(DeleteParameterError::ParameterNotFound(_)) => Ok(()),
                _ => Err(failed("deleting", parameter, &Failure::of(&error))),
            },
        }
    }
}

#[async_trait]
impl Secrets for SsmSecrets {
    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Result<BTreeMap<String, String>, SecretError> {
        let parameter = name::parameter(&self.prefix, workspace, name);
        let Some(memory) = &self.memory else { return self.read(&parameter).await };
        let now_ms = self.clock.now_ms();
        if let Some(set) = memory.fresh(&parameter, now_ms) {
            return Ok(set);
        }
        match self.read(&parameter).await {
            Ok(set) => {
                memory.keep(parameter, set.clone(), now_ms);
                Ok(set)
            }
            Err(error) => match memory.usable(&parameter, now_ms) {
                Some(set) => {
                    tracing::warn!(%error, "secrets are used as they were");
                    Ok(set)
                }
                None => Err(error),
            },
        }
    }

    async fn put(
        &self,
        workspace: &WorkspaceId,
        name: &str,
        values: BTreeMap<String, String>,
    ) -> Result<(), SecretError> {
        let parameter = name::parameter(&self.prefix, workspace, name);
        let text = serde_json::to_string(&values)
            .map_err(|_| SecretError(format!("the secrets of `{parameter}` cannot be written as JSON")))?;
        if text.len() > limits::SECRET_SET_BYTES {
            let (found, most) = (text.len(), limits::SECRET_SET_BYTES);
            return Err(SecretError(format!(
                "the secrets of `{name}` have {found} bytes together; at most {most} fit"
            )));
        }
        if values.is_empty() {
            self.delete(&parameter).await?;
        } else {
            let call = self.client.put_parameter().name(&parameter).value(text).overwrite(true);
            let call = call.r#type(ParameterType::SecureString).tier(ParameterTier::IntelligentTiering);
            let call = call.set_key_id(self.key_id.clone());
            call.send().await.map_err(|error| failed("writing", &parameter, &Failure::of(&error)))?;
        }
        if let Some(memory) = &self.memory {
            memory.keep(parameter, values, self.clock.now_ms());
        }
        Ok(())
    }
}

fn failed(what: &str, parameter: &str, failure: &Failure) -> SecretError {
    SecretError(format!("{what} `{parameter}`: {failure}"))
}
