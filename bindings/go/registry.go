package plumbline

/*
#include <plumbline.h>
*/
import "C"

import "runtime"

// A Registry is what the migration tool recorded in a database. Immutable; for any number of goroutines.
type Registry struct {
	raw *C.plumb_registry
}

// Close ends the registry. It gives nil, also a second time.
func (r *Registry) Close() error {
	runtime.SetFinalizer(r, nil)
	C.plumb_registry_free(r.raw)
	r.raw = nil
	return nil
}

// Count is the number of rows; false when there is no registry.
func (r *Registry) Count() (int64, bool) {
	defer runtime.KeepAlive(r)
	count := int64(C.plumb_registry_count(r.raw))
	return max(count, 0), count >= 0
}

// Applied says whether the tool would call the change applied; a change of the project that the registry
// was read with.
func (r *Registry) Applied(change Change) bool {
	defer runtime.KeepAlive(r)
	defer change.keep()
	return C.plumb_registry_applied(r.raw, change.pointer()) == 1
}

// Render gives every row, also those that no file has: id, when, by whom, checksum, success. The format
// is "json" (plumbline.registry/1) or "text"; another one is ErrArgument.
func (r *Registry) Render(format string) ([]byte, error) {
	defer runtime.KeepAlive(r)
	return renderAs(format, func(wanted *C.char, text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_registry_render(r.raw, wanted, text, failure)
	})
}
