//! The kernel's functions as the vectors call them: `backfire call` in Rust, for well-formed input.

use crate::answer::{Answer, Failure, list};
use crate::input::{document, float, floats, integer, integer_or, list as items, set_float, set_integer, text};
use backfire_core::{
    Analysis, Bm25, ClaimVerdict, CoherenceConfig, CoherenceScore, Folded, Grounding, Halt, HaltConfig, HaltDecision,
    HaltToken, Hit, Index, InjectionClaim, InjectionClaimResult, InjectionConfig, InjectionWork, Kernel, Number,
    Review, Scan, ScanMode, Scratch, SearchScratch, Segmenter, Skeleton, Snapshot, Span, Verdict,
};
use serde_json::Value;
use std::sync::Arc;

type Result = std::result::Result<Answer, Failure>;

pub(crate) fn fold(k: &Arc<Kernel>, v: &Value) -> Result {
    let mut f = Folded::default();
    k.fold(&mut f, &text(&v["text"]));
    Ok(Answer::Object(vec![("folded", Answer::Text(f.text)), ("map", list(f.map))]))
}

pub(crate) fn analyze(k: &Arc<Kernel>, v: &Value) -> Result {
    let mut a = Analysis::default();
    k.analyze(&mut a, &text(&v["text"]));
    Ok(Answer::Object(vec![
        ("sentences", list(a.sentences)),
        ("words", list(a.tokens.iter().map(|t| Span::new(t.start as usize, t.end as usize)))),
        ("numbers", list(a.numbers.iter().map(|n| number(k, n)))),
        ("names", list(a.names)),
        ("negations", list(a.negations)),
        ("quotes", list(a.quotes)),
    ]))
}

fn number(k: &Kernel, n: &Number) -> Answer {
    let unit = match k.number_unit(n) {
        b"" => Answer::Null,
        name => name.into(),
    };
    Answer::Object(vec![
        ("start", i64::from(n.start).into()),
        ("end", i64::from(n.end).into()),
        ("value", Answer::Exact(n.value())),
        ("unit", unit),
    ])
}

pub(crate) fn segment(k: &Arc<Kernel>, v: &Value) -> Result {
    let chunks: Vec<Vec<u8>> = items(&v["chunks"]).iter().map(text).collect();
    let cut = integer_or(&v["cut"], 0) as usize;
    let mut segmenter = Segmenter::default();
    let (mut held, mut base) = (Vec::new(), 0);
    let (mut ends, mut after) = (Vec::new(), Vec::new());
    for received in 1..=chunks.len() + 1 {
        let eof = received > chunks.len();
        if !eof {
            held.extend_from_slice(&chunks[received - 1]);
        }
        while let Some(end) = k.segment(&mut segmenter, &held[base..], eof) {
            base += end;
            ends.push(base);
            after.push(received);
        }
        if received == 1 && cut > 0 {
            segmenter.cut(cut);
            base += cut;
            ends.push(base);
            after.push(received);
        }
    }
    Ok(Answer::Object(vec![("ends", list(ends)), ("after", list(after))]))
}

pub(crate) fn hash(_: &Arc<Kernel>, v: &Value) -> Result {
    Ok(Answer::Object(vec![("hash", hex(backfire_core::hash_word(&text(&v["text"]))))]))
}

fn hex(hash: u64) -> Answer {
    Answer::Text(format!("{hash:016x}").into_bytes())
}

pub(crate) fn stem(_: &Arc<Kernel>, v: &Value) -> Result {
    let mut word = text(&v["word"]);
    Ok(Answer::Object(vec![("stem", backfire_core::stem(&mut word).into())]))
}

pub(crate) fn terms(k: &Arc<Kernel>, v: &Value) -> Result {
    Ok(Answer::Object(vec![("terms", list(terms_of(k, &text(&v["text"])).into_iter().map(hex)))]))
}

fn terms_of(k: &Kernel, text: &[u8]) -> Vec<u64> {
    let mut terms = Vec::new();
    k.terms(&mut terms, text);
    terms
}

pub(crate) fn signals(k: &Arc<Kernel>, v: &Value) -> Result {
    let (mut claim, mut source) = (Analysis::default(), Analysis::default());
    k.analyze(&mut claim, &text(&v["claim"]));
    k.analyze(&mut source, &text(&v["source"]));
    let s = k.signals(&mut Scratch::default(), &claim, &source);
    Ok(Answer::Object(vec![
        ("entity_overlap", s.entity_overlap.into()),
        ("numeric", s.numeric.name().into()),
        ("negation_flip", s.negation_flip.into()),
        ("traceability", s.traceability.into()),
        ("word_overlap", s.word_overlap.into()),
        ("lite", s.lite.into()),
    ]))
}

