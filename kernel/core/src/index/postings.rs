//! The list of one term.
//!
//! A posting says that one term occurs in one document. It packs three things in 32 bits:
//!
//! ```text
//! bits 16–31  the document's number modulo 65536, its offset in its segment
//! bits  4–15  the document's length in terms, 4095 for that and all above
//! bits  0–3   how often the term occurs in it, 15 for that and all above
//! ```
//!
//! The lower half, the code, is all that a score needs besides the weight of the term, so scoring a posting is one look
//! into a table of at most 65536 ratios. Codes that say "and all above" stand for an upper bound of the ratio; the exact
//! numbers are then in the document and in the term's list of large frequencies.

use super::peaks::Peaks;

pub(super) const OFFSET_SHIFT: u32 = 16;
pub(super) const CODE_MASK: u32 = (1 << OFFSET_SHIFT) - 1;
pub(super) const LENGTH_SHIFT: u32 = 4;
pub(super) const TF_MASK: u32 = (1 << LENGTH_SHIFT) - 1;
pub(super) const LENGTH_MASK: u32 = CODE_MASK & !TF_MASK;

pub(super) const MAX_CODE_TF: u32 = TF_MASK;
pub(super) const MAX_CODE_LENGTH: u32 = CODE_MASK >> LENGTH_SHIFT;

pub(super) const SEGMENT_SHIFT: u32 = 16;
pub(super) const SEGMENT_SIZE: usize = 1 << SEGMENT_SHIFT;
const SEGMENT_MASK: u32 = SEGMENT_SIZE as u32 - 1;

/// The length as a code keeps it.
pub(super) fn length_class(length: u32) -> u16 {
    length.min(MAX_CODE_LENGTH) as u16
}

/// Whether the code holds the exact frequency and length.
#[inline]
pub(super) fn code_exact(code: u32) -> bool {
    code & TF_MASK < MAX_CODE_TF && code >> LENGTH_SHIFT < MAX_CODE_LENGTH
}

/// The offset of a posting's document in its segment.
#[inline]
pub(super) fn offset(posting: u32) -> usize {
    (posting >> OFFSET_SHIFT) as usize
}

/// The code of a posting, as an index of the tables of ratios.
#[inline]
pub(super) fn code(posting: u32) -> usize {
    (posting & CODE_MASK) as usize
}

/// Where in a list the postings of a segment begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct SegmentStart {
    segment: u32,
    at: u32,
}

/// A frequency of 15 or above.
#[derive(Clone, Copy, Debug)]
pub(super) struct LargeTf {
    doc: u32,
    tf: u64,
}

/// The list of one term, ascending by document. Everything in it is only ever appended to, but for the peaks, the column
/// and the last document's posting while that document is being inserted.
///
/// What it takes to append to a list lies in one cache line: most of the time of building an index is spent waiting for it.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(super) struct Postings {
    list: Vec<u32>,
    peaks: Peaks,
    /// The last document of a list that is not empty.
    last: u32,
    /// Whether `more` has a column.
    pub(super) has_column: bool,
    /// Nothing for most lists.
    more: Option<Box<MorePostings>>,
}

/// What only some lists have.
#[derive(Debug, Default)]
pub(super) struct MorePostings {
    /// Ascending; postings before the first belong to segment 0.
    starts: Vec<SegmentStart>,
    /// Ascending by document.
    large: Vec<LargeTf>,
    /// Ascending numbers of the removals that took a document from the list.
    lost: Vec<u32>,
    /// See column.rs.
    pub(super) column: Vec<u8>,
}

impl Postings {
    /// The number of postings.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Reads the end of the list without waiting for it.
    #[inline]
    pub(super) fn touch(&self) -> u32 {
        self.list.last().copied().unwrap_or(0)
    }

    /// What only some lists have, for writing.
    pub(super) fn extra(&mut self) -> &mut MorePostings {
        self.more.get_or_insert_default()
    }

    /// Counts one occurrence of the term in `doc`, which is the last document of the list or a later one.
    #[inline]
    pub(super) fn add(&mut self, doc: u32, length: u16) {
        if self.last == doc && !self.list.is_empty() {
            self.repeat();
        } else {
            self.append(doc, u32::from(length) << LENGTH_SHIFT | 1, 1);
        }
    }

