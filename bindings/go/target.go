package plumbline

/*
#include <plumbline.h>
*/
import "C"

import (
	"context"
	"runtime"
	"time"
)

// TargetOptions say how a target is opened. The zero value of each field is its default.
type TargetOptions struct {
	// ApplicationName is what pg_stat_activity shows; "" is "plumbline".
	ApplicationName string
	// ConnectTimeout is the longest wait until the connection stands; 0 is 10 s.
	ConnectTimeout time.Duration
	// LockTimeout is the longest wait for a lock; 0 is 1 s.
	LockTimeout time.Duration
	// StatementTimeout is the longest single query; 0 is 30 s.
	StatementTimeout time.Duration
	// OnEvent hears once the connection stands; see RepositoryOptions.OnEvent.
	OnEvent func(Event) error
}

// A Target is one connection to a database, for reading only. One call at a time, from any goroutine.
type Target struct {
	raw *C.plumb_target
}

// OpenTarget connects. The uri is postgres://, postgresql://, db:pg:, key=value or SQLAlchemy's
// postgresql+driver://; "" is libpq's own environment (PGHOST, PGSERVICE …). Service and password files
// count as in psql. The context is this call's, not that of later ones.
//
// Its errors are ErrArgument for an unreadable URI, ErrConnection with the server's SQLState,
// ErrTimeout, ErrCancelled, ErrTool without libpq, and ErrUnsupported for a server older than
// PostgreSQL 12.
func OpenTarget(ctx context.Context, uri string, options *TargetOptions) (*Target, error) {
	if options == nil {
		options = &TargetOptions{}
	}
	var memory arena
	defer memory.free()
	cURI := memory.text("the URI", uri)
	cOptions := (*C.plumb_target_options)(memory.options(C.sizeof_plumb_target_options))
	cOptions.application_name = memory.optional("ApplicationName", options.ApplicationName)
	cOptions.connect_ms = milliseconds(options.ConnectTimeout)
	cOptions.lock_ms = milliseconds(options.LockTimeout)
	cOptions.statement_ms = milliseconds(options.StatementTimeout)
	call, err := memory.begin(ctx, options.OnEvent, &cOptions.cancel, &cOptions.on_event, &cOptions.user_data)
	if err != nil {
		return nil, err
	}
	var raw *C.plumb_target
	var failure *C.plumb_error
	err = takeError(C.plumb_target_open(cURI, cOptions, &raw, &failure), failure)
	if err = call.end(err, func() { C.plumb_target_free(raw) }); err != nil {
		return nil, err
	}
	target := &Target{raw}
	runtime.SetFinalizer(target, (*Target).Close)
	return target, nil
}

// Close ends the connection. It gives nil, also a second time.
func (t *Target) Close() error {
	runtime.SetFinalizer(t, nil)
	C.plumb_target_free(t.raw)
	t.raw = nil
	return nil
}

// Name is the URI without its password.
func (t *Target) Name() string {
	defer runtime.KeepAlive(t)
	return C.GoString(C.plumb_target_name(t.raw))
}

// ServerVersion is as PostgreSQL's server_version_num: 150020.
func (t *Target) ServerVersion() int {
	defer runtime.KeepAlive(t)
	return int(C.plumb_target_server_version(t.raw))
}

// Doctor says what the role may read, which limits apply, a pooler or standby in between, and the proof
// that nothing is written, as JSON (plumbline.doctor/1). Its errors are ErrConnection, ErrServer,
// ErrTimeout and ErrBusy.
func (t *Target) Doctor() ([]byte, error) {
	defer runtime.KeepAlive(t)
	if err := t.usable(); err != nil {
		return nil, err
	}
	return render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_target_doctor(t.raw, text, failure)
	})
}

// usable keeps a closed target from being taken for none at all.
func (t *Target) usable() error {
	if t == nil || t.raw == nil {
		return &Error{Status: ErrArgument, Message: "the target is closed, or there is none"}
	}
	return nil
}
