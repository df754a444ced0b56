package plumbline

/*
#include <plumbline.h>
*/
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// SchemaOptions say what of a database is read. The zero value of each field is its default.
type SchemaOptions struct {
	// Schemas are names or globs: "billing", "tenant_*"; empty is all but the system's.
	Schemas []string
	// Skip is likewise, or "KIND:GLOB" as in "table:public.tmp_*".
	Skip []string
	// WithExtensionMembers reads also what extensions made.
	WithExtensionMembers bool
	// WithRegistry reads also the tables in which sqitch, Alembic and sqlx keep what they did.
	WithRegistry bool
	// WithoutDependencies leaves out what an object cannot be without.
	WithoutDependencies bool
	// Relative leaves each schema's own name out: tenants compare equal.
	Relative bool
	// WithDigest gives Schema.Digest too, at the cost of another pass over the rows.
	WithDigest bool
	// OnEvent hears what was read; see RepositoryOptions.OnEvent.
	OnEvent func(Event) error
}

// readSchema runs one of the three functions that read a catalog; discard ends what it may have made.
func readSchema(ctx context.Context, target *Target, options *SchemaOptions, discard func(),
	function func(*C.plumb_schema_options, **C.plumb_error) C.plumb_status) error {
	defer runtime.KeepAlive(target)
	if err := target.usable(); err != nil {
		return err
	}
	return askSchema(ctx, options, discard, function)
}

// askSchema runs a function that takes such options.
func askSchema(ctx context.Context, options *SchemaOptions, discard func(),
	function func(*C.plumb_schema_options, **C.plumb_error) C.plumb_status) error {
	if options == nil {
		options = &SchemaOptions{}
	}
	var memory arena
	defer memory.free()
	cOptions := (*C.plumb_schema_options)(memory.options(C.sizeof_plumb_schema_options))
	cOptions.schemas = memory.list("Schemas", options.Schemas)
	cOptions.skip = memory.list("Skip", options.Skip)
	cOptions.with_extension_members = flag(options.WithExtensionMembers)
	cOptions.with_registry = flag(options.WithRegistry)
	cOptions.without_dependencies = flag(options.WithoutDependencies)
	cOptions.relative = flag(options.Relative)
	cOptions.with_digest = flag(options.WithDigest)
	call, err := memory.begin(ctx, options.OnEvent, &cOptions.cancel, &cOptions.on_event, &cOptions.user_data)
	if err != nil {
		return err
	}
	var failure *C.plumb_error
	status := function(cOptions, &failure)
	return call.end(takeError(status, failure), discard)
}

// Capture reads what the database holds, in one snapshot of the server. What is locked or may not be
// read is Unchecked; the rest is complete. The options may be nil.
//
// Its errors are ErrArgument for a bad filter, ErrConnection, ErrServer, ErrTimeout, ErrCancelled and
// ErrBusy.
func (t *Target) Capture(ctx context.Context, options *SchemaOptions) (*Schema, error) {
	var raw *C.plumb_schema
	err := readSchema(ctx, t, options, func() { C.plumb_schema_free(raw) },
		func(cOptions *C.plumb_schema_options, failure **C.plumb_error) C.plumb_status {
			return C.plumb_schema_capture(t.raw, cOptions, &raw, failure)
		})
	if err != nil {
		return nil, err
	}
	return newSchema(raw), nil
}

// Fingerprint is Schema.Fingerprint of what Capture would read, without keeping the objects. Its errors
// are those of Capture.
func (t *Target) Fingerprint(ctx context.Context, options *SchemaOptions) (string, error) {
	var raw *C.plumb_text
	err := readSchema(ctx, t, options, func() { C.plumb_text_free(raw) },
		func(cOptions *C.plumb_schema_options, failure **C.plumb_error) C.plumb_status {
			return C.plumb_target_fingerprint(t.raw, cOptions, &raw, failure)
		})
	if err != nil {
		return "", err
	}
	return string(takeText(raw)), nil
}

// Digest is what the server makes of its catalog rows: the same as before means that nothing changed.
// Faster than a fingerprint; comparable only within one database and one version of the library. Always
// of the whole database: of the options only OnEvent counts. Its errors are those of Capture.
func (t *Target) Digest(ctx context.Context, options *SchemaOptions) (string, error) {
	var raw *C.plumb_text
	err := readSchema(ctx, t, options, func() { C.plumb_text_free(raw) },
		func(cOptions *C.plumb_schema_options, failure **C.plumb_error) C.plumb_status {
			return C.plumb_target_digest(t.raw, cOptions, &raw, failure)
		})
	if err != nil {
		return "", err
	}
	return string(takeText(raw)), nil
}

// A Schema is what a database holds: a snapshot of its catalog, out of a Target or a file. Immutable;
// for any number of goroutines.
type Schema struct {
	raw *C.plumb_schema
}

func newSchema(raw *C.plumb_schema) *Schema {
	schema := &Schema{raw}
	runtime.SetFinalizer(schema, (*Schema).Close)
	return schema
}