pub(crate) fn skeleton(k: &Arc<Kernel>, v: &Value) -> Result {
    let mut s = Skeleton::default();
    k.skeleton(&mut s, &text(&v["text"]));
    Ok(Answer::Object(vec![("skeleton", Answer::Text(s.text))]))
}

pub(crate) fn scan(k: &Arc<Kernel>, v: &Value) -> Result {
    let findings = scanned(k, v).findings.into_iter().map(|f| {
        let rule = k.rule_info(f.rule).unwrap();
        Answer::Object(vec![
            ("rule", (&*rule.id).into()),
            ("category", rule.category.name().into()),
            ("type", (&*rule.kind).into()),
            ("start", f.span.start.into()),
            ("end", f.span.end.into()),
            ("layer", f.layers.names().as_str().into()),
            ("weight", i64::from(rule.weight).into()),
            ("validated", f.validated.into()),
        ])
    });
    Ok(Answer::Object(vec![("findings", list(findings))]))
}

pub(crate) fn alive(k: &Arc<Kernel>, v: &Value) -> Result {
    Ok(Answer::Object(vec![("alive", scanned(k, v).alive.into())]))
}

pub(crate) fn injection_score(k: &Arc<Kernel>, v: &Value) -> Result {
    let score = k.injection_score(&mut InjectionWork::default(), &text(&v["text"]), mode(&v["mode"]));
    Ok(Answer::Object(vec![("score", score.score.into()), ("span", score.span.into())]))
}

fn scanned(k: &Kernel, v: &Value) -> Scan {
    let mut s = Scan::default();
    k.scan(&mut s, &text(&v["text"]), mode(&v["mode"]));
    s
}

fn mode(v: &Value) -> ScanMode {
    match v.as_str() {
        None | Some("prompt") => ScanMode::Prompt,
        Some("document") => ScanMode::Document,
        Some("output") => ScanMode::Output,
        Some(other) => panic!("there is no mode {other:?}"),
    }
}

pub(crate) fn validate(_: &Arc<Kernel>, v: &Value) -> Result {
    let valid = backfire_core::validate(v["check"].as_str().unwrap(), &text(&v["text"]));
    Ok(Answer::Object(vec![("valid", valid.into())]))
}

/// Indexes documents in their order.
fn indexed(k: &Arc<Kernel>, docs: &Value, params: Bm25) -> std::result::Result<Snapshot, Failure> {
    let index = Index::new(Arc::clone(k), params)?;
    for doc in items(docs) {
        let (id, text) = document(doc);
        index.add(&id, &text)?;
    }
    Ok(index.snapshot())
}

pub(crate) fn bm25(k: &Arc<Kernel>, v: &Value) -> Result {
    let mut params = Bm25::DEFAULT;
    set_float(&mut params.k1, &v["k1"]);
    set_float(&mut params.b, &v["b"]);
    let facts = indexed(k, &v["docs"], params)?;
    let limit = usize::try_from(integer(&v["k"])).unwrap_or(0); // below 0 is the caller's way to say none
    let mut scratch = SearchScratch::default();
    let results = items(&v["queries"]).iter().map(|query| {
        let mut hits = Vec::new();
        facts.search(&mut scratch, &terms_of(k, &text(query)), limit, &mut hits);
        list(hits.iter().map(|hit| found(&v["docs"], hit)))
    });
    Ok(Answer::Object(vec![("results", list(results))]))
}

fn found(docs: &Value, hit: &Hit) -> Answer {
    Answer::Object(vec![("id", Answer::Given(docs[hit.doc as usize]["id"].clone())), ("score", hit.score.into())])
}

pub(crate) fn index(k: &Arc<Kernel>, v: &Value) -> Result {
    let mut index = Index::new(Arc::clone(k), Bm25::DEFAULT)?;
    let mut saved = Vec::new();
    let mut answers = Vec::new();
    for op in items(&v["do"]) {
        answers.push(match op["op"].as_str().unwrap() {
            "add" => index.add(&text(&op["id"]), &text(&op["text"])).is_ok().into(),
            "replace" => {
                index.replace(&text(&op["id"]), &text(&op["text"]))?;
                Answer::Null
            }
            "remove" => index.remove(&text(&op["id"])).into(),
            "search" => search(k, &index.snapshot(), op),
            "save" => {
                saved = index.save();
                saved.as_slice().into()
            }
            "load" => {
                index = Index::load(Arc::clone(k), &saved)?;
                Answer::Null
            }
            other => panic!("there is no op {other:?}"),
        });
    }
    Ok(Answer::Object(vec![("answers", Answer::List(answers))]))
}

