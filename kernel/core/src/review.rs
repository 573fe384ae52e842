//! Review: the verdict on a whole answer.

use crate::{
    CoherenceConfig, CoherenceScore, Grounding, Kernel, Scratch, Segmenter, Snapshot, Span, Verdict, coherence,
};

/// The verdict on a whole answer. It is reused from call to call.
#[derive(Debug, Default)]
pub struct Review {
    /// The answer's score; an answer with a contradicted claim is neither approved nor a warning.
    pub coherence: CoherenceScore,
    /// As handed in; 0 if it was NaN: none.
    pub h_logical: f64,
    /// The largest over the claims of 1 − support, 1 for a contradicted claim.
    pub h_factual: f64,
    /// In order; spans are in the answer.
    pub claims: Vec<Grounding>,
}

impl Kernel {
    /// Grounds every claim of `answer` and scores the whole: coherence of `h_logical`, which an NLI model may have given
    /// and is NaN if none did, and of the worst claim. Without `h_logical` the factual weight is 1. An answer with a
    /// contradicted claim is never approved. An answer without claims has nothing against it.
    pub fn review(
        &self,
        r: &mut Review,
        s: &mut Scratch,
        answer: &[u8],
        facts: &Snapshot,
        mut cfg: CoherenceConfig,
        h_logical: f64,
    ) {
        r.claims.clear();
        r.h_factual = 0.0;
        let mut segmenter = Segmenter::default();
        let mut base = 0;
        while let Some(end) = self.segment(&mut segmenter, &answer[base..], true) {
            let mut g = self.ground(s, &answer[base..base + end], facts);
            if !g.claim.is_empty() {
                g.shift(base);
                r.h_factual = r.h_factual.max(g.divergence());
                r.claims.push(g);
            }
            base += end;
        }
        r.h_logical = h_logical;
        if h_logical.is_nan() {
            r.h_logical = 0.0;
            (cfg.weight_logic, cfg.weight_fact) = (0.0, 1.0);
        }
        r.coherence = coherence(&cfg, r.h_logical, r.h_factual);
        if r.claims.iter().any(|g| g.verdict == Verdict::Contradicted) {
            (r.coherence.approved, r.coherence.warning) = (false, false);
        }
    }
}

impl Grounding {
    /// The claim's part in h_factual: 1 − support, and 1 if it is contradicted.
    pub fn divergence(&self) -> f64 {
        if self.verdict == Verdict::Contradicted { 1.0 } else { 1.0 - self.support }
    }

    /// Moves the spans in the claim's text to where the claim begins in a longer one.
    fn shift(&mut self, base: usize) {
        let moved = |s: Span| Span::new(s.start + base, s.end + base);
        self.claim = moved(self.claim);
        if !self.claim_focus.is_empty() {
            self.claim_focus = moved(self.claim_focus);
        }
    }
}
