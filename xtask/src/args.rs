//! Options of a command line, and how a command ends badly.

/// Why a command did not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// The command line makes no sense: exit 2.
    Usage(String),
    /// The work did not succeed: exit 1.
    Failed(String),
}

impl Failure {
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into())
    }
}

/// The words after the command's name. Each question takes its words out; `finish` refuses what is left.
pub struct Args {
    words: Vec<String>,
}

impl Args {
    pub fn new(words: Vec<String>) -> Self {
        Self { words }
    }

    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    /// `--name VALUE` or `--name=VALUE`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>, Failure> {
        let joined = format!("{name}=");
        let Some(at) = self.words.iter().position(|word| word == name || word.starts_with(&joined)) else {
            return Ok(None);
        };
        let word = self.words.remove(at);
        if let Some(value) = word.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        if at == self.words.len() {
            return Err(Failure::Usage(format!("{name} wants a value")));
        }
        Ok(Some(self.words.remove(at)))
    }

    /// The words that are no options.
    pub fn names(self) -> Result<Vec<String>, Failure> {
        match self.words.iter().find(|word| word.starts_with('-')) {
            Some(word) => Err(Failure::Usage(format!("unknown option {word}"))),
            None => Ok(self.words),
        }
    }

    pub fn finish(self) -> Result<(), Failure> {
        match self.names()?.first() {
            Some(word) => Err(Failure::Usage(format!("'{word}' is one word too many"))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn values_are_taken_in_both_spellings() {
        let mut given = args("--port 81 --data=/d --demo");
        assert_eq!(given.value("--port"), Ok(Some("81".into())));
        assert_eq!(given.value("--data"), Ok(Some("/d".into())));
        assert_eq!(given.value("--else"), Ok(None));
        assert!(given.flag("--demo") && !given.flag("--demo"));
        assert_eq!(given.finish(), Ok(()));
    }

    #[test]
    fn what_nobody_asked_for_is_a_usage_error() {
        assert!(matches!(args("--port").value("--port"), Err(Failure::Usage(_))));
        assert!(matches!(args("--prot 1").finish(), Err(Failure::Usage(_))));
        assert!(matches!(args("more").finish(), Err(Failure::Usage(_))));
        assert_eq!(args("engine store").names(), Ok(vec!["engine".into(), "store".into()]));
    }
}