fn search(k: &Kernel, facts: &Snapshot, op: &Value) -> Answer {
    let mut hits = Vec::new();
    let query = terms_of(k, &text(&op["query"]));
    facts.search(&mut SearchScratch::default(), &query, integer(&op["k"]) as usize, &mut hits);
    list(hits.iter().map(|hit| Answer::Object(vec![("id", facts.id(hit.doc).into()), ("score", hit.score.into())])))
}

pub(crate) fn index_load(k: &Arc<Kernel>, v: &Value) -> Result {
    let index = Index::load(Arc::clone(k), &text(&v["bytes"]))?;
    Ok(Answer::Object(vec![("documents", index.len().into())]))
}

pub(crate) fn ground(k: &Arc<Kernel>, v: &Value) -> Result {
    let facts = indexed(k, &v["evidence"], Bm25::DEFAULT)?;
    let g = k.ground(&mut Scratch::default(), &text(&v["claim"]), &facts);
    Ok(Answer::Object(grounding(&g, &v["evidence"])))
}

fn grounding(g: &Grounding, docs: &Value) -> Vec<(&'static str, Answer)> {
    let (id, span) = match usize::try_from(g.doc) {
        Ok(doc) => (Answer::Given(docs[doc]["id"].clone()), g.evidence.into()),
        Err(_) => (Answer::Null, Answer::Null),
    };
    let mut members = vec![
        ("verdict", g.verdict.name().into()),
        ("support", g.support.into()),
        ("reason", g.reason.name().into()),
        ("claim_span", g.claim.into()),
        ("evidence_id", id),
        ("evidence_span", span),
    ];
    if g.verdict == Verdict::Contradicted {
        members.push(("claim_focus", g.claim_focus.into()));
        members.push(("evidence_focus", g.evidence_focus.into()));
    }
    members
}

pub(crate) fn review(k: &Arc<Kernel>, v: &Value) -> Result {
    let config = coherence_config(&v["config"])?;
    let facts = indexed(k, &v["facts"], Bm25::DEFAULT)?;
    let mut r = Review::default();
    k.review(&mut r, &mut Scratch::default(), &text(&v["answer"]), &facts, config, f64::NAN);
    let claims = r.claims.iter().map(|g| {
        let mut members = grounding(g, &v["facts"]);
        members.push(("span", g.claim.into()));
        Answer::Object(members)
    });
    let mut members = score(&r.coherence);
    members.push(("h_logical", r.h_logical.into()));
    members.push(("h_factual", r.h_factual.into()));
    members.push(("claims", list(claims)));
    Ok(Answer::Object(members))
}

fn coherence_config(v: &Value) -> std::result::Result<CoherenceConfig, Failure> {
    let mut c = CoherenceConfig::default();
    set_float(&mut c.threshold, &v["threshold"]);
    set_float(&mut c.soft_limit, &v["soft_limit"]);
    set_float(&mut c.weight_logic, &v["w_logic"]);
    set_float(&mut c.weight_fact, &v["w_fact"]);
    c.validate()?;
    Ok(c)
}

pub(crate) fn coherence(_: &Arc<Kernel>, v: &Value) -> Result {
    let config = coherence_config(&v["config"])?;
    let (mut logical, mut factual) = (f64::NAN, f64::NAN);
    set_float(&mut logical, &v["h_logical"]);
    set_float(&mut factual, &v["h_factual"]);
    Ok(Answer::Object(score(&backfire_core::coherence(&config, logical, factual))))
}

fn score(s: &CoherenceScore) -> Vec<(&'static str, Answer)> {
    vec![("score", s.score.into()), ("approved", s.approved.into()), ("warning", s.warning.into())]
}

pub(crate) fn halt(_: &Arc<Kernel>, v: &Value) -> Result {
    let mut halt = Halt::new(halt_config(&v["config"]))?;
    let mut emitted = Vec::new();
    let mut last = HaltDecision::default();
    for token in items(&v["tokens"]) {
        last = halt.step(&halt_token(token));
        if last.halted {
            break;
        }
        emitted.push(Answer::Text(text(&token["token"])));
    }
    let mut members = vec![("emitted", Answer::List(emitted))];
    members.extend(decision(&last));
    Ok(Answer::Object(members))
}

