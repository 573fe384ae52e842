use super::exact::{Scorer, score_all};
use super::prune::score_pruned;
use super::search::{FEW_DOCS, MANY_TERMS, emptied};
use super::top::TopK;
use super::*;
use crate::hash::hash64;
use crate::lnexp::ln;
use std::sync::LazyLock;
use std::thread;

pub(super) static KERNEL: LazyLock<Arc<Kernel>> = LazyLock::new(|| {
    let tables = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/tables.bin")).unwrap();
    Arc::new(Kernel::open(&tables).unwrap())
});

pub(super) fn index(params: Bm25) -> Index {
    Index::new(Arc::clone(&KERNEL), params).unwrap()
}

fn terms(text: &str) -> Vec<u64> {
    let mut terms = Vec::new();
    KERNEL.terms(&mut terms, text.as_bytes());
    terms
}

fn search(snapshot: &Snapshot, query: &[u64], k: usize) -> Vec<Hit> {
    let mut hits = Vec::new();
    snapshot.search(&mut SearchScratch::default(), query, k, &mut hits);
    hits
}

/// The ids of the k best documents for a query.
pub(super) fn ids(snapshot: &Snapshot, query: &str, k: usize) -> Vec<String> {
    let id = |hit: Hit| String::from_utf8(snapshot.id(hit.doc).to_vec()).unwrap();
    search(snapshot, &terms(query), k).into_iter().map(id).collect()
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A number below n, low ones more often.
    fn skewed(&mut self, n: usize) -> usize {
        let below = self.below(n) + 1;
        let below = self.below(below) + 1;
        self.below(below)
    }

    fn text(&mut self, words: usize, vocabulary: usize) -> String {
        (0..words).map(|_| format!("w{} ", self.skewed(vocabulary))).collect()
    }

    fn params(&mut self) -> Bm25 {
        Bm25 { k1: self.of(&[1.2, 0.0, 0.5, 1e-300, 1e9, MAX_K1]), b: self.of(&[0.75, 0.0, 1.0, 5e-324]) }
    }
}

/// What an index is: a list of documents, by id and terms.
#[derive(Clone, Default)]
struct Model(Vec<(String, Vec<u64>)>);

impl Model {
    fn remove(&mut self, id: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|(other, _)| other != id);
        self.0.len() < before
    }

    fn insert(&mut self, id: &str, text: &str) {
        self.0.push((id.into(), terms(text)));
    }

    /// The formula of the specification, for every document, and nothing else: ids and scores.
    fn search(&self, params: Bm25, query: &[u64], k: usize) -> Vec<(String, f64)> {
        let n = self.0.len() as f64;
        let average = self.0.iter().map(|(_, terms)| terms.len()).sum::<usize>() as f64 / n;
        let count = |terms: &[u64], term| terms.iter().filter(|&&t| t == term).count() as f64;
        let weight = |&term: &u64| {
            let df = self.0.iter().filter(|(_, terms)| terms.contains(&term)).count() as f64;
            (term, ln((n - df + 0.5) / (df + 0.5) + 1.0) * (params.k1 + 1.0))
        };
        let query: Vec<_> = query.iter().map(weight).collect();
        let mut hits = Vec::new();
        for (id, terms) in &self.0 {
            let norm = params.k1 * ((1.0 - params.b) + (params.b * terms.len() as f64) / average);
            let mut score = 0.0;
            for &(term, weight) in query.iter().filter(|(term, _)| terms.contains(term)) {
                let tf = count(terms, term);
                score += weight * (tf / (tf + norm));
            }
            if score > 0.0 {
                hits.push((id.clone(), score));
            }
        }
        hits.sort_by(|a, b| b.1.total_cmp(&a.1));
        hits.truncate(k);
        hits
    }

    fn check(&self, snapshot: &Snapshot, params: Bm25, query: &[u64], k: usize) {
        assert_eq!(snapshot.len(), self.0.len());
        let want = self.search(params, query, k);
        let (all, pruned) = both_ways(snapshot, query, k);
        for hits in [search(snapshot, query, k), all, pruned] {
            let found = hits.iter().map(|hit| (String::from_utf8(snapshot.id(hit.doc).to_vec()).unwrap(), hit.score));
            assert_eq!(found.collect::<Vec<_>>(), want, "{params:?}, k = {k}");
        }
    }
}

