//! Reads the inputs of vectors. What is not as the format says panics: it is a fault of the vectors.

use serde_json::Value;

/// The elements of a list.
pub(crate) fn list(v: &Value) -> &[Value] {
    v.as_array().unwrap_or_else(|| panic!("want a list, got {v}"))
}

/// A text: a string or `{"b64":"…"}`.
pub(crate) fn text(v: &Value) -> Vec<u8> {
    match v {
        Value::String(s) => s.clone().into_bytes(),
        Value::Object(o) => base64(o["b64"].as_str().unwrap()),
        _ => panic!("want a text, got {v}"),
    }
}

/// Decodes standard base64 with padding.
fn base64(encoded: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for c in encoded.bytes().filter(|&c| c != b'=') {
        let digit = ALPHABET.iter().position(|&a| a == c).unwrap();
        bits = bits << 6 | digit as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

/// A float: a number, or the name of one that JSON has no number for.
pub(crate) fn float(v: &Value) -> f64 {
    match v {
        Value::Number(n) => n.as_str().parse().unwrap(),
        Value::String(s) => match s.as_str() {
            "NaN" => f64::NAN,
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            _ => panic!("want a float, got {v}"),
        },
        _ => panic!("want a float, got {v}"),
    }
}

/// A list of floats.
pub(crate) fn floats(v: &Value) -> Vec<f64> {
    list(v).iter().map(float).collect()
}

/// An integer.
pub(crate) fn integer(v: &Value) -> i64 {
    v.as_i64().unwrap_or_else(|| panic!("want an integer, got {v}"))
}

/// An integer that may be left out.
pub(crate) fn integer_or(v: &Value, default: i64) -> i64 {
    if v.is_null() { default } else { integer(v) }
}

/// Overwrites `dst` with a float unless it is left out.
pub(crate) fn set_float(dst: &mut f64, v: &Value) {
    if !v.is_null() {
        *dst = float(v);
    }
}

/// Overwrites `dst` with an integer unless it is left out.
pub(crate) fn set_integer(dst: &mut i64, v: &Value) {
    if !v.is_null() {
        *dst = integer(v);
    }
}

/// A document: its id, as bytes, and its text.
pub(crate) fn document(v: &Value) -> (Vec<u8>, Vec<u8>) {
    let id = match &v["id"] {
        Value::Number(n) => n.as_str().as_bytes().to_vec(),
        id => text(id),
    };
    (id, text(&v["text"]))
}
