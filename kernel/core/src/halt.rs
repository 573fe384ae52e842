//! Halt: when a stream of tokens ends.

use crate::config::{ConfigError, finite_or_zero, within};

/// The largest window, in tokens.
pub const MAX_HALT_WINDOW: i64 = 1 << 16;

/// Parameterises [`Halt`]. Scores may have any scale (coherence in 0 to 1, log-probabilities), so their limits may be any
/// finite number.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HaltConfig {
    /// A score below this halts.
    pub hard_limit: f64,
    /// A score that passes but is below this is a warning; at most `hard_limit`: none is.
    pub soft_limit: f64,
    /// Tokens in the window mean, 1 to [`MAX_HALT_WINDOW`].
    pub window: i64,
    /// A mean over a full window below this halts.
    pub window_threshold: f64,
    /// Tokens in the trend, 2 to [`MAX_HALT_WINDOW`].
    pub trend_window: i64,
    /// ≥ 0; a drop over a full trend window above this halts.
    pub trend_threshold: f64,
    /// ≥ 0; a logit entropy above this halts.
    pub entropy_limit: f64,
    /// Milliseconds of scoring a token, > 0; more halts.
    pub deadline: f64,
}

impl Default for HaltConfig {
    /// For scores in 0 to 1.
    fn default() -> HaltConfig {
        HaltConfig {
            hard_limit: 0.5,
            soft_limit: 0.7,
            window: 10,
            window_threshold: 0.55,
            trend_window: 5,
            trend_threshold: 0.15,
            entropy_limit: 1.2,
            deadline: 50.0,
        }
    }
}

impl HaltConfig {
    /// Checks every number.
    ///
    /// # Errors
    /// A [`ConfigError`] naming the first number that is out of its range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        const SMALLEST: f64 = f64::from_bits(1);
        let longest = MAX_HALT_WINDOW as f64;
        within("hard_limit", self.hard_limit, f64::MIN, f64::MAX)?;
        within("soft_limit", self.soft_limit, f64::MIN, f64::MAX)?;
        within("window", self.window as f64, 1.0, longest)?;
        within("window_threshold", self.window_threshold, f64::MIN, f64::MAX)?;
        within("trend_window", self.trend_window as f64, 2.0, longest)?;
        within("trend_threshold", self.trend_threshold, 0.0, f64::MAX)?;
        within("entropy_limit", self.entropy_limit, 0.0, f64::MAX)?;
        within("deadline_ms", self.deadline, SMALLEST, f64::MAX)
    }

    /// The longer of the two windows of a valid configuration.
    fn keep(&self) -> usize {
        self.window.max(self.trend_window) as usize
    }

    /// How many scores a machine with this valid configuration remembers at most.
    #[must_use]
    pub fn room(&self) -> usize {
        2 * self.keep()
    }
}

/// The condition that halted, in the order in which they are checked.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HaltReason {
    /// It did not halt.
    #[default]
    None,
    /// The score is no finite number.
    NonFinite,
    /// The score is below the hard limit.
    HardLimit,
    /// The mean over the window is below its threshold.
    WindowMean,
    /// The scores fall too fast.
    Trend,
    /// The entropy of the logits is above its limit.
    Entropy,
    /// Scoring took too long.
    Deadline,
}

impl HaltReason {
    /// All reasons by their numbers.
    const ALL: [HaltReason; 7] = [
        HaltReason::None,
        HaltReason::NonFinite,
        HaltReason::HardLimit,
        HaltReason::WindowMean,
        HaltReason::Trend,
        HaltReason::Entropy,
        HaltReason::Deadline,
    ];

    /// The reason's name in reports; empty for `None`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            HaltReason::None => "",
            HaltReason::NonFinite => "non_finite",
            HaltReason::HardLimit => "hard_limit",
            HaltReason::WindowMean => "window_mean",
            HaltReason::Trend => "trend",
            HaltReason::Entropy => "entropy",
            HaltReason::Deadline => "deadline",
        }
    }
}

