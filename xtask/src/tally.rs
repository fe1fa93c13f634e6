//! Counts what test runners say they ran: cargo test, Vitest and Playwright.

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    /// Adds the counts of a runner's closing line; other lines count nothing.
    pub fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(counts) = line.strip_prefix("test result: ") {
            // `ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`
            let counts = counts.split_once(". ").map_or(counts, |(_, counts)| counts);
            counts.split(';').for_each(|part| self.count(part));
        } else if let Some(counts) = line.strip_prefix("Tests ") {
            // `Tests  1 failed | 3 passed (4)`
            counts.split('|').for_each(|part| self.count(part));
        } else if is_playwright(line) {
            self.count(line);
        }
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    fn count(&mut self, part: &str) {
        let mut words = part.split_whitespace();
        let (Some(Ok(number)), Some(what)) = (words.next().map(str::parse::<u64>), words.next()) else {
            return;
        };
        match what {
            "passed" | "flaky" => self.passed += number,
            "failed" | "interrupted" => self.failed += number,
            "ignored" | "skipped" | "todo" | "did" => self.skipped += number,
            _ => {}
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// `3 passed (1.2s)`, `1 failed`, `2 skipped`, `1 flaky`, `4 did not run`: a number and a word, and at most a time.
fn is_playwright(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [number, "passed", time] => number.parse::<u64>().is_ok() && time.starts_with('('),
        [number, "passed" | "failed" | "skipped" | "flaky" | "interrupted"] => number.parse::<u64>().is_ok(),
        [number, "did", "not", "run"] => number.parse::<u64>().is_ok(),
        _ => false,
    }
}

/// The line without ANSI escapes.
pub fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character != '\u{1b}' {
            plain.push(character);
        } else if characters.next() == Some('[') {
            // A control sequence ends with its first letter.
            characters.by_ref().find(|c| ('@'..='~').contains(c));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &str, passed: u64, failed: u64, skipped: u64) {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.read(line));
        assert_eq!(tally, Tally { passed, failed, skipped });
    }

    #[test]
    fn cargo_test() {
        let output = "running 3 tests\ntest a ... ok\ntest b ... FAILED\n\n\
            test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.01s\n\
            test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s";
        check(output, 9, 1, 1);
    }

    #[test]
    fn vitest() {
        check(" Test Files  1 failed | 8 passed (9)\n      Tests  2 failed | 71 passed | 1 skipped (74)", 71, 2, 1);
        check("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m5 passed\u{1b}[39m\u{1b}[22m (5)", 5, 0, 0);
        check("      Tests  no tests", 0, 0, 0);
    }

    #[test]
    fn playwright() {
        check("Running 5 tests using 1 worker\n  1 failed\n    a.spec.ts:3:1 > shows\n  4 passed (3.2s)", 4, 1, 0);
        check("  1 flaky\n  2 skipped\n  3 did not run\n  10 passed (1.0m)", 11, 0, 5);
    }

    #[test]
    fn ordinary_talk_counts_nothing() {
        check("3 passed by\nTests are run\nI have 4 passed exams (really)\n12", 0, 0, 0);
    }

    #[test]
    fn the_closing_line() {
        let mut all = Tally { passed: 3, failed: 0, skipped: 0 };
        assert_eq!(all.to_string(), "3 passed, 0 failed");
        all.add(Tally { passed: 1, failed: 1, skipped: 2 });
        assert_eq!(all.to_string(), "4 passed, 1 failed, 2 skipped");
    }
}
