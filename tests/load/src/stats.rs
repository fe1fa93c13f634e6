//! Percentiles and trends.

use serde::Serialize;

/// How long things took, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Latency {
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub p999_ms: f64,
    pub max_ms: f64,
}

impl Latency {
    /// Of durations in microseconds, in any order.
    pub fn of(mut durations_us: Vec<u64>) -> Self {
        durations_us.sort_unstable();
        let at = |share| percentile(&durations_us, share).unwrap_or_default() as f64 / 1e3;
        Self { p50_ms: at(0.5), p99_ms: at(0.99), p999_ms: at(0.999), max_ms: at(1.0) }
    }
}

/// The smallest value that at least this share of all does not exceed (nearest rank). `None` of nothing.
fn percentile(sorted: &[u64], share: f64) -> Option<u64> {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

/// How much a value rises over the whole length of a run, by the straight line that fits its samples best.
///
/// `points` are (time, value) in any units; the rise is in those of the value. 0 for fewer than two times.
pub fn rise(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count.max(1.0);
    let (time, value) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|point| (point.0 - time).powi(2)).sum();
    let both: f64 = points.iter().map(|point| (point.0 - time) * (point.1 - value)).sum();
    let length = match (points.first(), points.last()) {
        (Some(first), Some(last)) => last.0 - first.0,
        _ => 0.0,
    };
    if spread > 0.0 { both / spread * length } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let hundred: Vec<u64> = (1..=100).rev().map(|ms| ms * 1_000).collect();
        let expected = Latency { p50_ms: 50.0, p99_ms: 99.0, p999_ms: 100.0, max_ms: 100.0 };
        assert_eq!(Latency::of(hundred), expected);
        let one = Latency { p50_ms: 7.0, p99_ms: 7.0, p999_ms: 7.0, max_ms: 7.0 };
        assert_eq!(Latency::of(vec![7_000]), one);
        assert_eq!(Latency::of(Vec::new()), Latency::default());
    }

    #[test]
    fn one_slow_answer_in_a_thousand_is_beyond_p99_and_is_the_maximum() {
        let mut durations = vec![1_000; 999];
        durations.push(900_000);
        let latency = Latency::of(durations);
        assert_eq!((latency.p99_ms, latency.p999_ms, latency.max_ms), (1.0, 1.0, 900.0));
    }

    #[test]
    fn a_rise_is_over_the_whole_length_and_noise_cancels() {
        let line: Vec<(f64, f64)> = (0..=10).map(|at| (f64::from(at) * 10.0, 5.0 + 0.5 * f64::from(at))).collect();
        assert!((rise(&line) - 5.0).abs() < 1e-9, "{}", rise(&line));
        let noise = [(0.0, 10.0), (1.0, 12.0), (2.0, 12.0), (3.0, 10.0)];
        assert!(rise(&noise).abs() < 1e-9, "{}", rise(&noise));
        assert_eq!(rise(&[(4.0, 3.0)]), 0.0);
        assert_eq!(rise(&[]), 0.0);
    }
}
