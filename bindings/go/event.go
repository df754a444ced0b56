package plumbline

/*
#include "bridge.h"
*/
import "C"

import "runtime/cgo"

// An EventKind says what sort of event it is.
type EventKind int

// What a call tells of. A newer library may know more of them.
const (
	// EventGateStart is a gate that begins.
	EventGateStart EventKind = C.PLUMB_EVENT_GATE_START
	// EventStepStart is a step of it that begins.
	EventStepStart EventKind = C.PLUMB_EVENT_STEP_START
	// EventProgress is one more tree that was read or checked.
	EventProgress EventKind = C.PLUMB_EVENT_PROGRESS
	// EventStepDone is a step that ended.
	EventStepDone EventKind = C.PLUMB_EVENT_STEP_DONE
	// EventGateDone is a gate that ended.
	EventGateDone EventKind = C.PLUMB_EVENT_GATE_DONE
	// EventNote is something worth a line in a log.
	EventNote EventKind = C.PLUMB_EVENT_NOTE
)

// An Event is what a long call is doing.
type Event struct {
	// Kind says what sort of event it is.
	Kind EventKind
	// Message is one line for people.
	Message string
	// JSON is the event as one line, plumbline.event/1.
	JSON string
}

// An observer stands behind the number that C carries about while a call runs.
type observer struct {
	onEvent  func(Event) error
	err      error
	panicked bool
	value    any
}

// tell runs the function; false ends the call. A panic waits until C has returned.
func (o *observer) tell(event Event) (goOn bool) {
	if o.err != nil || o.panicked {
		return false
	}
	o.panicked = true
	defer func() {
		if o.panicked {
			o.value = recover()
		}
	}()
	o.err = o.onEvent(event)
	o.panicked = false
	return o.err == nil
}

//export plumblineGoEvent
func plumblineGoEvent(event *C.plumb_event, handle C.uintptr_t) C.int32_t {
	watcher := cgo.Handle(handle).Value().(*observer)
	goOn := watcher.tell(Event{
		Kind:    EventKind(C.plumb_event_kind(event)),
		Message: C.GoString(C.plumb_event_message(event)),
		JSON:    C.GoString(C.plumb_event_json(event)),
	})
	if goOn {
		return 0
	}
	return 1
}
