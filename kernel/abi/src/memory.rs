//! The one place where the caller's pointers become slices and references.

use crate::call::Failure;
use std::mem::MaybeUninit;

/// The caller's bytes. NULL stands for no byte.
///
/// # Safety
/// `ptr` must be NULL or valid for reading `len` values until the call ends, and nobody may write there meanwhile.
pub(crate) unsafe fn slice<'a, T>(ptr: *const T, len: usize) -> Result<&'a [T], Failure> {
    if len == 0 {
        return Ok(&[]);
    }
    check(ptr, len)?;
    // SAFETY: not NULL, aligned and of a possible size, as was just checked; the rest is the caller's part.
    Ok(unsafe { std::slice::from_raw_parts(ptr, len) })
}

/// Memory of the caller's that holds something already and that is changed. NULL stands for no value.
///
/// # Safety
/// `ptr` must be NULL or valid for reading and writing `len` values, and nobody else may use it until the call ends.
pub(crate) unsafe fn slice_mut<'a, T>(ptr: *mut T, len: usize) -> Result<&'a mut [T], Failure> {
    if len == 0 {
        return Ok(&mut []);
    }
    check(ptr, len)?;
    // SAFETY: as in `slice`.
    Ok(unsafe { std::slice::from_raw_parts_mut(ptr, len) })
}

/// The caller's memory for an output, which may hold nothing yet. NULL stands for no room.
///
/// # Safety
/// `ptr` must be NULL or valid for writing `len` values, and nobody else may use it until the call ends.
pub(crate) unsafe fn room<'a, T>(ptr: *mut T, len: usize) -> Result<&'a mut [MaybeUninit<T>], Failure> {
    // SAFETY: memory that may hold nothing is what the type of the values says.
    unsafe { slice_mut(ptr.cast::<MaybeUninit<T>>(), len) }
}

/// Copies values to the beginning of the room for them. If they do not fit, that is the failure and nothing is written.
pub(crate) fn put<T: Copy>(room: &mut [MaybeUninit<T>], values: &[T]) -> Result<(), Failure> {
    let room = room.get_mut(..values.len()).ok_or_else(Failure::buffer)?;
    for (place, &value) in room.iter_mut().zip(values) {
        place.write(value);
    }
    Ok(())
}

/// The same room with something in it, for what wants to be handed values that it may overwrite.
pub(crate) fn cleared<T: Copy + Default>(room: &mut [MaybeUninit<T>]) -> &mut [T] {
    room.fill(MaybeUninit::new(T::default()));
    // SAFETY: all values have just been written.
    unsafe { std::slice::from_raw_parts_mut(room.as_mut_ptr().cast::<T>(), room.len()) }
}

fn check<T>(ptr: *const T, len: usize) -> Result<(), Failure> {
    if ptr.is_null() || !ptr.is_aligned() {
        return Err(Failure::argument("a pointer to something is NULL or not aligned"));
    }
    if len > isize::MAX as usize / size_of::<T>().max(1) {
        return Err(Failure::argument("a length is larger than memory can be"));
    }
    Ok(())
}

/// One value of the caller's.
///
/// # Safety
/// As for `slice` with one value.
pub(crate) unsafe fn input<'a, T>(ptr: *const T) -> Result<&'a T, Failure> {
    check(ptr, 1)?;
    // SAFETY: as in `slice`.
    Ok(unsafe { &*ptr })
}

/// The place for one output.
///
/// # Safety
/// As for `room` with one value.
pub(crate) unsafe fn output<'a, T>(ptr: *mut T) -> Result<Output<'a, T>, Failure> {
    check(ptr, 1)?;
    Ok(Output { ptr, owner: std::marker::PhantomData })
}

/// Where one result goes, once there is one.
pub(crate) struct Output<'a, T> {
    ptr: *mut T,
    owner: std::marker::PhantomData<&'a mut T>,
}

impl<T> Output<'_, T> {
    /// Stores the result.
    pub(crate) fn set(self, value: T) {
        // SAFETY: `output` checked the pointer and its caller answers for what it points to.
        unsafe { self.ptr.write(value) }
    }
}

/// Stores how many values an output has, and the values if there is room for them.
///
/// # Safety
/// As for `room` and `output`.
pub(crate) unsafe fn fill<T: Copy>(dst: *mut T, cap: usize, count: *mut usize, values: &[T]) -> Result<(), Failure> {
    // SAFETY: the caller's part.
    let (dst, count) = unsafe { (room(dst, cap)?, output(count)?) };
    count.set(values.len());
    put(dst, values)
}

/// Splits one buffer at ascending offsets: text `i` is `buf[offsets[i]..offsets[i + 1]]`.
pub(crate) struct Batch<'a> {
    buf: &'a [u8],
    offsets: &'a [usize],
}

impl<'a> Batch<'a> {
    /// # Safety
    /// As for `slice`; `offsets` points to `n + 1` values.
    pub(crate) unsafe fn new(buf: *const u8, len: usize, offsets: *const usize, n: usize) -> Result<Self, Failure> {
        let count = n.checked_add(1).ok_or_else(|| Failure::argument("a batch of impossible size"))?;
        // SAFETY: the caller's part.
        let (buf, offsets) = unsafe { (slice(buf, len)?, slice(offsets, count)?) };
        if offsets.is_empty() || offsets.windows(2).any(|w| w[0] > w[1]) || offsets[n] > buf.len() {
            return Err(Failure::argument("offsets of a batch descend or reach beyond its end"));
        }
        Ok(Batch { buf, offsets })
    }

    /// Text `i` of the batch.
    pub(crate) fn text(&self, i: usize) -> &'a [u8] {
        &self.buf[self.offsets[i]..self.offsets[i + 1]]
    }
}
