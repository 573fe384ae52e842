//! Answers of the kernel, and how they are compared with JSON.

use crate::input;
use backfire_core::{ConfigError, CorruptIndexError, IndexError, ShapeError, Span};
use serde_json::Value;

/// What a function answered.
#[derive(Debug)]
pub(crate) enum Answer {
    Null,
    Bool(bool),
    Integer(i64),
    /// Compared by its bits.
    Float(f64),
    /// A number in JSON, compared as it is written.
    Exact(String),
    Text(Vec<u8>),
    List(Vec<Answer>),
    Object(Vec<(&'static str, Answer)>),
    /// Part of the input, which comes back as it was.
    Given(Value),
}

/// An error of the kernel.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: &'static str,
    pub(crate) message: Vec<u8>,
}

impl Failure {
    /// The error as the vectors have it.
    pub(crate) fn answer(&self) -> Answer {
        Answer::Object(vec![("code", self.code.into()), ("message", Answer::Text(self.message.clone()))])
    }
}

impl From<ConfigError> for Failure {
    fn from(e: ConfigError) -> Failure {
        Failure { code: "config", message: e.to_string().into_bytes() }
    }
}

impl From<ShapeError> for Failure {
    fn from(e: ShapeError) -> Failure {
        Failure { code: "shape", message: e.to_string().into_bytes() }
    }
}

impl From<IndexError> for Failure {
    fn from(e: IndexError) -> Failure {
        let code = match e {
            IndexError::DuplicateId { .. } => "duplicate_id",
            IndexError::Full => "index_full",
        };
        Failure { code, message: e.to_string().into_bytes() }
    }
}

impl From<CorruptIndexError> for Failure {
    fn from(e: CorruptIndexError) -> Failure {
        Failure { code: "corrupt_index", message: e.to_string().into_bytes() }
    }
}

impl From<bool> for Answer {
    fn from(b: bool) -> Answer {
        Answer::Bool(b)
    }
}

impl From<i64> for Answer {
    fn from(n: i64) -> Answer {
        Answer::Integer(n)
    }
}

impl From<usize> for Answer {
    fn from(n: usize) -> Answer {
        Answer::Integer(n as i64)
    }
}

impl From<f64> for Answer {
    fn from(f: f64) -> Answer {
        Answer::Float(f)
    }
}

impl From<&str> for Answer {
    fn from(s: &str) -> Answer {
        Answer::Text(s.into())
    }
}

impl From<&[u8]> for Answer {
    fn from(bytes: &[u8]) -> Answer {
        Answer::Text(bytes.into())
    }
}

impl From<Span> for Answer {
    fn from(s: Span) -> Answer {
        Answer::List(vec![s.start.into(), s.end.into()])
    }
}

/// A list of whatever can be an answer.
pub(crate) fn list<T: Into<Answer>>(items: impl IntoIterator<Item = T>) -> Answer {
    Answer::List(items.into_iter().map(Into::into).collect())
}

impl Answer {
    /// Says where the answer is not the one that is wanted.
    pub(crate) fn differs(&self, want: &Value) -> Option<String> {
        match (self, want) {
            (Answer::List(got), Value::Array(want)) => {
                if got.len() != want.len() {
                    return Some(format!("a list of {} instead of {}", got.len(), want.len()));
                }
                let mut pairs = got.iter().zip(want).enumerate();
                pairs.find_map(|(i, (got, want))| Some(format!("[{i}]{}", got.differs(want)?)))
            }
            (Answer::Object(got), Value::Object(want)) => {
                if got.len() != want.len() {
                    return Some(format!(": {} keys instead of {}", got.len(), want.len()));
                }
                got.iter().find_map(|(key, got)| Some(format!(".{key}{}", got.differs(&want[*key])?)))
            }
            _ => (!self.is(want)).then(|| format!(": got {self:?}, want {want}")),
        }
    }

    /// Whether an answer without parts is the one that is wanted.
    fn is(&self, want: &Value) -> bool {
        match self {
            Answer::Null => want.is_null(),
            Answer::Bool(b) => want.as_bool() == Some(*b),
            Answer::Integer(n) => want.as_i64() == Some(*n),
            Answer::Float(f) => (want.is_number() || want.is_string()) && input::float(want).to_bits() == f.to_bits(),
            // serde_json keeps all digits, but writes a plus before an exponent.
            Answer::Exact(digits) => want.as_number().is_some_and(|n| n.as_str().replace("e+", "e") == *digits),
            Answer::Text(bytes) => (want.is_string() || want.is_object()) && input::text(want) == *bytes,
            Answer::Given(v) => want == v,
            Answer::List(_) | Answer::Object(_) => false,
        }
    }
}