/// Searches by scoring all documents and by pruning, whatever a search would choose.
fn both_ways(snapshot: &Snapshot, query: &[u64], k: usize) -> (Vec<Hit>, Vec<Hit>) {
    let (mut all, mut pruned) = (Vec::new(), Vec::new());
    let k = k.min(snapshot.len());
    if k == 0 || snapshot.total == 0 {
        return (all, pruned);
    }
    let mut scratch = SearchScratch::default();
    let state = snapshot.core.read();
    let mut cursors = Vec::new();
    scratch.resolve(snapshot, &state, query, &mut cursors);
    let SearchScratch { order, ratios, scores, pruning, .. } = &mut scratch;
    let mut top = TopK::new(&mut all, k);
    score_all(Scorer { snapshot, cursors: &cursors, order, ratios }, scores, &mut top);
    top.sort();
    if !cursors.is_empty() {
        let mut top = TopK::new(&mut pruned, k);
        pruning.quantise(&mut cursors, ratios);
        score_pruned(snapshot, &mut cursors, order, ratios, pruning, &mut top);
        top.sort();
    }
    (all, pruned)
}

/// A snapshot of texts whose ids are their numbers.
fn indexed(texts: &[String]) -> Snapshot {
    let index = index(Bm25::DEFAULT);
    for (i, text) in texts.iter().enumerate() {
        index.add(i.to_string().as_bytes(), text.as_bytes()).unwrap();
    }
    index.snapshot()
}

#[test]
fn parameters_out_of_range_are_refused() {
    let up = |x: f64| x.next_up();
    for (k1, b, field) in [
        (0.0, 0.0, None),
        (MAX_K1, 1.0, None),
        (-5e-324, 0.75, Some("k1")),
        (up(MAX_K1), 0.75, Some("k1")),
        (f64::NAN, 2.0, Some("k1")),
        (1.2, -0.1, Some("b")),
        (1.2, up(1.0), Some("b")),
        (1.2, f64::NAN, Some("b")),
        (1.2, f64::NEG_INFINITY, Some("b")),
    ] {
        let err = Index::new(Arc::clone(&KERNEL), Bm25 { k1, b }).err();
        assert_eq!(err.map(|err| err.field), field, "k1 {k1}, b {b}");
    }
}

#[test]
fn an_index_is_its_model() {
    let mut random = Random(1);
    for _ in 0..25 {
        let params = random.params();
        let (index, mut model) = (index(params), Model::default());
        let mut moments = Vec::new();
        for _ in 0..random.below(120) {
            let id = random.below(20).to_string();
            let words = random.below(13);
            let text = random.text(words, 8);
            match random.below(8) {
                0..3 if model.0.iter().any(|(other, _)| *other == id) => {
                    let err = IndexError::DuplicateId { id: id.clone().into_bytes() };
                    assert_eq!(index.add(id.as_bytes(), text.as_bytes()), Err(err));
                }
                0..3 => {
                    index.add(id.as_bytes(), text.as_bytes()).unwrap();
                    model.insert(&id, &text);
                }
                3 | 4 => {
                    let times = random.of(&[1, 1, 1, compact::LEAST_REMOVALS]); // so that the index compacts
                    for _ in 0..times {
                        index.replace(id.as_bytes(), text.as_bytes()).unwrap();
                    }
                    model.remove(&id);
                    model.insert(&id, &text);
                }
                5 | 6 => assert_eq!(index.remove(id.as_bytes()), model.remove(&id)),
                _ => moments.push((index.snapshot(), model.clone())),
            }
            assert_eq!(index.len(), model.0.len());
        }
        moments.push((index.snapshot(), model));
        drop(index);
        for (snapshot, model) in moments {
            let words = random.below(9);
            let query = terms(&random.text(words, 10));
            model.check(&snapshot, params, &query, random.below(12));
        }
    }
}

