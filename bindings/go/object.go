package plumbline

/*
#include <plumbline.h>
*/
import "C"

import "runtime"

// A CatalogObject is one object of the catalog: a table, a column, a function. It belongs to its schema
// and keeps it from being forgotten. Two are equal when they are the same; the zero CatalogObject is none.
type CatalogObject struct {
	schema *Schema
	raw    *C.plumb_object
}

// pointer is NULL, which C's accessors take, for no object and for one of a closed schema.
func (o CatalogObject) pointer() *C.plumb_object {
	if o.schema == nil || o.schema.raw == nil {
		return nil
	}
	return o.raw
}

// Kind is "table", "column", "foreign-table", "matview", "enum" …
func (o CatalogObject) Kind() string {
	defer runtime.KeepAlive(o.schema)
	return C.GoString(C.plumb_object_kind(o.pointer()))
}

// Name is "public.orders", "public.orders.total", "public.f(integer)"; a part with a dot or a quote in it
// is in double quotes.
func (o CatalogObject) Name() string {
	defer runtime.KeepAlive(o.schema)
	return C.GoString(C.plumb_object_name(o.pointer()))
}

// Schema is the schema that it lies in, or "".
func (o CatalogObject) Schema() string {
	defer runtime.KeepAlive(o.schema)
	return C.GoString(C.plumb_object_schema(o.pointer()))
}

// Parent is the table, view or domain that it is a part of; the table of an index. False for all else.
func (o CatalogObject) Parent() (CatalogObject, bool) {
	defer runtime.KeepAlive(o.schema)
	return o.schema.object(C.plumb_object_parent(o.pointer()))
}

// Parts are its columns, constraints, triggers, policies and rules, sorted by kind and name.
func (o CatalogObject) Parts() []CatalogObject {
	defer runtime.KeepAlive(o.schema)
	parts := make([]CatalogObject, C.plumb_object_part_count(o.pointer()))
	for index := range parts {
		parts[index] = CatalogObject{o.schema, C.plumb_object_part_at(o.raw, C.size_t(index))}
	}
	return parts
}

// Dependencies are what it cannot be without, its parent not counted; none in a schema that was read
// with SchemaOptions.WithoutDependencies.
func (o CatalogObject) Dependencies() []CatalogObject {
	defer runtime.KeepAlive(o.schema)
	needed := make([]CatalogObject, C.plumb_object_dependency_count(o.pointer()))
	for index := range needed {
		needed[index] = CatalogObject{o.schema, C.plumb_object_dependency_at(o.raw, C.size_t(index))}
	}
	return needed
}

// Position is the place of a column among those of its table, from 1; 0 for all else.
func (o CatalogObject) Position() int {
	defer runtime.KeepAlive(o.schema)
	return int(C.plumb_object_position(o.pointer()))
}

// A Property is one fact of an object: "type", "not_null", "owner", "grant:app_ro".
type Property struct {
	// Name is what it is called.
	Name string
	// Value is SQL with qualified names; "true" for what is so.
	Value string
}

// Properties are sorted by name. What PostgreSQL has as its default is absent.
func (o CatalogObject) Properties() []Property {
	defer runtime.KeepAlive(o.schema)
	properties := make([]Property, C.plumb_object_property_count(o.pointer()))
	for index := range properties {
		properties[index] = Property{
			Name:  C.GoString(C.plumb_object_property_name(o.raw, C.size_t(index))),
			Value: C.GoString(C.plumb_object_property_value(o.raw, C.size_t(index))),
		}
	}
	return properties
}

// Property is the value of one of them; false when it is absent.
func (o CatalogObject) Property(name string) (string, bool) {
	defer runtime.KeepAlive(o.schema)
	var memory arena
	defer memory.free()
	wanted := memory.text("the property", name)
	if memory.err != nil {
		return "", false
	}
	value := C.plumb_object_property(o.pointer(), wanted)
	return C.GoString(value), value != nil
}

// Definition is SQL that would make it, without owner, grants and comment; "" for a kind that has no
// statement of its own. Made when first asked for.
func (o CatalogObject) Definition() string {
	defer runtime.KeepAlive(o.schema)
	return C.GoString(C.plumb_object_definition(o.pointer()))
}

// Fingerprint is the SHA-256 of the object with its parts, 64 hexadecimal digits. Made when first asked
// for.
func (o CatalogObject) Fingerprint() string {
	defer runtime.KeepAlive(o.schema)
	return C.GoString(C.plumb_object_fingerprint(o.pointer()))
}

// Change is the change that makes it, in a schema by Project.PlannedSchema; false for what the plan finds
// there, and in all others.
func (o CatalogObject) Change() (Change, bool) {
	defer runtime.KeepAlive(o.schema)
	raw := C.plumb_object_change(o.pointer())
	if raw == nil {
		return Change{}, false
	}
	return Change{schema: o.schema, raw: raw}, true
}
