package plumbline

/*
#include <plumbline.h>

// All of a difference at one crossing of the border, which costs more than the reading.
typedef struct {
  const char *kind, *object, *property, *old_value, *new_value, *rename_hint;
  int32_t change;
} go_difference;

static go_difference go_difference_read(const plumb_diff *diff, size_t index) {
  go_difference read = {
    plumb_diff_object_kind(diff, index), plumb_diff_object(diff, index), plumb_diff_property(diff, index),
    plumb_diff_old(diff, index), plumb_diff_new(diff, index), plumb_diff_rename_hint(diff, index),
    plumb_diff_kind(diff, index),
  };
  return read;
}
*/
import "C"

import (
	"fmt"
	"runtime"
)

// DiffOptions say how two schemas are compared. The zero value of each field is its default.
type DiffOptions struct {
	// Only is kinds ("table"), names or globs ("billing.*"), or "KIND:GLOB"; empty is all.
	Only []string
	// Skip is likewise, and wins over Only.
	Skip []string
	// ColumnOrder lets columns in another order differ.
	ColumnOrder bool
	// SystemNames lets names that PostgreSQL chose count like others.
	SystemNames bool
	// Physical compares also what a dump does not carry: versions of collations.
	Physical bool
	// WithoutOwner leaves owners out.
	WithoutOwner bool
	// WithoutGrants leaves rights out.
	WithoutGrants bool
	// WithoutComments leaves comments out.
	WithoutComments bool
}

// A DifferenceKind says in what way an object differs. A newer library may know more of them.
type DifferenceKind int

// The kinds of differences.
const (
	// DifferenceMissing is in the old schema only.
	DifferenceMissing DifferenceKind = C.PLUMB_DIFF_MISSING
	// DifferenceUnexpected is in the new schema only.
	DifferenceUnexpected DifferenceKind = C.PLUMB_DIFF_UNEXPECTED
	// DifferenceChanged is in both, and a property differs.
	DifferenceChanged DifferenceKind = C.PLUMB_DIFF_CHANGED
)

// String is "missing", "unexpected" or "changed".
func (k DifferenceKind) String() string {
	switch k {
	case DifferenceMissing:
		return "missing"
	case DifferenceUnexpected:
		return "unexpected"
	case DifferenceChanged:
		return "changed"
	}
	return fmt.Sprintf("difference %d", int(k))
}

// A Difference is one thing in which two schemas differ. What is absent is "".
type Difference struct {
	// Change says in what way the object differs.
	Change DifferenceKind
	// Kind is of the object concerned: "table", "column".
	Kind string
	// Object is its name: "public.orders.total".
	Object string
	// Property of a changed one: "type", "default"; "name" when it was renamed and nothing else.
	Property string
	// Old is the property's value in the old schema, or what its absence means.
	Old string
	// New is the property's value in the new schema, likewise.
	New string
	// RenameHint is, for a missing or unexpected one, the object that it may have been renamed to or from.
	RenameHint string
}

// String is one line for people.
func (d Difference) String() string {
	if d.Property != "" {
		return fmt.Sprintf("%s %s: %s is %s, not %s", d.Kind, d.Object, d.Property, orAbsent(d.New), orAbsent(d.Old))
	}
	line := fmt.Sprintf("%s %s is %v", d.Kind, d.Object, d.Change)
	if d.RenameHint != "" {
		line += ", renamed perhaps: " + d.RenameHint
	}
	return line
}

func orAbsent(value string) string {
	if value == "" {
		return "absent"
	}
	return value
}

// A Diff is two schemas compared. It needs neither. Immutable; for any number of goroutines.
type Diff struct {
	raw *C.plumb_diff
}

// diffSchemas compares two schemas that the caller keeps alive.
func diffSchemas(old, now *C.plumb_schema, options *DiffOptions) (*Diff, error) {
	if options == nil {
		options = &DiffOptions{}
	}
	var memory arena
	defer memory.free()
	cOptions := (*C.plumb_diff_options)(memory.options(C.sizeof_plumb_diff_options))
	cOptions.only = memory.list("Only", options.Only)
	cOptions.skip = memory.list("Skip", options.Skip)
	cOptions.column_order = flag(options.ColumnOrder)
	cOptions.system_names = flag(options.SystemNames)
	cOptions.physical = flag(options.Physical)
	cOptions.without_owner = flag(options.WithoutOwner)
	cOptions.without_grants = flag(options.WithoutGrants)
	cOptions.without_comments = flag(options.WithoutComments)
	if memory.err != nil {
		return nil, memory.err
	}
	var raw *C.plumb_diff
	var failure *C.plumb_error
	if err := takeError(C.plumb_schema_diff(old, now, cOptions, &raw, &failure), failure); err != nil {
		return nil, err
	}
	diff := &Diff{raw}
	runtime.SetFinalizer(diff, (*Diff).Close)
	return diff, nil
}

// Close ends the diff; differences that were taken from it stay. It gives nil, also a second time.
func (d *Diff) Close() error {
	runtime.SetFinalizer(d, nil)
	C.plumb_diff_free(d.raw)
	d.raw = nil
	return nil
}

// Len is the number of differences; 0 when the schemas are alike.
func (d *Diff) Len() int {
	defer runtime.KeepAlive(d)
	return int(C.plumb_diff_count(d.raw))
}

// At is a difference, sorted by kind, object, change and property; the zero one out of range.
func (d *Diff) At(index int) Difference {
	defer runtime.KeepAlive(d)
	read := C.go_difference_read(d.raw, C.size_t(index))
	return Difference{
		Change:     DifferenceKind(read.change),
		Kind:       C.GoString(read.kind),
		Object:     C.GoString(read.object),
		Property:   C.GoString(read.property),
		Old:        C.GoString(read.old_value),
		New:        C.GoString(read.new_value),
		RenameHint: C.GoString(read.rename_hint),
	}
}

// Unchecked is what could not be compared, each as "what: why".
func (d *Diff) Unchecked() []string {
	defer runtime.KeepAlive(d)
	return texts(C.plumb_diff_unchecked_count(d.raw), func(index C.size_t) *C.char {
		return C.plumb_diff_unchecked_at(d.raw, index)
	})
}

// Render gives the diff as a document: "text" or "json" (plumbline.diff/1). Another format is
// ErrArgument.
func (d *Diff) Render(format string) ([]byte, error) {
	defer runtime.KeepAlive(d)
	return renderAs(format, func(wanted *C.char, text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_diff_render(d.raw, wanted, text, failure)
	})
}