#[test]
fn pruning_changes_nothing() {
    let mut random = Random(2);
    for round in 0..12 {
        let params = random.params();
        let (index, mut model) = (index(params), Model::default());
        let vocabulary = 1 + random.below(300);
        let longest = random.of(&[1, 5, 20, 40]);
        for i in 0..random.of(&[10, 200, 1500, 5000]) {
            let words = random.below(longest + 1);
            let mut text = random.text(words, vocabulary);
            if random.below(200) == 0 {
                let times = random.of(&[12, 14, 15, 16, 40, 4094, 4095, 9000]);
                text += &random.text(1, 6).repeat(times); // codes that are bounds only
            }
            let id = i.to_string();
            index.add(id.as_bytes(), text.as_bytes()).unwrap();
            if round % 2 == 0 && random.below(5) == 0 {
                assert!(index.remove(id.as_bytes()));
            } else {
                model.insert(&id, &text);
            }
        }
        let snapshot = index.snapshot();
        for _ in 0..4 {
            let words = random.below(30);
            let query = terms(&random.text(words, vocabulary + 10));
            model.check(&snapshot, params, &query, 1 + random.below(20));
        }
    }
}

#[test]
fn pruning_changes_nothing_across_segments() {
    let mut random = Random(3);
    let core = Arc::new(Core::new(Bm25::DEFAULT));
    let text = Arc::new(Text::new(b"", b""));
    let mut moments = Vec::new();
    for doc in 0..140_000 {
        let stretch = if (60_000..80_000).contains(&doc) { 1 } else { 6 }; // a part that lacks most terms
        let words = 1 + random.below(stretch);
        let mut terms: Vec<u64> = (0..words).map(|_| random.skewed(3000) as u64).collect();
        let mut writer = core.write();
        assert_eq!(writer.insert(Arc::clone(&text), &terms), doc);
        if doc % 11 == 0 {
            terms.sort_unstable();
            terms.dedup();
            writer.remove(doc, &terms);
        }
        drop(writer);
        if doc % 30_000 == 29_999 {
            moments.push(Snapshot::new(Arc::clone(&core)));
        }
    }
    for snapshot in moments {
        for _ in 0..8 {
            let words = 1 + random.below(8);
            let query: Vec<u64> = (0..words).map(|_| random.skewed(3000) as u64).collect();
            let (all, pruned) = both_ways(&snapshot, &query, 1 + random.below(20));
            assert_eq!(all, pruned);
        }
    }
}

#[test]
fn queries_may_be_long() {
    let mut random = Random(4);
    let core = Arc::new(Core::new(Bm25::DEFAULT));
    let text = Arc::new(Text::new(b"", b""));
    let mut every = Vec::new();
    for _ in 0..FEW_DOCS + 100 {
        let terms = [random.below(4 * MANY_TERMS), random.below(4 * MANY_TERMS)].map(|i| hash64(&i.to_le_bytes()));
        core.write().insert(Arc::clone(&text), &terms);
        every.extend(terms);
    }
    let snapshot = Snapshot::new(core);
    for n in [47, 48, 500, every.len()] {
        let (all, pruned) = both_ways(&snapshot, &every[..n], 10);
        assert_eq!(search(&snapshot, &every[..n], 10), all);
        assert!(n > 500 || all == pruned);
    }
}

#[test]
fn a_scratch_serves_several_indexes() {
    let mut scratch = SearchScratch::default();
    let mut random = Random(5);
    for params in [Bm25::DEFAULT, Bm25 { b: 0.5, ..Bm25::DEFAULT }, Bm25 { k1: 2.0, b: 0.5 }, Bm25::DEFAULT] {
        for n in [3, FEW_DOCS as usize + 9] {
            let index = index(params);
            for i in 0..n {
                index.add(i.to_string().as_bytes(), random.text(9, 50).as_bytes()).unwrap();
            }
            let (snapshot, query) = (index.snapshot(), terms(&random.text(4, 50)));
            let mut hits = Vec::new();
            snapshot.search(&mut scratch, &query, 5, &mut hits);
            assert_eq!(hits, search(&snapshot, &query, 5));
        }
    }
}

