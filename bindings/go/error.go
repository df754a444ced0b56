package plumbline

/*
#include <plumbline.h>
*/
import "C"

// A Status says what sort of failure it was. Each is an error of its own, for errors.Is.
type Status int32

// What a call can fail with. A newer library may know more of them.
const (
	// ErrArgument is an impossible argument, an unknown format or rule pattern.
	ErrArgument Status = C.PLUMB_ARGUMENT
	// ErrNoMemory is memory that ran out.
	ErrNoMemory Status = C.PLUMB_NO_MEMORY
	// ErrInternal is a defect of the library.
	ErrInternal Status = C.PLUMB_INTERNAL
	// ErrCancelled is a call that its context ended.
	ErrCancelled Status = C.PLUMB_CANCELLED
	// ErrTimeout is a deadline of the library's own that passed.
	ErrTimeout Status = C.PLUMB_TIMEOUT
	// ErrBusy is a target in use by another call.
	ErrBusy Status = C.PLUMB_BUSY
	// ErrNotFound is no such path, rule or project.
	ErrNotFound Status = C.PLUMB_NOT_FOUND
	// ErrAmbiguous is a reference or path that means several things; Detail lists them.
	ErrAmbiguous Status = C.PLUMB_AMBIGUOUS
	// ErrIO is a file that cannot be read or written.
	ErrIO Status = C.PLUMB_IO
	// ErrFormat is not the format that was expected, or newer than the library.
	ErrFormat Status = C.PLUMB_FORMAT
	// ErrLimit is a limit that was met; the message names it.
	ErrLimit Status = C.PLUMB_LIMIT
	// ErrConnection is a server that cannot be reached, or was lost.
	ErrConnection Status = C.PLUMB_CONNECTION
	// ErrServer is a statement of ours that the server refused; SQLState is set.
	ErrServer Status = C.PLUMB_SERVER
	// ErrTool is a program or library that is needed (libpq, git) and missing.
	ErrTool Status = C.PLUMB_TOOL
	// ErrRefused is a guard that said no; there is no option that says yes.
	ErrRefused Status = C.PLUMB_REFUSED
	// ErrUnsupported is left out of this build, or the server is too old.
	ErrUnsupported Status = C.PLUMB_UNSUPPORTED
	// ErrConfiguration is a wrong plumbline.toml; File and Line are set.
	ErrConfiguration Status = C.PLUMB_CONFIGURATION
)

// Error is the name that the C interface has for the status: "PLUMB_TIMEOUT".
func (s Status) Error() string {
	if name := C.plumb_status_name(C.plumb_status(s)); name != nil {
		return C.GoString(name)
	}
	return "unknown status of plumbline"
}

// An Error says why a call failed. What is absent is "" or 0.
type Error struct {
	// Status says what sort of failure it was; errors.Is compares it.
	Status Status
	// Message is one line: what, where, what to do.
	Message string
	// Detail is more lines.
	Detail string
	// Hint is what to do about it.
	Hint string
	// SQLState is PostgreSQL's five characters, where the server gave them.
	SQLState string
	// File is the file concerned.
	File string
	// Line in that file, from 1.
	Line int
	// Column in that line, from 1, in code points.
	Column int

	causes []error
}

// Error is the message.
func (e *Error) Error() string {
	return e.Message
}

// Is says whether target is this error's Status.
func (e *Error) Is(target error) bool {
	status, ok := target.(Status)
	return ok && status == e.Status
}

// Unwrap gives the errors of the context that ended the call.
func (e *Error) Unwrap() []error {
	return e.causes
}

// takeError makes an error of what a call said, and ends C's. nil for PLUMB_OK.
func takeError(status C.plumb_status, failure *C.plumb_error) error {
	if status == C.PLUMB_OK {
		return nil
	}
	if failure == nil {
		return &Error{Status: Status(status), Message: "plumbline: " + Status(status).Error()}
	}
	defer C.plumb_error_free(failure)
	return &Error{
		Status:   Status(C.plumb_error_status(failure)),
		Message:  C.GoString(C.plumb_error_message(failure)),
		Detail:   C.GoString(C.plumb_error_detail(failure)),
		Hint:     C.GoString(C.plumb_error_hint(failure)),
		SQLState: C.GoString(C.plumb_error_sqlstate(failure)),
		File:     C.GoString(C.plumb_error_file(failure)),
		Line:     int(C.plumb_error_line(failure)),
		Column:   int(C.plumb_error_column(failure)),
	}
}