// LoadSchema gives the schema that Schema.Save made these bytes of. ErrFormat says that they are none,
// are damaged, or are newer than the library.
func LoadSchema(data []byte) (*Schema, error) {
	var raw *C.plumb_schema
	var failure *C.plumb_error
	place := unsafe.SliceData(data)
	if place == nil {
		place = new(byte)
	}
	status := C.plumb_schema_load((*C.char)(unsafe.Pointer(place)), C.size_t(len(data)), &raw, &failure)
	if err := takeError(status, failure); err != nil {
		return nil, err
	}
	return newSchema(raw), nil
}

// Save gives the schema as a document to keep: JSON, plumbline.snapshot/1. The same schema gives the
// same bytes.
func (s *Schema) Save() ([]byte, error) {
	defer runtime.KeepAlive(s)
	return render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_schema_save(s.raw, text, failure)
	})
}

// Close ends the schema, and its objects with it. It gives nil, also a second time.
func (s *Schema) Close() error {
	runtime.SetFinalizer(s, nil)
	C.plumb_schema_free(s.raw)
	s.raw = nil
	return nil
}

// Len is the number of objects, parts of others included.
func (s *Schema) Len() int {
	defer runtime.KeepAlive(s)
	return int(C.plumb_schema_count(s.raw))
}

// At is an object, sorted by kind, schema and name, parts behind all others; the zero one out of range.
func (s *Schema) At(index int) CatalogObject {
	defer runtime.KeepAlive(s)
	object, _ := s.object(C.plumb_schema_at(s.raw, C.size_t(index)))
	return object
}

// Find is the object of that kind and name: "table" and "public.orders". False when there is none.
func (s *Schema) Find(kind, name string) (CatalogObject, bool) {
	defer runtime.KeepAlive(s)
	var memory arena
	defer memory.free()
	cKind := memory.text("the kind", kind)
	cName := memory.text("the name", name)
	if memory.err != nil {
		return CatalogObject{}, false
	}
	return s.object(C.plumb_schema_find(s.raw, cKind, cName))
}

func (s *Schema) object(raw *C.plumb_object) (CatalogObject, bool) {
	if raw == nil {
		return CatalogObject{}, false
	}
	return CatalogObject{s, raw}, true
}

// Fingerprint is the SHA-256 of the whole database's definition, 64 hexadecimal digits: equal for
// databases that were made alike.
func (s *Schema) Fingerprint() string {
	defer runtime.KeepAlive(s)
	return C.GoString(C.plumb_schema_fingerprint(s.raw))
}

// FingerprintOf is likewise, of one schema and what lies in it; "" when there is none of that name.
func (s *Schema) FingerprintOf(name string) string {
	defer runtime.KeepAlive(s)
	var memory arena
	defer memory.free()
	wanted := memory.text("the schema", name)
	if memory.err != nil {
		return ""
	}
	return C.GoString(C.plumb_schema_fingerprint_of(s.raw, wanted))
}

// Digest is what Target.Digest would have given then; "" without SchemaOptions.WithDigest.
func (s *Schema) Digest() string {
	defer runtime.KeepAlive(s)
	return C.GoString(C.plumb_schema_digest(s.raw))
}

// ServerVersion is of the server that it was read from: 150020.
func (s *Schema) ServerVersion() int {
	defer runtime.KeepAlive(s)
	return int(C.plumb_schema_server_version(s.raw))
}

// Database is the name of the database that it was read from, or "". Not compared.
func (s *Schema) Database() string {
	defer runtime.KeepAlive(s)
	return C.GoString(C.plumb_schema_database(s.raw))
}

// IsRelative says whether it was read with SchemaOptions.Relative.
func (s *Schema) IsRelative() bool {
	defer runtime.KeepAlive(s)
	return C.plumb_schema_is_relative(s.raw) == 1
}

// Unchecked is what could not be read, each as "what: why".
func (s *Schema) Unchecked() []string {
	defer runtime.KeepAlive(s)
	return texts(C.plumb_schema_unchecked_count(s.raw), func(index C.size_t) *C.char {
		return C.plumb_schema_unchecked_at(s.raw, index)
	})
}

// LeftOut is what was left out on purpose (members of extensions, registries, what SchemaOptions.Skip
// names), each as "what: why".
func (s *Schema) LeftOut() []string {
	defer runtime.KeepAlive(s)
	return texts(C.plumb_schema_left_out_count(s.raw), func(index C.size_t) *C.char {
		return C.plumb_schema_left_out_at(s.raw, index)
	})
}

// Render gives what it holds, in short: "text" (objects by kind, fingerprints by schema), or "fingerprints"
// (plumbline.fingerprints/1, JSON: schemas that are alike are one group). Another format is ErrArgument.
func (s *Schema) Render(format string) ([]byte, error) {
	defer runtime.KeepAlive(s)
	return renderAs(format, func(wanted *C.char, text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_schema_render(s.raw, wanted, text, failure)
	})
}

// Diff says how now, what is there, differs from this, what is expected. It needs neither afterwards.
// The options may be nil; ErrArgument is a bad filter.
func (s *Schema) Diff(now *Schema, options *DiffOptions) (*Diff, error) {
	defer runtime.KeepAlive(s)
	defer runtime.KeepAlive(now)
	var theirs *C.plumb_schema
	if now != nil {
		theirs = now.raw
	}
	return diffSchemas(s.raw, theirs, options)
}