#[test]
fn emptied_vectors_keep_their_allocation() {
    let snapshot = indexed(&["some words".into()]);
    let state = snapshot.core.read();
    let mut cursors = Vec::new();
    SearchScratch::default().resolve(&snapshot, &state, &terms("some words"), &mut cursors);
    let (capacity, at) = (cursors.capacity(), cursors.as_ptr().addr());
    let kept = emptied(cursors);
    drop(state);
    assert_eq!((kept.len(), kept.capacity(), kept.as_ptr().addr()), (0, capacity, at));
}

#[test]
fn finds_by_terms() {
    let index = index(Bm25::DEFAULT);
    for (id, text) in [
        ("returns", "Items may be returned within 30 days of purchase, with a receipt."),
        ("shipping", "Standard shipping takes five business days."),
        ("warranty", "The warranty lasts two years."),
    ] {
        index.add(id.as_bytes(), text.as_bytes()).unwrap();
    }
    let snapshot = index.snapshot();
    for (query, k, want) in [
        ("warranty", 10, &["warranty"][..]),
        ("days", 10, &["shipping", "returns"]), // the shorter one first
        ("return within days", 10, &["returns", "shipping"]),
        ("return within days", 1, &["returns"]),
        ("returning a day", 2, &["returns", "shipping"]), // stems
        ("unheard", 10, &[]),
        ("", 10, &[]),
        ("days", 0, &[]),
        ("days", usize::MAX, &["shipping", "returns"]),
    ] {
        assert_eq!(ids(&snapshot, query, k), want, "{query:?}, {k}");
    }
}

/// The formula by hand: two documents of 2 and 4 terms, so that average is 3; "days" is in both, once and twice.
#[test]
fn scores_by_hand_after_what_is_there() {
    let index = index(Bm25 { k1: 1.5, b: 0.5 });
    index.add(b"a", b"five days").unwrap();
    index.add(b"b", b"days upon weary days").unwrap();
    let weight = ln((2.0 - 2.0 + 0.5) / (2.0 + 0.5) + 1.0) * 2.5;
    let a = weight * (1.0 / (1.0 + 1.5 * (0.5 + 0.5 * 2.0 / 3.0)));
    let b = weight * (2.0 / (2.0 + 1.5 * (0.5 + 0.5 * 4.0 / 3.0)));
    let mut hits = vec![Hit { doc: 7, score: 0.5 }];
    index.snapshot().search(&mut SearchScratch::default(), &terms("days"), 2, &mut hits);
    assert_eq!(hits, [(7, 0.5), (1, b), (0, a)].map(|(doc, score)| Hit { doc, score }));
    let twice = [(1, b + b), (0, a + a)].map(|(doc, score)| Hit { doc, score });
    assert_eq!(search(&index.snapshot(), &terms("days, days"), 2), twice);
}

#[test]
fn equal_scores_are_in_the_order_of_insertion() {
    let index = index(Bm25::DEFAULT);
    for id in ["c", "a", "d", "b"] {
        index.add(id.as_bytes(), b"thirty days").unwrap();
    }
    assert_eq!(ids(&index.snapshot(), "days", 4), ["c", "a", "d", "b"]);
    assert_eq!(ids(&index.snapshot(), "days", 2), ["c", "a"]);
    index.replace(b"a", b"thirty days").unwrap();
    index.replace(b"e", b"thirty days").unwrap();
    assert!(index.remove(b"d"));
    assert_eq!(ids(&index.snapshot(), "days", 9), ["c", "b", "a", "e"]);
}

