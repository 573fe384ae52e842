//! Runs every test vector of `kernel/testdata/vectors` against the kernel and compares to the last bit: floats by their
//! bits, texts by their bytes, errors by code and message.
//!
//! ```text
//! cargo test -p backfire-core --test vectors              all of them
//! cargo test -p backfire-core --test vectors segment      those of one function
//! ```
//!
//! A failure names the vectors that differ, with what they want and what the kernel gave. The vectors are the answers of
//! the Go kernel, and a copy of `contract/vectors`; its package comment describes the format. `go run
//! ./contract/gen/vectors` writes both.

mod answer;
mod functions;
mod input;

use answer::{Answer, Failure};
use backfire_core::Kernel;
use serde_json::Value;
use std::fs;
use std::sync::Arc;

/// A kernel function behind the JSON of the vectors.
type Function = fn(&Arc<Kernel>, &Value) -> Result<Answer, Failure>;

/// Makes a test of each function, and the list of those that have one.
macro_rules! tested {
    ($($function:ident),* $(,)?) => {
        $(#[test]
        fn $function() {
            run(stringify!($function), functions::$function);
        })*

        const TESTED: &[&str] = &[$(stringify!($function)),*];
    };
}

tested! {
    alive, analyze, bm25, coherence, confidence, divergence, fold, ground, halt, hash, index, index_load, injection_score, injection_verdict,
    review, scan, segment, signals, skeleton, softmax, stem, terms, validate,
}

#[test]
fn every_file_of_the_manifest_is_run() {
    let manifest = read("manifest.json");
    let files = input::list(&manifest["files"]);
    let functions: Vec<&str> = files.iter().map(|f| f["function"].as_str().unwrap()).collect();
    assert_eq!(functions, TESTED);
    for file in files {
        let name = file["file"].as_str().unwrap();
        let cases = &read(name)["cases"];
        assert_eq!(input::list(cases).len() as u64, file["count"].as_u64().unwrap(), "{name}");
    }
}

/// Reads a file of the vectors.
fn read(name: &str) -> Value {
    let path = format!("{}/../testdata/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let json = fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_slice(&json).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// How many differences are shown.
const SHOWN: usize = 10;

/// Runs the vectors of one function.
fn run(name: &str, function: Function) {
    let file = read(&format!("{name}.json"));
    assert_eq!((file["version"].as_u64(), file["function"].as_str()), (Some(1), Some(name)));
    let tables = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/tables.bin");
    let kernel = Arc::new(Kernel::open(&fs::read(tables).unwrap()).unwrap());
    let cases = input::list(&file["cases"]);
    let differences: Vec<String> = cases.iter().filter_map(|case| difference(&kernel, function, case)).collect();
    let shown = differences.iter().take(SHOWN).map(String::as_str).collect::<String>();
    assert!(differences.is_empty(), "{} of {} vectors differ:{shown}", differences.len(), cases.len());
}

/// Says how the kernel's answer to a case differs from the one it is to give.
fn difference(kernel: &Arc<Kernel>, function: Function, case: &Value) -> Option<String> {
    let got = function(kernel, &case["in"]);
    let want = if got.is_ok() { &case["out"] } else { &case["err"] };
    let problem = match &got {
        Ok(answer) => answer.differs(want)?,
        Err(failure) => failure.answer().differs(want)?,
    };
    Some(format!(
        "\n\n{}\n  {problem}\n  in   {}\n  want {}{}\n  got  {got:?}",
        case["name"], case["in"], case["out"], case["err"]
    ))
}