/// What [`Halt`] is told of a token. It holds no text: the caller emits the token if the decision is not to halt.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HaltToken {
    /// Coherence; not finite halts.
    pub score: f64,
    /// Of the logits, looked at if `has_entropy`.
    pub entropy: f64,
    /// Whether there is an entropy.
    pub has_entropy: bool,
    /// Milliseconds that scoring took, looked at if `has_elapsed`.
    pub elapsed: f64,
    /// Whether there is a time.
    pub has_elapsed: bool,
}

/// The verdict on a token. No number in it is NaN.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HaltDecision {
    /// Of the token that halted, or of this one; the first is 0.
    pub index: usize,
    /// This token and all after it are not emitted.
    pub halted: bool,
    /// `None` unless `halted`.
    pub reason: HaltReason,
    /// What was compared; the score if all passed; 0 for an input that is not finite.
    pub value: f64,
    /// What it was compared with; the hard limit if all passed.
    pub limit: f64,
    /// Passed, with a score below the soft limit.
    pub warning: bool,
}

/// Decides, token by token, when a stream ends. Halting is irrevocable. Steps do not allocate.
#[derive(Clone, Debug)]
pub struct Halt {
    config: HaltConfig,
    state: HaltState,
    scores: Vec<f64>,
}

impl Halt {
    /// A machine at the start of a stream.
    ///
    /// # Errors
    /// The [`ConfigError`] of the configuration.
    pub fn new(config: HaltConfig) -> Result<Halt, ConfigError> {
        config.validate()?;
        Ok(Halt { config, state: HaltState::default(), scores: vec![0.0; config.room()] })
    }

    /// Puts the machine back to the start of a stream.
    pub fn reset(&mut self) {
        self.state = HaltState::default();
    }

    /// Decides on the next token. After a halt it returns that halt's decision for ever.
    pub fn step(&mut self, t: &HaltToken) -> HaltDecision {
        self.state.step(&self.config, &mut self.scores, t)
    }
}

/// What a machine remembers beside the scores, for callers that keep both themselves. All zeros is the start of a stream,
/// and any bits are a state, though not one that means anything.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct HaltState {
    /// Tokens so far, the one that halted included.
    seen: u64,
    /// Scores held.
    held: u64,
    /// The number of the reason that halted, 0 if none did.
    reason: u64,
    /// What was compared then.
    value: f64,
    /// What it was compared with.
    limit: f64,
}

/// What a condition that halts compared.
type Finding = (HaltReason, f64, f64);

impl HaltState {
    /// [`Halt::step`]. The configuration is the same valid one at every step of a stream; `scores` holds the last scores,
    /// oldest first, and has [`HaltConfig::room`] places.
    pub fn step(&mut self, c: &HaltConfig, scores: &mut [f64], t: &HaltToken) -> HaltDecision {
        if self.reason != 0 {
            return self.halted();
        }
        let index = self.seen as usize;
        self.seen += 1;
        if let Some((reason, value, limit)) = self.check(c, scores, t) {
            (self.reason, self.value, self.limit) = (reason as u64, value, limit);
            return self.halted();
        }
        let warning = t.score < c.soft_limit;
        HaltDecision { index, value: t.score, limit: c.hard_limit, warning, ..HaltDecision::default() }
    }

    /// The decision that halted.
    fn halted(&self) -> HaltDecision {
        let index = self.seen.wrapping_sub(1) as usize;
        let reason = HaltReason::ALL.get(self.reason as usize).copied().unwrap_or_default();
        HaltDecision { index, halted: true, reason, value: self.value, limit: self.limit, warning: false }
    }

    /// Looks at the conditions in their order.
    fn check(&mut self, c: &HaltConfig, scores: &mut [f64], t: &HaltToken) -> Option<Finding> {
        if !t.score.is_finite() {
            return Some((HaltReason::NonFinite, 0.0, c.hard_limit));
        }
        if t.score < c.hard_limit {
            return Some((HaltReason::HardLimit, t.score, c.hard_limit));
        }
        self.remember(c, scores, t.score);
        check_windows(c, &scores[..self.held as usize]).or_else(|| check_measures(c, t))
    }

