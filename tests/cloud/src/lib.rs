//! Only tests live here: `tests/cloud`.