    /// Counts one more occurrence in the last document.
    fn repeat(&mut self) {
        let Some(posting) = self.list.last_mut() else { return };
        let tf = *posting & TF_MASK;
        if tf == MAX_CODE_TF {
            if let Some(large) = self.extra().large.last_mut() {
                large.tf += 1;
            }
            return;
        }
        *posting += 1;
        let code = *posting & CODE_MASK;
        if tf + 1 == MAX_CODE_TF {
            let doc = self.last;
            self.extra().large.push(LargeTf { doc, tf: u64::from(MAX_CODE_TF) });
        }
        self.peaks.note(code);
        if self.has_column {
            self.set_column(self.last, code);
        }
    }

    /// Adds a document after the last one of the list.
    #[inline]
    pub(super) fn append(&mut self, doc: u32, code: u32, tf: u64) {
        if doc >> SEGMENT_SHIFT != self.last >> SEGMENT_SHIFT {
            let start = SegmentStart { segment: doc >> SEGMENT_SHIFT, at: self.list.len() as u32 };
            self.extra().starts.push(start);
        }
        self.list.push((doc & SEGMENT_MASK) << OFFSET_SHIFT | code);
        self.last = doc;
        if tf >= u64::from(MAX_CODE_TF) {
            self.extra().large.push(LargeTf { doc, tf });
        }
        self.peaks.note(code);
        self.update_column(doc, code);
    }

    /// Records that a removal took a document from the list.
    pub(super) fn lose(&mut self, removal: u32) {
        self.extra().lost.push(removal);
    }

    /// How many documents the removals up to one took from the list.
    pub(super) fn lost(&self, removals: u32) -> usize {
        self.more.as_ref().map_or(0, |more| more.lost.partition_point(|&lost| lost <= removals))
    }

    /// The list as it is now.
    pub(super) fn view(&self) -> PostingsView<'_> {
        let (starts, large, column): (&[_], &[_], &[_]) =
            self.more.as_ref().map_or((&[], &[], &[]), |more| (&more.starts, &more.large, &more.column));
        PostingsView { list: &self.list, starts, large, column, peaks: self.peaks }
    }
}

/// What a snapshot sees of a list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PostingsView<'a> {
    pub(super) list: &'a [u32],
    starts: &'a [SegmentStart],
    large: &'a [LargeTf],
    /// May have documents that the snapshot does not see.
    pub(super) column: &'a [u8],
    /// May be wider than needed, for the same reason.
    pub(super) peaks: Peaks,
}

impl<'a> PostingsView<'a> {
    /// Leaves only the postings of documents below n in the list.
    pub(super) fn trim(&mut self, n: u32) {
        let segment = n >> SEGMENT_SHIFT;
        let last = self.segment(segment);
        let mut end = self.list.len();
        let after = self.starts.partition_point(|start| start.segment <= segment);
        if let Some(next) = self.starts.get(after) {
            end = next.at as usize;
        }
        self.starts = &self.starts[..after];
        self.list = &self.list[..end - last.len() + count_below(last, n & SEGMENT_MASK)];
    }

    /// The postings of one segment.
    pub(super) fn segment(&self, segment: u32) -> &'a [u32] {
        let after = self.starts.partition_point(|start| start.segment <= segment);
        let to = self.starts.get(after).map_or(self.list.len(), |next| next.at as usize);
        let from = match self.starts[..after].last() {
            _ if segment == 0 => 0,
            Some(start) if start.segment == segment => start.at as usize,
            _ => to,
        };
        self.list.get(from..to).unwrap_or_default()
    }

    /// Calls `yield_posting` with document and code of every posting, in order.
    pub(super) fn each(&self, mut yield_posting: impl FnMut(u32, u32)) {
        let (mut base, mut next) = (0, self.starts);
        for (i, &posting) in self.list.iter().enumerate() {
            if let [start, rest @ ..] = next
                && start.at as usize == i
            {
                (base, next) = (start.segment << SEGMENT_SHIFT, rest);
            }
            yield_posting(base | posting >> OFFSET_SHIFT, posting & CODE_MASK);
        }
    }

    /// The frequency in `doc`, of which the list has a posting with that code.
    pub(super) fn exact_tf(&self, doc: u32, code: u32) -> u64 {
        let tf = u64::from(code & TF_MASK);
        if code & TF_MASK < MAX_CODE_TF {
            return tf;
        }
        let at = self.large.partition_point(|large| large.doc < doc);
        self.large.get(at).map_or(tf, |large| large.tf)
    }
}