    /// Appends a score. Where there is no room left, the scores that windows still reach move to the front: a move of
    /// one less than the longer window every so many tokens, and windows that are plain slices.
    fn remember(&mut self, c: &HaltConfig, scores: &mut [f64], score: f64) {
        if self.held as usize >= scores.len() {
            let keep = c.keep() - 1;
            scores.copy_within(scores.len() - keep.., 0);
            self.held = keep as u64;
        }
        scores[self.held as usize] = score;
        self.held += 1;
    }
}

fn check_windows(c: &HaltConfig, scores: &[f64]) -> Option<Finding> {
    if let Some(mean) = last(scores, c.window as usize).map(window_mean)
        && mean < c.window_threshold
    {
        return Some((HaltReason::WindowMean, mean, c.window_threshold));
    }
    let drop = last(scores, c.trend_window as usize).map(trend_drop)?;
    (drop > c.trend_threshold).then_some((HaltReason::Trend, drop, c.trend_threshold))
}

fn check_measures(c: &HaltConfig, t: &HaltToken) -> Option<Finding> {
    if t.has_entropy && exceeds(t.entropy, c.entropy_limit) {
        return Some((HaltReason::Entropy, finite_or_zero(t.entropy), c.entropy_limit));
    }
    if t.has_elapsed && exceeds(t.elapsed, c.deadline) {
        return Some((HaltReason::Deadline, finite_or_zero(t.elapsed), c.deadline));
    }
    None
}

/// The last n scores once there are so many.
fn last(scores: &[f64], n: usize) -> Option<&[f64]> {
    scores.get(scores.len().checked_sub(n)?..)
}

/// Whether x is over the limit or no number to compare with it.
fn exceeds(x: f64, limit: f64) -> bool {
    x > limit || !x.is_finite()
}

/// Sums afresh, oldest first: a sum that is carried along drifts by rounding.
fn window_mean(scores: &[f64]) -> f64 {
    scores.iter().fold(0.0, |sum, y| sum + y) / scores.len() as f64
}