#[test]
fn messages() {
    let index = index(Bm25::DEFAULT);
    index.add(b"a\n\xff", b"days").unwrap();
    let duplicate = index.add(b"a\n\xff", b"years").unwrap_err();
    assert_eq!(duplicate.to_string(), r#"index: a document with id "a\n\xff" is already there"#);
    assert_eq!(IndexError::Full.to_string(), "index: holds 4294967295 documents, the most it can number");
    assert!(index.remove(b"a\n\xff"));
    assert!(!index.remove(b"a\n\xff"));
    assert_eq!(index.add(b"a\n\xff", b"years"), Ok(()));
}

#[test]
fn a_full_index_refuses() {
    let index = index(Bm25::DEFAULT);
    index.core().write().n = MAX_DOCS;
    assert_eq!(index.add(b"a", b"days"), Err(IndexError::Full));
    assert_eq!(index.replace(b"a", b"days"), Err(IndexError::Full));
}

#[test]
fn a_snapshot_stays() {
    let index = index(Bm25::DEFAULT);
    let empty = index.snapshot();
    index.add(b"a", b"thirty days").unwrap();
    let one = index.snapshot();
    index.replace(b"a", b"five years").unwrap();
    let two = index.snapshot();
    assert!(index.remove(b"a"));
    for i in 0..3 * compact::LEAST_REMOVALS {
        index.replace(b"b", format!("thirty days and {i}").as_bytes()).unwrap();
    }
    assert!(!Arc::ptr_eq(&two.core, &index.snapshot().core), "it compacts");
    assert_eq!([empty.len(), one.len(), two.len(), index.len()], [0, 1, 1, 1]);
    drop(index);
    assert!(empty.is_empty() && ids(&empty, "thirty days", 9).is_empty());
    assert_eq!(ids(&one, "thirty days", 9), ["a"]);
    assert!(ids(&one, "years", 9).is_empty());
    assert!(ids(&two, "thirty days", 9).is_empty());
    assert_eq!(ids(&two, "years", 9), ["a"]);
    assert_eq!((one.text(0), two.text(1)), (&b"thirty days"[..], &b"five years"[..]));
    assert_eq!([0, 1, 2].map(|doc| two.has(doc)), [false, true, false]);
    assert_eq!([0, 1].map(|doc| one.has(doc)), [true, false]);
}

#[test]
fn unknown_documents_are_empty() {
    for snapshot in [Snapshot::default(), indexed(&["days".into()])] {
        for doc in [1, u32::MAX] {
            assert!(snapshot.id(doc).is_empty() && snapshot.text(doc).is_empty() && !snapshot.has(doc));
            assert!(snapshot.analysis(&KERNEL, doc).tokens.is_empty());
        }
    }
    assert!(search(&Snapshot::default(), &[1], 5).is_empty());
}

#[test]
fn empty_texts_are_documents() {
    let index = index(Bm25 { k1: 1.2, b: 1.0 });
    index.add(b"a", b"").unwrap();
    index.add(b"", b" .,;").unwrap();
    assert_eq!(index.len(), 2);
    assert!(ids(&index.snapshot(), "days", 9).is_empty());
    index.add(b"b", b"days").unwrap();
    assert_eq!(ids(&index.snapshot(), "days", 9), ["b"]);
}

#[test]
fn a_compaction_keeps_analyses() {
    let index = index(Bm25::DEFAULT);
    index.add(b"a", b"Thirty days.").unwrap();
    let first = index.snapshot();
    let analysis = first.analysis(&KERNEL, 0);
    assert_eq!(analysis.sentences.len(), 1);
    for _ in 0..3 * compact::LEAST_REMOVALS {
        index.replace(b"b", b"five years").unwrap();
    }
    assert!(!Arc::ptr_eq(&first.core, &index.snapshot().core), "it compacts");
    assert!(Arc::ptr_eq(&analysis, &index.snapshot().analysis(&KERNEL, 0)));
    assert!(std::ptr::eq(&*analysis, first.analysis_ref(&KERNEL, 0)));
}

/// A huge text must not keep a huge buffer alive, nor break its length or frequencies.
#[test]
fn a_huge_text() {
    const WORDS: usize = KEPT_TERMS + 1000;
    let index = index(Bm25::DEFAULT);
    index.add(b"huge", "day ".repeat(WORDS).as_bytes()).unwrap();
    index.add(b"small", b"day").unwrap();
    assert!(index.writer().added.capacity() <= KEPT_TERMS);
    let Bm25 { k1, b } = Bm25::DEFAULT;
    let (words, average) = (WORDS as f64, (WORDS as f64 + 1.0) / 2.0);
    let idf = ln((2.0 - 2.0 + 0.5) / (2.0 + 0.5) + 1.0);
    let score = (idf * (k1 + 1.0)) * (words / (words + k1 * ((1.0 - b) + (b * words) / average)));
    assert_eq!(search(&index.snapshot(), &terms("day"), 1), [Hit { doc: 0, score }]);
}

#[test]
fn threads_share_an_index() {
    let index = index(Bm25::DEFAULT);
    let mut random = Random(6);
    let texts: Vec<String> = (0..300).map(|_| random.text(10, 30)).collect();
    let query = terms("w1 w2 w3 w4");
    thread::scope(|scope| {
        for thread in 0..2 {
            let (index, texts, query) = (&index, &texts, &query);
            scope.spawn(move || {
                for (i, text) in texts.iter().enumerate() {
                    index.replace(format!("{thread}-{}", i % 50).as_bytes(), text.as_bytes()).unwrap();
                    if i % 7 == 0 {
                        index.remove(format!("{thread}-{}", i % 11).as_bytes());
                    }
                }
            });
            scope.spawn(move || {
                for _ in 0..200 {
                    let snapshot = index.snapshot();
                    let first = search(&snapshot, query, 5);
                    assert_eq!(search(&snapshot, query, 5), first);
                    for hit in &first {
                        assert!(!snapshot.analysis_ref(&KERNEL, hit.doc).tokens.is_empty());
                    }
                    assert_eq!(snapshot.save(), snapshot.save());
                }
            });
        }
    });
    assert_eq!(index.len(), index.snapshot().len());
}

/// Panics in the middle of a mutation if its text asks for that.
pub(super) fn panic_if_asked(text: &[u8], place: &str) {
    assert!(text != format!("panic {place}").as_bytes(), "as asked");
}

fn panics(f: impl FnOnce()) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).is_err()
}

