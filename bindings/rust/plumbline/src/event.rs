//! What a long call is doing, handed to a closure: `plumb_event` and its callback.

use std::any::Any;
use std::borrow::Cow;
use std::ffi::c_void;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe};
use std::{fmt, ptr};

use crate::{strings, sys};

/// What sort of event it is. A newer library may know more of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// A gate begins.
    GateStart,
    /// A step of it begins.
    StepStart,
    /// One more tree was read or checked.
    Progress,
    /// A step ended.
    StepDone,
    /// A gate ended.
    GateDone,
    /// Something worth a line in a log.
    Note,
    /// A number that this crate does not know.
    Unknown(i32),
}

/// What a long call is doing. Lives until the closure returns.
pub struct Event<'a> {
    raw: *const sys::plumb_event,
    _call: PhantomData<&'a ()>,
}

impl Event<'_> {
    /// What sort of event it is.
    pub fn kind(&self) -> EventKind {
        // SAFETY: alive until the callback returns.
        match unsafe { sys::plumb_event_kind(self.raw) } {
            sys::PLUMB_EVENT_GATE_START => EventKind::GateStart,
            sys::PLUMB_EVENT_STEP_START => EventKind::StepStart,
            sys::PLUMB_EVENT_PROGRESS => EventKind::Progress,
            sys::PLUMB_EVENT_STEP_DONE => EventKind::StepDone,
            sys::PLUMB_EVENT_GATE_DONE => EventKind::GateDone,
            sys::PLUMB_EVENT_NOTE => EventKind::Note,
            other => EventKind::Unknown(other),
        }
    }

    /// One line for people.
    pub fn message(&self) -> Cow<'_, str> {
        // SAFETY: alive until the callback returns, and borrowed for less.
        unsafe { strings::always(sys::plumb_event_message(self.raw)) }
    }

    /// The event as one line of JSON, plumbline.event/1.
    pub fn json(&self) -> Cow<'_, str> {
        // SAFETY: as above.
        unsafe { strings::always(sys::plumb_event_json(self.raw)) }
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Event")
            .field("kind", &self.kind())
            .field("message", &self.message())
            .finish()
    }
}

type OnEvent<'a> = dyn FnMut(&Event<'_>) -> ControlFlow<()> + 'a;

/// The options of a long call, and who wants to hear of it. Made from a reference to the options, or
/// by their `watched` method.
pub struct Watched<'a, O> {
    pub(crate) options: &'a O,
    pub(crate) on_event: Option<&'a mut OnEvent<'a>>,
}

impl<'a, O> Watched<'a, O> {
    pub(crate) fn new(options: &'a O, on_event: &'a mut OnEvent<'a>) -> Self {
        Watched { options, on_event: Some(on_event) }
    }
}

impl<'a, O> From<&'a O> for Watched<'a, O> {
    fn from(options: &'a O) -> Self {
        Watched { options, on_event: None }
    }
}

impl<O: fmt::Debug> fmt::Debug for Watched<'_, O> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Watched").field(self.options).finish()
    }
}

/// Behind `user_data` while a call runs.
struct Bridge<'a> {
    on_event: &'a mut OnEvent<'a>,
    panic: Option<Box<dyn Any + Send>>,
}

/// Runs `call` with the callback and the user data that lead to `on_event`. A panic in there ends the
/// call, and goes on once the library has returned: it never unwinds through C.
pub(crate) fn watch<'a, R>(
    on_event: Option<&'a mut OnEvent<'a>>,
    call: impl FnOnce(sys::plumb_event_fn, *mut c_void) -> R,
) -> R {
    let Some(on_event) = on_event else { return call(None, ptr::null_mut()) };
    let mut bridge = Bridge { on_event, panic: None };
    let result = call(Some(hand_over), ptr::addr_of_mut!(bridge).cast());
    if let Some(payload) = bridge.panic {
        drop(result);
        panic::resume_unwind(payload);
    }
    result
}

unsafe extern "C" fn hand_over(raw: *const sys::plumb_event, user_data: *mut c_void) -> i32 {
    // SAFETY: `watch` keeps the bridge alive and untouched while the library runs, and the library
    // calls one callback at a time.
    let bridge = unsafe { &mut *user_data.cast::<Bridge<'_>>() };
    if bridge.panic.is_some() {
        return 1;
    }
    let event = Event { raw, _call: PhantomData };
    match panic::catch_unwind(AssertUnwindSafe(|| (bridge.on_event)(&event))) {
        Ok(ControlFlow::Continue(())) => 0,
        Ok(ControlFlow::Break(())) => 1,
        Err(payload) => {
            bridge.panic = Some(payload);
            1
        }
    }
}
