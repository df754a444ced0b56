//! Lists of borrowed things, as iterators over count and index.

use std::ffi::c_void;
use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::Range;

/// Things that belong to a repository, a project, a change, a schema, an object, a diff or a report, in
/// its order.
pub struct Items<'a, T> {
    owner: *const c_void,
    at: unsafe fn(*const c_void, usize) -> T,
    range: Range<usize>,
    _owner: PhantomData<&'a ()>,
}

// SAFETY: the owners never change and are shared between threads; an item is made when asked for.
unsafe impl<T: Send> Send for Items<'_, T> {}
// SAFETY: as above; a shared reference to it can do nothing but clone and count.
unsafe impl<T: Send> Sync for Items<'_, T> {}

impl<'a, T> Items<'a, T> {
    /// # Safety
    ///
    /// `owner` lives as long as `'a`, and `at` takes it with every index below `count`.
    pub(crate) unsafe fn new<O>(
        owner: *const O,
        count: usize,
        at: unsafe fn(*const c_void, usize) -> T,
    ) -> Self {
        Items { owner: owner.cast(), at, range: 0..count, _owner: PhantomData }
    }

    fn at(&self, index: usize) -> T {
        // SAFETY: `index` is below the count; the rest was promised to `new`.
        unsafe { (self.at)(self.owner, index) }
    }
}

impl<T> Iterator for Items<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.range.next().map(|index| self.at(index))
    }

    fn nth(&mut self, n: usize) -> Option<T> {
        self.range.nth(n).map(|index| self.at(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl<T> DoubleEndedIterator for Items<'_, T> {
    fn next_back(&mut self) -> Option<T> {
        self.range.next_back().map(|index| self.at(index))
    }

    fn nth_back(&mut self, n: usize) -> Option<T> {
        self.range.nth_back(n).map(|index| self.at(index))
    }
}

impl<T> ExactSizeIterator for Items<'_, T> {}
impl<T> FusedIterator for Items<'_, T> {}

impl<T> Clone for Items<'_, T> {
    fn clone(&self) -> Self {
        Items { owner: self.owner, at: self.at, range: self.range.clone(), _owner: PhantomData }
    }
}

impl<T: fmt::Debug> fmt::Debug for Items<'_, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.clone()).finish()
    }
}