/// The number of postings with an offset below the given one; the list lies in one segment.
#[inline]
pub(super) fn count_below(list: &[u32], offset: u32) -> usize {
    list.partition_point(|&posting| posting >> OFFSET_SHIFT < offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a view holds, by every way there is to read it.
    fn held(view: &PostingsView<'_>) -> Vec<(u32, u64)> {
        let mut got = Vec::new();
        view.each(|doc, own| {
            got.push((doc, view.exact_tf(doc, own)));
            let segment = view.segment(doc >> SEGMENT_SHIFT);
            let at = count_below(segment, doc & SEGMENT_MASK);
            assert_eq!(segment.get(at), Some(&((doc & SEGMENT_MASK) << OFFSET_SHIFT | own)));
            if let Some(&class) = view.column.get(doc as usize) {
                assert_eq!(u32::from(class), own & TF_MASK);
            }
        });
        got
    }

    fn add(postings: &mut Postings, want: &mut Vec<(u32, u64)>, doc: u32, tf: u64) {
        for _ in 0..tf {
            postings.add(doc, length_class(tf as u32));
        }
        want.push((doc, tf));
    }

    #[test]
    fn a_list_holds_what_was_added() {
        const SEGMENT: u32 = SEGMENT_SIZE as u32;
        let (mut postings, mut want) = (Postings::default(), Vec::new());
        let gaps = [0, 1, 7, 5000, SEGMENT - 1, 0, SEGMENT, 3 * SEGMENT, 2];
        let tfs = [1, 2, 14, 15, 16, 5000, 1, 3, 40, 4, 5];
        let mut doc = 3;
        for i in 0..60 {
            add(&mut postings, &mut want, doc, tfs[i % tfs.len()]);
            doc += 1 + gaps[i % gaps.len()];
        }
        assert_eq!(held(&postings.view()), want);
        for cut in want.iter().flat_map(|&(doc, _)| [doc - 1, doc, doc + 1]).chain([0, 5 * SEGMENT]) {
            let mut view = postings.view();
            view.trim(cut);
            let below = want.partition_point(|&(doc, _)| doc < cut);
            assert_eq!(held(&view), want[..below], "below {cut}");
        }
        for segment in 0..doc >> SEGMENT_SHIFT {
            let here = want.iter().filter(|&&(doc, _)| doc >> SEGMENT_SHIFT == segment).count();
            assert_eq!(postings.view().segment(segment).len(), here, "segment {segment}");
        }
    }

    #[test]
    fn a_column_follows_its_list() {
        let (mut postings, mut want) = (Postings::default(), Vec::new());
        for i in 0..255 {
            add(&mut postings, &mut want, 4 * i, 1 + u64::from(i % 3));
        }
        assert!(!postings.has_column, "too short");
        add(&mut postings, &mut want, 4 * 255, 20);
        assert!(postings.has_column, "frequent");
        for i in 0..100 {
            add(&mut postings, &mut want, 4 * 255 + 8 * (i + 1), 2);
            assert!(postings.has_column);
        }
        assert_eq!(held(&postings.view()), want);
        let column = postings.view().column;
        assert_eq!(column.iter().filter(|&&class| class != 0).count(), want.len());
        assert_eq!(column.len() as u32, want[want.len() - 1].0 + 1);
        add(&mut postings, &mut want, 50_000, 1);
        assert!(!postings.has_column && postings.view().column.is_empty(), "no longer frequent");
        assert_eq!(held(&postings.view()), want);
    }

    #[test]
    fn losses_are_counted_up_to_a_removal() {
        let mut postings = Postings::default();
        assert_eq!(postings.lost(9), 0);
        for removal in [2, 3, 7] {
            postings.lose(removal);
        }
        assert_eq!([0, 1, 2, 6, 7, 8].map(|removals| postings.lost(removals)), [0, 0, 1, 2, 3, 3]);
    }
}
