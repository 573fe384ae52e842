//! The BM25 index and its snapshots.

use crate::call::{Failure, Message, Status, deliberate, entry};
use crate::handle::{Content, IndexHandle, KernelHandle, index};
use crate::memory::{fill, input, output, put, room, slice};
use crate::work::with_work;
use backfire_core::{Bm25, Hit, Index, IndexError};
use std::sync::Arc;

/// Makes an empty index. The handle stored in `out` is the caller's, to be given to `bf_index_free` once. Fails with
/// `BF_STATUS_CONFIG` if a parameter is out of its range.
///
/// # Safety
/// `kernel` is a live handle; `params` is valid for reading; `out` is valid for writing; `message` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_new(
    kernel_handle: *const KernelHandle,
    params: *const Bm25,
    out: *mut *mut IndexHandle,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, params, out) = unsafe { (input(kernel_handle)?, *input(params)?, output(out)?) };
        let index = Index::new(Arc::clone(&kernel.kernel), params).map_err(|e| Failure::new(Status::Config, e))?;
        out.set(handle(kernel, Content::Live(index)));
        Ok(())
    })
}

fn handle(kernel: &KernelHandle, content: Content) -> *mut IndexHandle {
    Box::into_raw(Box::new(IndexHandle { kernel: Arc::clone(&kernel.kernel), content }))
}

/// Frees an index or a snapshot. NULL is allowed and does nothing. Snapshots of a freed index stay usable.
///
/// # Safety
/// `index` is NULL or a handle that was not freed before and that no call is using.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_free(index: *mut IndexHandle) {
    entry(std::ptr::null_mut(), || {
        if !index.is_null() {
            // SAFETY: it came from `Box::into_raw`, and it is the caller's part to free it only once.
            drop(unsafe { Box::from_raw(index) });
        }
        Ok(())
    });
}

/// Stores a handle of the index as it is now, which never changes, in `out`. It is the caller's, to be given to
/// `bf_index_free` once; it takes constant time, and memory only for what the index changes later.
///
/// # Safety
/// `index` is a live handle; `out` is valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_snapshot(
    index_handle: *const IndexHandle,
    out: *mut *mut IndexHandle,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, out) = unsafe { (index(index_handle)?, output(out)?) };
        let frozen = IndexHandle { kernel: Arc::clone(&index.kernel), content: Content::Frozen(index.snapshot()) };
        out.set(Box::into_raw(Box::new(frozen)));
        Ok(())
    })
}

/// Adds a text, which is copied, under a new id. Fails with `BF_STATUS_DUPLICATE_ID` or `BF_STATUS_INDEX_FULL`; the index
/// is then unchanged.
///
/// # Safety
/// `index` is a live handle; `id` and `text` point to as many bytes as their lengths say; `message` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_add(
    index_handle: *const IndexHandle,
    id: *const u8,
    id_len: usize,
    text: *const u8,
    text_len: usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, id, text) = unsafe { (index(index_handle)?, slice(id, id_len)?, slice(text, text_len)?) };
        deliberate(text);
        index.live()?.add(id, text).map_err(mutation)
    })
}

/// Adds a text under an id and takes away the text that the id had before, if any, in one step. Fails with
/// `BF_STATUS_INDEX_FULL`; the index is then unchanged.
///
/// # Safety
/// As for `bf_index_add`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_replace(
    index_handle: *const IndexHandle,
    id: *const u8,
    id_len: usize,
    text: *const u8,
    text_len: usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, id, text) = unsafe { (index(index_handle)?, slice(id, id_len)?, slice(text, text_len)?) };
        deliberate(text);
        index.live()?.replace(id, text).map_err(mutation)
    })
}

fn mutation(e: IndexError) -> Failure {
    let status = match e {
        IndexError::DuplicateId { .. } => Status::DuplicateId,
        IndexError::Full => Status::IndexFull,
    };
    Failure::new(status, e)
}

/// Removes a document; `removed` receives 1 if it was there, else 0.
///
/// # Safety
/// `index` is a live handle; `id` points to `id_len` bytes; `removed` is valid for writing; `message` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_remove(
    index_handle: *const IndexHandle,
    id: *const u8,
    id_len: usize,
    removed: *mut u8,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, id, removed) = unsafe { (index(index_handle)?, slice(id, id_len)?, output(removed)?) };
        removed.set(u8::from(index.live()?.remove(id)));
        Ok(())
    })
}

