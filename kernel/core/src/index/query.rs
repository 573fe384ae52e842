//! The distinct terms of a query.

use std::collections::HashMap;

/// Numbers the distinct terms of a query.
#[derive(Debug, Default)]
pub(super) struct QueryTerms {
    /// In the order of their first occurrences.
    pub(super) distinct: Vec<u64>,
    /// For each occurrence, which of them it is.
    pub(super) numbers: Vec<u32>,
    /// For long queries.
    seen: HashMap<u64, u32>,
}

/// The length from which a query's terms are looked up in a map.
const LONG_QUERY: usize = 48;

impl QueryTerms {
    /// Sets `distinct` and `numbers`.
    pub(super) fn number(&mut self, query: &[u64]) {
        self.distinct.clear();
        self.numbers.clear();
        if query.len() < LONG_QUERY {
            for &term in query {
                let number = self.scan(term);
                self.numbers.push(number);
            }
            return;
        }
        self.seen.clear();
        for &term in query {
            let number = self.look_up(term);
            self.numbers.push(number);
        }
    }

    /// The number of a term of a short query.
    fn scan(&mut self, term: u64) -> u32 {
        let known = self.distinct.iter().position(|&t| t == term);
        known.unwrap_or_else(|| {
            self.distinct.push(term);
            self.distinct.len() - 1
        }) as u32
    }

    /// The number of a term of a long query.
    fn look_up(&mut self, term: u64) -> u32 {
        let fresh = self.distinct.len() as u32;
        let number = *self.seen.entry(term).or_insert(fresh);
        if number == fresh {
            self.distinct.push(term);
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_are_numbered_by_their_first() {
        let mut terms = QueryTerms::default();
        for repeats in [1, LONG_QUERY] {
            terms.number(&[7, 9, 7, 0, 9].repeat(repeats));
            assert_eq!(terms.distinct, [7, 9, 0]);
            assert_eq!(terms.numbers, [0, 1, 0, 2, 1].repeat(repeats));
        }
        terms.number(&[]);
        assert!(terms.distinct.is_empty() && terms.numbers.is_empty());
    }
}
