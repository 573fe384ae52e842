//! Prints the tokens of functions, without comments and layout: `check-manifest ROOT "path symbol"…`, a line each, with a
//! tab between the name and the tokens. A symbol is a function, a constant, or `Type::method` of an `impl` that is no trait's.

use std::collections::HashMap;
use std::process::ExitCode;
use std::{env, fs};

use quote::ToTokens;
use syn::{Attribute, File, ImplItem, Item, ItemImpl, Type};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("check-manifest: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut args = env::args().skip(1);
    let root = args.next().ok_or("want the root of the repository and functions")?;
    let mut files: HashMap<String, File> = HashMap::new();
    for function in args {
        let (path, symbol) =
            function.split_once(' ').ok_or(format!("{function:?}: want a path, a space and a symbol"))?;
        if !files.contains_key(path) {
            let text = fs::read_to_string(format!("{root}/{path}")).map_err(|e| format!("{path}: {e}"))?;
            files.insert(path.to_owned(), syn::parse_file(&text).map_err(|e| format!("{path}: {e}"))?);
        }
        let tokens = find(&files[path], symbol).ok_or(format!("{path} has no {symbol}"))?;
        println!("{function}\t{tokens}");
    }
    Ok(())
}

/// The tokens of what a symbol names.
fn find(file: &File, symbol: &str) -> Option<String> {
    file.items.iter().find_map(|item| match item {
        Item::Fn(f) if f.sig.ident == symbol => Some(tokens(f.clone(), |f| &mut f.attrs)),
        Item::Const(c) if c.ident == symbol => Some(tokens(c.clone(), |c| &mut c.attrs)),
        Item::Impl(block) if block.trait_.is_none() => method(block, symbol),
        _ => None,
    })
}

fn method(block: &ItemImpl, symbol: &str) -> Option<String> {
    let Type::Path(of) = &*block.self_ty else { return None };
    let of = &of.path.segments.last()?.ident;
    block.items.iter().find_map(|item| match item {
        ImplItem::Fn(f) if symbol == format!("{of}::{}", f.sig.ident) => Some(tokens(f.clone(), |f| &mut f.attrs)),
        _ => None,
    })
}

/// The tokens of an item without its doc comments.
fn tokens<T: ToTokens>(mut item: T, attributes: fn(&mut T) -> &mut Vec<Attribute>) -> String {
    attributes(&mut item).retain(|a| !a.path().is_ident("doc"));
    item.to_token_stream().to_string()
}