fn halt_config(v: &Value) -> HaltConfig {
    let mut c = HaltConfig::default();
    set_float(&mut c.hard_limit, &v["hard_limit"]);
    set_float(&mut c.soft_limit, &v["soft_limit"]);
    set_integer(&mut c.window, &v["window"]);
    set_float(&mut c.window_threshold, &v["window_threshold"]);
    set_integer(&mut c.trend_window, &v["trend_window"]);
    set_float(&mut c.trend_threshold, &v["trend_threshold"]);
    set_float(&mut c.entropy_limit, &v["entropy_limit"]);
    set_float(&mut c.deadline, &v["deadline_ms"]);
    c
}

fn halt_token(v: &Value) -> HaltToken {
    let mut t = HaltToken { score: float(&v["score"]), ..HaltToken::default() };
    t.has_entropy = !v["entropy"].is_null();
    set_float(&mut t.entropy, &v["entropy"]);
    t.has_elapsed = !v["elapsed_ms"].is_null();
    set_float(&mut t.elapsed, &v["elapsed_ms"]);
    t
}

fn decision(d: &HaltDecision) -> [(&'static str, Answer); 5] {
    if !d.halted {
        let index = Answer::Integer(-1);
        return [
            ("halted", false.into()),
            ("index", index),
            ("reason", Answer::Null),
            ("value", Answer::Null),
            ("limit", Answer::Null),
        ];
    }
    [
        ("halted", true.into()),
        ("index", d.index.into()),
        ("reason", d.reason.name().into()),
        ("value", d.value.into()),
        ("limit", d.limit.into()),
    ]
}

pub(crate) fn injection_verdict(_: &Arc<Kernel>, v: &Value) -> Result {
    let mut config = InjectionConfig::default();
    set_float(&mut config.detect, &v["config"]["detect"]);
    set_float(&mut config.drift, &v["config"]["drift"]);
    set_float(&mut config.claim, &v["config"]["claim"]);
    set_float(&mut config.trace_floor, &v["config"]["trace_floor"]);
    set_float(&mut config.stage1_weight, &v["config"]["stage1_weight"]);
    config.validate()?;
    let claims: Vec<InjectionClaim> = items(&v["claims"]).iter().map(injection_claim).collect();
    let mut results = vec![InjectionClaimResult { verdict: ClaimVerdict::Grounded, divergence: 0.0 }; claims.len()];
    let (sanitizer, baseline) = (float(&v["sanitizer"]), float(&v["baseline"]));
    let sum = backfire_core::injection_verdict(&mut results, &claims, sanitizer, baseline, &config);
    let claims = results
        .iter()
        .map(|c| Answer::Object(vec![("verdict", c.verdict.name().into()), ("divergence", c.divergence.into())]));
    Ok(Answer::Object(vec![
        ("claims", list(claims)),
        ("risk", sum.risk.into()),
        ("combined", sum.combined.into()),
        ("detected", sum.detected.into()),
    ]))
}

fn injection_claim(v: &Value) -> InjectionClaim {
    InjectionClaim {
        traceability: float(&v["traceability"]),
        entity_overlap: float(&v["entity_overlap"]),
        forward: float(&v["forward"]),
        reverse: float(&v["reverse"]),
    }
}

pub(crate) fn softmax(_: &Arc<Kernel>, v: &Value) -> Result {
    let logits = floats(&v["logits"]);
    let mut out = vec![0.0; logits.len()];
    backfire_core::softmax(&mut out, &logits, integer(&v["cols"]))?;
    Ok(values(out))
}

pub(crate) fn divergence(_: &Arc<Kernel>, v: &Value) -> Result {
    let (probs, cols) = (floats(&v["probs"]), integer(&v["cols"]));
    let (contradiction, neutral) = (integer_or(&v["contradiction"], 2), integer_or(&v["neutral"], 1));
    let mut out = vec![0.0; rows(&probs, cols)];
    backfire_core::divergence(&mut out, &probs, cols, contradiction, neutral)?;
    Ok(values(out))
}

pub(crate) fn confidence(_: &Arc<Kernel>, v: &Value) -> Result {
    let (probs, cols) = (floats(&v["probs"]), integer(&v["cols"]));
    let mut out = vec![0.0; rows(&probs, cols)];
    backfire_core::confidence(&mut out, &probs, cols)?;
    Ok(values(out))
}

/// How many rows there are, 0 if `cols` makes none.
fn rows(numbers: &[f64], cols: i64) -> usize {
    usize::try_from(cols).ok().and_then(|cols| numbers.len().checked_div(cols)).unwrap_or(0)
}

fn values(out: Vec<f64>) -> Answer {
    Answer::Object(vec![("values", list(out))])
}