/// Stores the number of documents.
///
/// # Safety
/// `index` is a live handle; `out` is valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_len(
    index_handle: *const IndexHandle,
    out: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, out) = unsafe { (index(index_handle)?, output(out)?) };
        out.set(index.read(|s| s.len()));
        Ok(())
    })
}

/// Writes the at most `k` documents with the highest BM25 scores for a query, the highest first and equal ones in
/// insertion order. Document numbers are those of the snapshot searched; for an index that changes meanwhile they mean
/// little. `hits` has room for `k` records; `count` receives how many were written.
///
/// # Safety
/// `index` is a live handle; `query` points to `len` bytes; `hits` is valid for writing `k` records; `count` is valid for
/// writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_search(
    index_handle: *const IndexHandle,
    query: *const u8,
    len: usize,
    hits: *mut Hit,
    k: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, query) = unsafe { (index(index_handle)?, slice(query, len)?) };
        // SAFETY: the caller's part.
        let (out, count) = unsafe { (room(hits, k)?, output(count)?) };
        deliberate(query);
        with_work(len, |w| {
            w.terms.clear();
            index.kernel.terms(&mut w.terms, query);
            w.hits.clear();
            index.read(|s| s.search(&mut w.search, &w.terms, k, &mut w.hits));
            count.set(w.hits.len());
            put(out, &w.hits)
        })
    })
}

/// Writes the id and, right behind it, the text of a document by its number in a snapshot; both are empty for a number
/// that the snapshot does not know. `id_len` and `text_len` receive their sizes even if `cap` is too small for both.
///
/// # Safety
/// `index` is a live handle; `out` is valid for writing `cap` bytes; `id_len` and `text_len` are valid for writing;
/// `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_document(
    index_handle: *const IndexHandle,
    document: u32,
    out: *mut u8,
    cap: usize,
    id_len: *mut usize,
    text_len: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, out) = unsafe { (index(index_handle)?, room(out, cap)?) };
        // SAFETY: the caller's part.
        let (id_len, text_len) = unsafe { (output(id_len)?, output(text_len)?) };
        index.read(|s| {
            let (id, text) = (s.id(document), s.text(document));
            id_len.set(id.len());
            text_len.set(text.len());
            let Some((first, rest)) = out.split_at_mut_checked(id.len()) else { return Err(Failure::buffer()) };
            if rest.len() < text.len() {
                return Err(Failure::buffer());
            }
            put(first, id)?;
            put(rest, text)
        })
    })
}

/// Writes what `bf_index_load` reads; `count` receives the bytes needed even if `cap` is too small. To ask for the size
/// first, use a snapshot: an index may change between the two calls.
///
/// # Safety
/// `index` is a live handle; `out` is valid for writing `cap` bytes; `count` is valid for writing; `message` is NULL or
/// valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_save(
    index_handle: *const IndexHandle,
    out: *mut u8,
    cap: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let index = unsafe { index(index_handle)? };
        index.read(|s| {
            let size = s.saved_size();
            if size > cap {
                // SAFETY: the caller's part.
                unsafe { output(count)? }.set(size);
                return Err(Failure::buffer());
            }
            // SAFETY: the caller's part.
            unsafe { fill(out, cap, count, &s.save()) }
        })
    })
}

/// Makes an index of what `bf_index_save` wrote. The handle stored in `out` is the caller's, to be given to
/// `bf_index_free` once. Fails with `BF_STATUS_CORRUPT_INDEX`; `offset` then receives the byte at which the trouble was
/// noticed, and the message says what it is.
///
/// # Safety
/// `kernel` is a live handle; `bytes` points to `len` bytes; `out` and `offset` are valid for writing; `message` is NULL or
/// valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_index_load(
    kernel_handle: *const KernelHandle,
    bytes: *const u8,
    len: usize,
    out: *mut *mut IndexHandle,
    offset: *mut u64,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, bytes) = unsafe { (input(kernel_handle)?, slice(bytes, len)?) };
        // SAFETY: the caller's part.
        let (out, offset) = unsafe { (output(out)?, output(offset)?) };
        match Index::load(Arc::clone(&kernel.kernel), bytes) {
            Ok(index) => {
                out.set(handle(kernel, Content::Live(index)));
                Ok(())
            }
            Err(e) => {
                offset.set(e.offset);
                Err(Failure::new(Status::CorruptIndex, e.reason))
            }
        }
    })
}
