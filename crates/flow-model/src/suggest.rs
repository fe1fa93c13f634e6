//! "Did you mean …?"

/// Longer than any name: nobody means another by it.
const LONGEST: usize = 100;
/// Looked at for one suggestion: a document may hold thousands of names, and as many that are wrong.
const CANDIDATES: usize = 1_000;

/// The candidate nearest to what was written, if one is near enough to be meant.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let written: Vec<char> = written.to_lowercase().chars().collect();
    let allowed = match written.len() {
        0..=3 => 1,
        4..=6 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .take(CANDIDATES)
        .filter(|candidate| candidate.len() <= LONGEST)
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().collect();
            let steps = distance(&written, &letters, allowed)?;
            (steps < letters.len()).then_some((steps, candidate))
        })
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, candidate)| candidate)
}

/// Edit distance where a swap of neighbours counts once; nothing beyond `allowed`.
fn distance(left: &[char], right: &[char], allowed: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > allowed {
        return None;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let same = left[i - 1] == right[j - 1];
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + usize::from(!same));
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        // A swap reaches two rows back: both have to be too far.
        let is_far = |row: &[usize]| row.iter().all(|steps| *steps > allowed);
        if is_far(&row) && is_far(&last) {
            return None;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    Some(last[right.len()]).filter(|steps| *steps <= allowed)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_and_leaves_strangers_alone() {
        let kinds = ["message", "ask", "set", "schedule_check"];
        assert_eq!(nearest("mesage", kinds), Some("message"));
        assert_eq!(nearest("Message", kinds), Some("message"));
        assert_eq!(nearest("aks", kinds), Some("ask"));
        assert_eq!(nearest("teleport", kinds), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn a_document_full_of_names_is_not_compared_with_all_of_them() {
        let names: Vec<String> = (0..10_000).map(|number| format!("node-{number}")).collect();
        let looked_at = std::cell::Cell::new(0);
        let candidates = || names.iter().map(|name| name.as_str()).inspect(|_| looked_at.set(looked_at.get() + 1));
        assert_eq!(nearest("nod-7", candidates()), Some("node-7"));
        assert_eq!(looked_at.get(), super::CANDIDATES);
        assert_eq!(nearest(&"x".repeat(100_000), candidates()), None);
        assert_eq!(looked_at.get(), super::CANDIDATES, "too long to be meant for any");
    }
}
