package plumbline

/*
#include <plumbline.h>
*/
import "C"

import "runtime"

// A Script is a kind of script that a change has.
type Script int

// The kinds of scripts.
const (
	// ScriptDeploy moves forward; Alembic: the revision file.
	ScriptDeploy Script = C.PLUMB_SCRIPT_DEPLOY
	// ScriptRevert moves back.
	ScriptRevert Script = C.PLUMB_SCRIPT_REVERT
	// ScriptVerify says whether it worked; sqitch only.
	ScriptVerify Script = C.PLUMB_SCRIPT_VERIFY
)

// A Change is one step of a plan. It belongs to its repository, or to the schema that was read from the
// plan, and keeps it from being forgotten. Two are equal when they are the same; the zero Change is none.
type Change struct {
	project Project
	schema  *Schema
	raw     *C.plumb_change
}

// pointer is NULL, which C's accessors take, for no change and for one whose owner is closed.
func (c Change) pointer() *C.plumb_change {
	if c.project.pointer() == nil && (c.schema == nil || c.schema.raw == nil) {
		return nil
	}
	return c.raw
}

// keep lets its owner live until here.
func (c Change) keep() {
	runtime.KeepAlive(c.project.repository)
	runtime.KeepAlive(c.schema)
}

// ID is sqitch's change id, 40 hexadecimal digits, Alembic's revision, or sqlx' version in decimal.
func (c Change) ID() string {
	defer c.keep()
	return C.GoString(C.plumb_change_id(c.pointer()))
}

// Name is as written in the plan; Alembic: first line of the docstring; sqlx: description.
func (c Change) Name() string {
	defer c.keep()
	return C.GoString(C.plumb_change_name(c.pointer()))
}

// File is the file that declares it (sqitch: the plan), relative to the path that was opened.
func (c Change) File() string {
	defer c.keep()
	return C.GoString(C.plumb_change_file(c.pointer()))
}

// Line of the declaration in that file, from 1; 0 when the file as a whole declares it.
func (c Change) Line() int {
	defer c.keep()
	return int(C.plumb_change_line(c.pointer()))
}

// ParentLen is the number of parents: 0 for a base, several for a merge.
func (c Change) ParentLen() int {
	defer c.keep()
	return int(C.plumb_change_parent_count(c.pointer()))
}

// ParentAt is a parent, in the file's order; false out of range, and for a parent that no file has.
func (c Change) ParentAt(index int) (Change, bool) {
	defer c.keep()
	raw := C.plumb_change_parent_at(c.pointer(), C.size_t(index))
	if raw == nil {
		return Change{}, false
	}
	return Change{c.project, c.schema, raw}, true
}

// IsHead says whether no other change follows it.
func (c Change) IsHead() bool {
	defer c.keep()
	return C.plumb_change_is_head(c.pointer()) == 1
}

// Script is the path of a script, relative to the path that was opened, whether or not the file is
// there; "" when the change has none of that kind.
func (c Change) Script(script Script) string {
	defer c.keep()
	return C.GoString(C.plumb_change_script(c.pointer(), C.int32_t(script)))
}
