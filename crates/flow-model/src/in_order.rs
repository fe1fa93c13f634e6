//! Maps from pairs.

use std::collections::BTreeMap;

/// A map of the pairs; of two with the same key the later one counts.
///
/// `collect` sorts them first, and a sort of its own for every type of key and value is 6 KB of the guest each.
pub(crate) fn in_order<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    map
}
