package plumbline

/*
#include "bridge.h"
*/
import "C"

import (
	"context"
	"errors"
	"runtime/cgo"
	"unsafe"
)

// A call is one that can last: its context ends it, and it tells of events.
type call struct {
	ctx      context.Context
	token    *C.plumb_cancel
	detach   func()
	observer *observer
	handle   cgo.Handle
}

// begin makes the token that ctx requests, if ctx can end at all, and fills the fields that the options of
// such calls have in common. With a failure of the arena there is no call to begin.
func (a *arena) begin(ctx context.Context, onEvent func(Event) error,
	cToken **C.plumb_cancel, cOnEvent *C.plumb_event_fn, cUserData *unsafe.Pointer) (*call, error) {
	if a.err != nil {
		return nil, a.err
	}
	c := &call{ctx: ctx, detach: func() {}}
	if ctx.Done() != nil {
		if err := takeError(C.plumb_cancel_new(&c.token), nil); err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			C.plumb_cancel_request(c.token)
		}
		requested := make(chan struct{})
		stop := context.AfterFunc(ctx, func() {
			C.plumb_cancel_request(c.token)
			close(requested)
		})
		c.detach = func() {
			if !stop() {
				<-requested // it is running, or has run
			}
		}
	}
	if onEvent != nil {
		c.observer = &observer{onEvent: onEvent}
		c.handle = cgo.NewHandle(c.observer)
		C.plumbline_go_watch(cOnEvent, cUserData, C.uintptr_t(c.handle))
	}
	*cToken = c.token
	return c, nil
}

// end frees what begin made, once C has returned, and says what became of the call: a panic of the
// function that was told goes on here, its error is the call's, and ctx's error goes with a cancelled one.
// When there is an error, discard ends what the call may have made.
func (c *call) end(err error, discard func()) error {
	c.detach()
	C.plumb_cancel_free(c.token)
	var failure *Error
	if errors.As(err, &failure) && failure.Status == ErrCancelled && c.ctx.Err() != nil {
		failure.causes = []error{c.ctx.Err(), context.Cause(c.ctx)}
	}
	if c.observer != nil {
		c.handle.Delete()
		if c.observer.panicked {
			discard()
			panic(c.observer.value)
		}
		if c.observer.err != nil {
			err = c.observer.err
		}
	}
	if err != nil {
		discard()
	}
	return err
}