#[test]
fn a_panic_before_the_change_changes_nothing() {
    let index = index(Bm25::DEFAULT);
    index.add(b"a", b"thirty days").unwrap();
    let before = index.save();
    assert!(panics(|| index.replace(b"a", b"panic before").unwrap()));
    assert!(panics(|| index.add(b"b", b"panic before").unwrap()));
    assert_eq!(index.save(), before);
    assert!(matches!(index.add(b"a", b"again"), Err(IndexError::DuplicateId { .. })), "the id is not lost");
    index.add(b"b", b"five years").unwrap();
    assert!(index.remove(b"a"));
    assert_eq!(index.len(), 1);
}

#[test]
fn a_panic_within_the_change_ends_changes_only() {
    let index = index(Bm25::DEFAULT);
    index.add(b"a", b"thirty days").unwrap();
    let snapshot = index.snapshot();
    assert!(panics(|| index.replace(b"a", b"panic within").unwrap()));
    assert!(panics(|| index.add(b"b", b"five years").unwrap()), "nothing is built on half a change");
    assert!(panics(|| {
        index.remove(b"a");
    }));
    assert_eq!(search(&snapshot, &terms("thirty"), 1).len(), 1, "snapshots go on");
    assert_eq!(snapshot.len(), 1);
}

#[test]
fn the_size_saved() {
    let index = index(Bm25::DEFAULT);
    assert_eq!(index.snapshot().saved_size(), index.save().len());
    index.add(b"a", b"thirty days").unwrap();
    index.add(b"b", b"").unwrap();
    index.remove(b"a");
    assert_eq!(index.snapshot().saved_size(), index.save().len());
}
