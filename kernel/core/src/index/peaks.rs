//! What bounds the codes of a list.

use super::postings::{LENGTH_SHIFT, MAX_CODE_LENGTH, MAX_CODE_TF, TF_MASK};
use super::ratios::Bounds;

/// For the frequencies 1, 2, 3 and "4 or more" the length class of the shortest document that has it, and the largest
/// frequency class. For one frequency the ratio falls with the length, so the best ratio of a list is among at most four
/// codes, whatever the average length is at the moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Peaks {
    /// By min(tf, 4) − 1; 0: no such posting.
    shortest: [u16; 4],
    longest: u16,
    tf: u16,
}

impl Peaks {
    /// Widens the peaks by one code.
    #[inline]
    pub(super) fn note(&mut self, code: u32) {
        let (tf, length) = ((code & TF_MASK) as u16, (code >> LENGTH_SHIFT) as u16);
        let shortest = &mut self.shortest[usize::from(tf.clamp(1, 4) - 1)];
        if *shortest == 0 || length < *shortest {
            *shortest = length;
        }
        self.longest = self.longest.max(length);
        self.tf = self.tf.max(tf);
    }

    /// The largest ratio bound of the codes noted.
    pub(super) fn best(&self, bounds: &Bounds) -> u32 {
        let mut best = 0;
        for (tf, &length) in (1..).zip(&self.shortest) {
            if length == 0 {
                continue;
            }
            let tf = if tf == 4 { self.tf } else { tf };
            best = best.max(bounds[usize::from(length << LENGTH_SHIFT | tf)]);
        }
        best
    }

    /// Whether every code noted is exact.
    pub(super) fn exact(&self) -> bool {
        u32::from(self.tf) < MAX_CODE_TF && u32::from(self.longest) < MAX_CODE_LENGTH
    }
}
