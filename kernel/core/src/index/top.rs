//! The best hits of a search.

use super::search::Hit;

/// Keeps the k best hits pushed: `hits[from..]` is a heap with the worst hit on top.
#[derive(Debug)]
pub(super) struct TopK<'a> {
    hits: &'a mut Vec<Hit>,
    from: usize,
    pub(super) k: usize,
    /// The worst score kept once k are kept, 0 before: no lower score can get in.
    pub(super) least: f64,
}

/// Whether a comes after b in a result.
#[inline]
fn worse(a: &Hit, b: &Hit) -> bool {
    a.score < b.score || a.score == b.score && a.doc > b.doc
}

impl<'a> TopK<'a> {
    /// Appends the k best to `hits`.
    pub(super) fn new(hits: &'a mut Vec<Hit>, k: usize) -> TopK<'a> {
        let from = hits.len();
        TopK { hits, from, k, least: 0.0 }
    }

    pub(super) fn push(&mut self, hit: Hit) {
        match self.worst() {
            None => {
                self.hits.push(hit);
                sift_up(&mut self.hits[self.from..]);
            }
            Some(worst) if worse(&worst, &hit) => {
                self.hits[self.from] = hit;
                sift_down(&mut self.hits[self.from..]);
            }
            Some(_) => {}
        }
        if let Some(worst) = self.worst() {
            self.least = worst.score;
        }
    }

    /// The worst hit kept once k are kept.
    #[inline]
    pub(super) fn worst(&self) -> Option<Hit> {
        let heap = &self.hits[self.from..];
        if heap.len() == self.k { heap.first().copied() } else { None }
    }

    /// Puts the hits kept in order, best first.
    pub(super) fn sort(self) {
        self.hits[self.from..].sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.doc.cmp(&b.doc)));
    }
}

/// Restores the heap after its last hit was appended.
fn sift_up(heap: &mut [Hit]) {
    let mut i = heap.len().saturating_sub(1);
    while i > 0 {
        let parent = (i - 1) / 2;
        if !worse(&heap[i], &heap[parent]) {
            return;
        }
        heap.swap(i, parent);
        i = parent;
    }
}

/// Restores the heap after its first hit was replaced.
fn sift_down(heap: &mut [Hit]) {
    let mut i = 0;
    loop {
        let mut child = 2 * i + 1;
        if child >= heap.len() {
            return;
        }
        if child + 1 < heap.len() && worse(&heap[child + 1], &heap[child]) {
            child += 1;
        }
        if !worse(&heap[child], &heap[i]) {
            return;
        }
        heap.swap(i, child);
        i = child;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_best_and_the_first_of_equals() {
        let all: Vec<Hit> = (0..500).map(|doc| Hit { doc, score: f64::from(doc * 7919 % 101 + 1) }).collect();
        let mut want = all.clone();
        want.sort_by(|a, b| b.score.total_cmp(&a.score));
        for k in [1, 2, 3, 10, 499, 500, 600] {
            let before = Hit { doc: 9, score: 0.5 };
            let mut hits = vec![before];
            let mut top = TopK::new(&mut hits, k);
            for &hit in &all {
                top.push(hit);
            }
            assert_eq!(top.least, if k > all.len() { 0.0 } else { want[k - 1].score });
            top.sort();
            assert_eq!(hits[0], before);
            assert_eq!(hits[1..], want[..k.min(want.len())], "k = {k}");
        }
    }
}
