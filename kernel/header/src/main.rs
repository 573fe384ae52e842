//! Writes `include/backfire.h` from the crate `backfire-abi`, and the fingerprint of its declarations back into that crate.
//!
//! `backfire-header HEADER [--check]` writes the header to the path HEADER; with `--check` it writes nothing and fails if
//! what is there differs from what it would write.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (path, check) = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [path] => (PathBuf::from(path), false),
        [path, "--check"] => (PathBuf::from(path), true),
        _ => {
            eprintln!("usage: backfire-header HEADER [--check]");
            return ExitCode::from(2);
        }
    };
    match run(&path, check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("backfire-header: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(header: &Path, check: bool) -> Result<(), String> {
    let abi = Path::new(env!("CARGO_MANIFEST_DIR")).join("../abi");
    let declarations = generate(&abi)?;
    let fingerprint = backfire_core::hash_word(bare(&declarations).as_bytes());
    let outputs = [
        (header.to_owned(), with_numbers(&declarations, fingerprint)?),
        (abi.join("src/fingerprint.rs"), fingerprint_source(fingerprint)),
    ];
    for (path, content) in outputs {
        if fs::read_to_string(&path).is_ok_and(|old| old == content) {
            continue;
        }
        if check {
            return Err(format!("{} is not what the crate declares; run make header", path.display()));
        }
        fs::write(&path, content).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn generate(abi: &Path) -> Result<String, String> {
    let config = cbindgen::Config::from_file(abi.join("cbindgen.toml"))?;
    let bindings =
        cbindgen::Builder::new().with_crate(abi).with_config(config).generate().map_err(|e| e.to_string())?;
    let mut out = Vec::new();
    bindings.write(&mut out);
    String::from_utf8(out).map(|header| for_c(&header)).map_err(|e| e.to_string())
}

/// Takes what only rustdoc understands out of the comments.
fn for_c(header: &str) -> String {
    header.replace("// # Safety\n", "// The caller answers for this:\n").replace("[`", "`").replace("`]", "`")
}

/// The declarations without comments, and with white space made plain: what the fingerprint is of.
fn bare(header: &str) -> String {
    let code = header.lines().map(|line| line.split("//").next().unwrap_or_default());
    code.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// Puts what a host compares with a kernel behind the includes.
fn with_numbers(header: &str, fingerprint: u64) -> Result<String, String> {
    let numbers = format!(
        "// The version of the kernel that this header belongs to, and the fingerprint of its declarations.\n\
         #define BF_VERSION \"{}\"\n#define BF_ABI_FINGERPRINT UINT64_C(0x{fingerprint:016x})\n\n",
        env!("CARGO_PKG_VERSION"),
    );
    let last = header.rfind("#include <").ok_or("the header includes nothing")?;
    let at = last + header[last..].find("\n\n").ok_or("the header ends with its includes")? + 2;
    Ok(format!("{}{numbers}{}", &header[..at], &header[at..]))
}

fn fingerprint_source(fingerprint: u64) -> String {
    let digits = format!("{fingerprint:016X}");
    let groups: Vec<&str> = (0..4).map(|i| &digits[4 * i..4 * i + 4]).collect();
    format!(
        "//! Written by `kernel/header`; not edited.\n\n/// The hash of the declarations in `include/backfire.h`.\n\
         pub(crate) const ABI_FINGERPRINT: u64 = 0x{};\n",
        groups.join("_")
    )
}