/// How far the least-squares line through the n scores falls from the first to the last: −slope·(n−1). With
/// Σ(x−x̄)² = n(n²−1)/12 that is 6/(n(n+1)) · Σ (n−1−2i)·(yᵢ − yₙ₋₁₋ᵢ) over the first half, the outermost pair first;
/// scores that never fall give no drop above 0, whatever is rounded. NaN, which differences that overflow can give,
/// counts as 0.
fn trend_drop(scores: &[f64]) -> f64 {
    let n = scores.len();
    let (front, back) = (scores.iter(), scores.iter().rev());
    let mut distance = n as f64 - 1.0;
    let mut sum = 0.0;
    for (a, b) in front.zip(back).take(n / 2) {
        sum += distance * (a - b);
        distance -= 2.0;
    }
    let drop = (6.0 * sum) / (n as f64 * (n + 1) as f64);
    if drop.is_nan() { 0.0 } else { drop }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(config: HaltConfig, scores: &[f64]) -> HaltDecision {
        let mut halt = Halt::new(config).unwrap();
        let mut decision = HaltDecision::default();
        for &score in scores {
            assert!(!decision.halted);
            decision = halt.step(&HaltToken { score, ..HaltToken::default() });
        }
        decision
    }

    fn halts(index: usize, reason: HaltReason, value: f64, limit: f64) -> HaltDecision {
        HaltDecision { index, halted: true, reason, value, limit, warning: false }
    }

    #[test]
    fn halts_on_scores() {
        let c = HaltConfig::default();
        let window = HaltConfig { window: 2, window_threshold: 0.75, trend_threshold: 9.0, ..c };
        let trend = HaltConfig { trend_window: 2, trend_threshold: 0.125, ..c };
        assert_eq!(run(c, &[0.9, f64::NAN]), halts(1, HaltReason::NonFinite, 0.0, 0.5));
        assert_eq!(run(c, &[0.9, 0.25]), halts(1, HaltReason::HardLimit, 0.25, 0.5));
        assert_eq!(run(window, &[1.0, 0.75, 0.5]), halts(2, HaltReason::WindowMean, 0.625, 0.75));
        assert_eq!(run(trend, &[1.0, 0.5]), halts(1, HaltReason::Trend, 0.5, 0.125));
        let passed = HaltDecision { index: 1, value: 0.6, limit: 0.5, warning: true, ..HaltDecision::default() };
        assert_eq!(run(c, &[0.6, 0.6]), passed);
    }

    #[test]
    fn halts_on_measures() {
        let token = HaltToken { score: 0.9, ..HaltToken::default() };
        let cases = [
            (HaltToken { entropy: 1.2, has_entropy: true, elapsed: 50.0, has_elapsed: true, ..token }, None),
            (HaltToken { entropy: 9.0, elapsed: 99.0, ..token }, None),
            (HaltToken { entropy: 9.0, has_entropy: true, ..token }, Some((HaltReason::Entropy, 9.0, 1.2))),
            (HaltToken { entropy: f64::NAN, has_entropy: true, ..token }, Some((HaltReason::Entropy, 0.0, 1.2))),
            (HaltToken { elapsed: 51.0, has_elapsed: true, ..token }, Some((HaltReason::Deadline, 51.0, 50.0))),
        ];
        for (token, want) in cases {
            let decision = Halt::new(HaltConfig::default()).unwrap().step(&token);
            let found = (decision.reason, decision.value, decision.limit);
            assert_eq!(decision.halted.then_some(found), want, "{token:?}");
        }
    }

    #[test]
    fn remembers_a_window_of_a_long_stream() {
        let config = HaltConfig { window: 3, window_threshold: 0.6, trend_threshold: 9.0, ..HaltConfig::default() };
        let mut scores = [1.0; 40];
        assert!(!run(config, &scores).halted);
        scores[37..].fill(0.5);
        assert_eq!(run(config, &scores), halts(39, HaltReason::WindowMean, 0.5, 0.6));
    }

    #[test]
    fn stays_halted_until_it_is_reset() {
        let mut halt = Halt::new(HaltConfig::default()).unwrap();
        let first = halt.step(&HaltToken::default());
        assert!(first.halted);
        let good = HaltToken { score: 1.0, ..HaltToken::default() };
        assert_eq!(halt.step(&good), first);
        halt.reset();
        assert!(!halt.step(&good).halted);
    }

    #[test]
    fn trend_is_the_least_squares_line() {
        let cases: [(&[f64], f64); 6] = [
            (&[1.0, 0.0], 1.0),
            (&[0.0, 1.0], -1.0),
            (&[1.0, 9.0, 0.0], 1.0),
            (&[4.0, 3.0, 2.0, 1.0, 0.0], 4.0),
            (&[0.5, 0.5, 0.5], 0.0),
            (&[1e308, -1e308, 1e308, -1e308], 0.0),
        ];
        for (scores, want) in cases {
            assert_eq!(trend_drop(scores), want, "{scores:?}");
        }
    }

    #[test]
    fn refuses_the_first_number_out_of_range() {
        let valid = HaltConfig::default();
        let cases = [
            (HaltConfig { window: 0, ..valid }, "window is 0: want a number from 1 to 65536"),
            (HaltConfig { trend_window: 1, ..valid }, "trend_window is 1: want a number from 2 to 65536"),
            (
                HaltConfig { deadline: 0.0, ..valid },
                "deadline_ms is 0: want a number from 5e-324 to 1.7976931348623157e+308",
            ),
        ];
        for (config, want) in cases {
            assert_eq!(Halt::new(config).unwrap_err().to_string(), want);
        }
    }
}
