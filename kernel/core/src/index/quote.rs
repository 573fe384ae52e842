//! Quoted strings in error messages.

use crate::utf8::decode_rune;
use std::fmt;

/// Displays bytes as a Go string literal of ASCII only, as both kernels quote what they were given in their messages.
pub(super) struct Quoted<'a>(pub(super) &'a [u8]);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        let mut rest = self.0;
        while let [first, ..] = rest {
            let (rune, size) = decode_rune(rest);
            match char::from_u32(rune) {
                Some(c) if size > 1 || first.is_ascii() => quote(f, c)?,
                _ => write!(f, "\\x{first:02x}")?,
            }
            rest = rest.get(size..).unwrap_or_default();
        }
        f.write_str("\"")
    }
}

fn quote(f: &mut fmt::Formatter<'_>, c: char) -> fmt::Result {
    match c {
        '"' | '\\' => write!(f, "\\{c}"),
        '\x07' => f.write_str("\\a"),
        '\x08' => f.write_str("\\b"),
        '\x0c' => f.write_str("\\f"),
        '\n' => f.write_str("\\n"),
        '\r' => f.write_str("\\r"),
        '\t' => f.write_str("\\t"),
        '\x0b' => f.write_str("\\v"),
        ' '..='~' => write!(f, "{c}"),
        '\0'..='\x1f' | '\x7f' => write!(f, "\\x{:02x}", u32::from(c)),
        '\0'..='\u{ffff}' => write!(f, "\\u{:04x}", u32::from(c)),
        _ => write!(f, "\\U{:08x}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_a_go_string_literal() {
        for (bytes, want) in [
            (&b""[..], r#""""#),
            (b"plain id-7", r#""plain id-7""#),
            (br#"a "quoted" \ one"#, r#""a \"quoted\" \\ one""#),
            (b"\x07\x08\x0c\n\r\t\x0b\x00\x1f\x7f", r#""\a\b\f\n\r\t\v\x00\x1f\x7f""#),
            ("é, 世😀".as_bytes(), r#""\u00e9, \u4e16\U0001f600""#),
            ("\u{fffd}".as_bytes(), r#""\ufffd""#),
            ("\u{e0001}\u{10ffff}".as_bytes(), r#""\U000e0001\U0010ffff""#),
            (b"\xff\xe2\x82", r#""\xff\xe2\x82""#),
        ] {
            assert_eq!(Quoted(bytes).to_string(), want);
        }
    }
}
