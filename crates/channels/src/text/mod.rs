//! Text within a vendor's limits: measuring, splitting, shortening, and menus that can be typed.

mod gsm7;
mod menu;
mod split;

pub use gsm7::{Encoding, Segments, segments};
pub(crate) use menu::numbered;
pub use menu::{label, menu, with_menu};
pub use split::{shorten, split};

use unicode_segmentation::UnicodeSegmentation;

use crate::TextUnit;

impl TextUnit {
    /// The length of a text in this unit.
    ///
    /// ```
    /// # use channels::TextUnit;
    /// assert_eq!(TextUnit::Utf16.measure("👍"), 2);
    /// assert_eq!(TextUnit::Graphemes.measure("👨‍👩‍👧"), 1);
    /// ```
    pub fn measure(self, text: &str) -> usize {
        match self {
            Self::Utf16 => text.encode_utf16().count(),
            Self::Chars => text.chars().count(),
            Self::Bytes => text.len(),
            Self::Graphemes => text.graphemes(true).count(),
            Self::Septets => text.chars().map(gsm7::cost).sum(),
        }
    }
}
