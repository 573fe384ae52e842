//! A frequent term has a column besides its list: its frequency class in every document up to the last that has it, 0
//! where it does not occur. Looking one document up there is one load instead of a binary search.

use super::postings::{Postings, TF_MASK};

/// A list gets a column when one document in `COLUMN_SHARE` has the term, and loses it again when less than one in twice
/// that has. Short lists have none.
const COLUMN_SHARE: u64 = 8;
const COLUMN_LEAST: u64 = 256;

impl Postings {
    /// Records a document just appended, and makes or drops the column.
    #[inline]
    pub(super) fn update_column(&mut self, doc: u32, code: u32) {
        let (df, docs) = (self.len() as u64, u64::from(doc) + 1);
        if self.has_column {
            if df * 2 * COLUMN_SHARE < docs {
                self.extra().column = Vec::new();
                self.has_column = false;
            } else {
                self.extra().column.resize(doc as usize + 1, 0);
                self.set_column(doc, code);
            }
        } else if df >= COLUMN_LEAST && df * COLUMN_SHARE >= docs {
            self.extra().column = self.make_column(doc);
            self.has_column = true;
        }
    }

    /// Records the frequency class of the last document.
    pub(super) fn set_column(&mut self, doc: u32, code: u32) {
        if let Some(class) = self.extra().column.get_mut(doc as usize) {
            *class = (code & TF_MASK) as u8;
        }
    }

    /// A column of the list, whose last document is `doc`.
    fn make_column(&self, doc: u32) -> Vec<u8> {
        let mut column = vec![0; doc as usize + 1];
        self.view().each(|doc, code| {
            if let Some(class) = column.get_mut(doc as usize) {
                *class = (code & TF_MASK) as u8;
            }
        });
        column
    }
}

/// The column from a document on.
#[inline]
pub(super) fn column_from(column: &[u8], doc: u32) -> &[u8] {
    column.get(doc as usize..).unwrap_or_default()
}
