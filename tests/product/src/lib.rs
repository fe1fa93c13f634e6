//! Only tests live here: `tests/it`.
