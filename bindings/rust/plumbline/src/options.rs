//! What the option structs of the C interface have in common.

use std::mem::{self, MaybeUninit};
use std::time::Duration;

use crate::sys;

/// A struct of C's options with every field at its default.
///
/// # Safety
///
/// `O` is one of the option structs of `plumbline.h`, for which all bytes zero is a value.
pub(crate) unsafe fn defaults<O>() -> O {
    let mut options = MaybeUninit::<O>::zeroed();
    // SAFETY: as many bytes as it is told.
    unsafe {
        sys::plumb_options_init(options.as_mut_ptr().cast(), mem::size_of::<O>());
        options.assume_init()
    }
}

/// Milliseconds for C: `None` is its default, and no time at all is the shortest that it knows.
pub(crate) fn milliseconds(duration: Option<Duration>) -> i32 {
    duration.map_or(0, |duration| i32::try_from(duration.as_millis()).unwrap_or(i32::MAX).max(1))
}

/// A limit for C, where 0 is its default.
pub(crate) fn limit<T: TryFrom<u64> + From<u8>>(limit: Option<u64>, largest: T) -> T {
    limit.map_or(T::from(0), |limit| T::try_from(limit).unwrap_or(largest))
}

/// What the options of every long call can say, each in its own words: they have the fields `cancel`
/// and `deadline`.
macro_rules! call_options {
    ($Options:ident $(<$life:lifetime>)?:
        $(#[$cancel:meta])* cancel
        $(#[$deadline:meta])* deadline
        $(#[$watched:meta])* watched
    ) => {
        impl $(<$life>)? $Options $(<$life>)? {
            $(#[$cancel])*
            pub fn cancel(mut self, cancel: &$crate::Cancel) -> Self {
                self.cancel = Some(cancel.clone());
                self
            }

            $(#[$deadline])*
            pub fn deadline(mut self, deadline: std::time::Duration) -> Self {
                self.deadline = Some(deadline);
                self
            }

            $(#[$watched])*
            pub fn watched<'w, F>(&'w self, on_event: &'w mut F) -> $crate::Watched<'w, Self>
            where
                F: FnMut(&$crate::Event<'_>) -> std::ops::ControlFlow<()>,
            {
                $crate::Watched::new(self, on_event)
            }
        }
    };
}
pub(crate) use call_options;
