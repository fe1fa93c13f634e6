//! What a customer sees of our calls to a vendor. The simulator plays the vendor with each channel's own `simulate`
//! module: it checks a call as the vendor would, and shows this.

use conversation::ChoiceOption;

/// One message as it stands on the customer's screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Shown {
    pub text: String,
    /// Options to tap, by the id that a tap sends back.
    pub options: Vec<ChoiceOption>,
    /// What a tap writes into the chat in the customer's name, one for each option. Empty where a tap writes nothing.
    pub tap_texts: Vec<String>,
    pub image_url: Option<String>,
}

impl Shown {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}
