//! Settings from the environment. The template sets them; all problems are told at once.

use std::collections::BTreeMap;

use app::Config;
use conversation::Channel;
use ids::WorkspaceId;
use ports::QueueName;
use queue_sqs::Address;
use timers_aws::ScheduleSettings;
use url::Url;

/// Everything that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment is not complete: {}", .0.join("; "))]
pub struct BadSettings(pub Vec<String>);

/// Reads variables and collects what is wrong with them.
pub(crate) struct Environment {
    variables: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Environment {
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { variables: variables.into_iter().collect(), problems: Vec::new() }
    }

    /// A variable that must be set.
    pub fn needed(&mut self, name: &str) -> String {
        match self.optional(name) {
            Some(value) => value,
            None => {
                self.problems.push(format!("{name} is not set"));
                String::new()
            }
        }
    }

    pub fn optional(&self, name: &str) -> Option<String> {
        self.variables.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// A variable that has to be an address where it is set.
    pub fn url(&mut self, name: &str) -> Option<Url> {
        let text = self.optional(name)?;
        let url = Url::parse(&text).ok().filter(Url::has_host);
        if url.is_none() {
            self.problem(format!("{name} is no address: {text}"));
        }
        url
    }

    pub fn problem(&mut self, text: String) {
        self.problems.push(text);
    }

    pub fn finish(self) -> Result<(), BadSettings> {
        if self.problems.is_empty() { Ok(()) } else { Err(BadSettings(self.problems)) }
    }

    /// What every function is told. The key of visitors' tokens is read from the store, by who needs it.
    pub fn config(&mut self) -> Option<Config> {
        let name = self.optional("TSUNAGI_WORKSPACE").unwrap_or_else(|| "main".to_owned());
        let workspace = name.parse::<WorkspaceId>().ok();
        if workspace.is_none() {
            self.problem("TSUNAGI_WORKSPACE has to be lower-case letters, digits and `-`".to_owned());
        }
        let provider_urls = Channel::ALL
            .into_iter()
            .filter_map(|channel| {
                let name = format!("TSUNAGI_PROVIDER_URL_{}", channel.as_str().to_uppercase());
                Some((channel, self.optional(&name)?.trim_end_matches('/').to_owned()))
            })
            .collect();
        let public_url = self.needed("TSUNAGI_PUBLIC_URL").trim_end_matches('/').to_owned();
        Some(Config {
            workspace: workspace?,
            public_url,
            provider_urls,
            token_key: [0; 32],
            instance: String::new(),
            one_at_a_time: true,
            demo: false,
            simulator: false,
        })
    }

    /// The queues that this function was told of; it needs one at least.
    pub fn queues(&mut self) -> BTreeMap<QueueName, Address> {
        let addresses: BTreeMap<_, _> = QueueName::ALL
            .into_iter()
            .filter_map(|queue| {
                let url = self.optional(&variable("QUEUE", queue))?;
                Some((queue, Address { url, dead_letter_url: None }))
            })
            .collect();
        if addresses.is_empty() {
            self.problem("no TSUNAGI_QUEUE_… is set".to_owned());
        }
        addresses
    }

    /// Every queue, with what it gave up.
    pub fn queues_with_dead_letters(&mut self) -> BTreeMap<QueueName, Address> {
        let address = |queue| {
            let url = self.needed(&variable("QUEUE", queue));
            (queue, Address { url, dead_letter_url: Some(self.needed(&variable("DEAD", queue))) })
        };
        QueueName::ALL.into_iter().map(address).collect()
    }

    pub fn schedule(&mut self) -> ScheduleSettings {
        ScheduleSettings {
            group: self.needed("TSUNAGI_SCHEDULE_GROUP"),
            queue_arn: self.needed("TSUNAGI_TIMERS_QUEUE_ARN"),
            role_arn: self.needed("TSUNAGI_SCHEDULE_ROLE_ARN"),
            dead_letter_arn: self.needed("TSUNAGI_TIMERS_DEAD_LETTER_ARN"),
        }
    }
}

/// `TSUNAGI_QUEUE_HTTP_CALLS`.
fn variable(what: &str, queue: QueueName) -> String {
    format!("TSUNAGI_{what}_{}", queue.as_str().replace('-', "_").to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rl1_all_that_is_missing_is_told_at_once() {
        let mut environment = Environment::new([("TSUNAGI_WORKSPACE".to_owned(), "No Good".to_owned())]);
        environment.config();
        environment.queues();
        environment.schedule();
        let BadSettings(problems) = environment.finish().expect_err("nothing is set");
        assert_eq!(problems.len(), 7, "{problems:?}");
    }

    #[test]
    fn an_address_is_read_or_told() {
        let with = |text: &str| {
            let mut environment = Environment::new([("A".to_owned(), text.to_owned())]);
            let url = environment.url("A");
            (url.map(String::from), environment.finish().is_ok())
        };
        assert_eq!(with("http://127.0.0.1:9/flows"), (Some("http://127.0.0.1:9/flows".to_owned()), true));
        assert_eq!(with(""), (None, true));
        assert_eq!(with("nowhere"), (None, false));
    }

    #[test]
    fn a_function_knows_the_queues_that_it_is_told_of() {
        let url = "https://sqs.eu-west-1.amazonaws.com/1/http-calls.fifo";
        let mut environment = Environment::new([("TSUNAGI_QUEUE_HTTP_CALLS".to_owned(), url.to_owned())]);
        let queues = environment.queues();
        assert_eq!(queues.keys().collect::<Vec<_>>(), [&QueueName::HttpCalls]);
        assert_eq!(queues[&QueueName::HttpCalls].url, url);
    }
}
