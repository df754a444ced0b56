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

// A Project is one migration tree of one tool. It belongs to its repository and keeps it from being
// forgotten. Two are equal when they are the same; the zero Project is none.
type Project struct {
	repository *Repository
	raw        *C.plumb_project
}

// pointer is NULL, which C's accessors take, for no project and for one of a closed repository.
func (p Project) pointer() *C.plumb_project {
	if p.repository == nil || p.repository.raw == nil {
		return nil
	}
	return p.raw
}

// Path is the tree's folder, relative to the path that was opened; "." for itself.
func (p Project) Path() string {
	defer runtime.KeepAlive(p.repository)
	return C.GoString(C.plumb_project_path(p.pointer()))
}

// Tool is "sqitch", "alembic" or "sqlx".
func (p Project) Tool() string {
	defer runtime.KeepAlive(p.repository)
	return C.GoString(C.plumb_project_tool(p.pointer()))
}

// Len is the number of changes that the tool could run: a file whose id another one took is not counted.
func (p Project) Len() int {
	defer runtime.KeepAlive(p.repository)
	return int(C.plumb_project_change_count(p.pointer()))
}

// At is a change, parents before children; the zero one out of range.
func (p Project) At(index int) Change {
	defer runtime.KeepAlive(p.repository)
	change, _ := p.change(C.plumb_project_change_at(p.pointer(), C.size_t(index)))
	return change
}

// Find is the change that the tool would take for reference: "@v1^", "users@HEAD^2" (sqitch), "ab12",
// "head" (Alembic), "20240101000000" (sqlx). False for none or several.
func (p Project) Find(reference string) (Change, bool) {
	defer runtime.KeepAlive(p.repository)
	var memory arena
	defer memory.free()
	wanted := memory.text("the reference", reference)
	if memory.err != nil {
		return Change{}, false
	}
	return p.change(C.plumb_project_find(p.pointer(), wanted))
}

func (p Project) change(raw *C.plumb_change) (Change, bool) {
	if raw == nil {
		return Change{}, false
	}
	return Change{project: p, raw: raw}, true
}

// Render gives the plan as a document: "json" (plumbline.plan/1), "tool-json" (as the tool itself would
// see it), "text" or "dot" (Graphviz). Another format is ErrArgument.
func (p Project) Render(format string) ([]byte, error) {
	defer runtime.KeepAlive(p.repository)
	return renderAs(format, func(wanted *C.char, text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_project_render(p.pointer(), wanted, text, failure)
	})
}

// Ask gives the tool's answers to a list of questions, without the tool. Alembic: a JSON array of
// questions (upgrade, downgrade, stamp, resolve, range); sqitch: names of targets or engines, one a
// line. sqlx has none, which is ErrArgument; a malformed list is ErrFormat.
func (p Project) Ask(questions []byte) ([]byte, error) {
	defer runtime.KeepAlive(p.repository)
	var memory arena
	defer memory.free()
	copied := memory.alloc(C.size_t(len(questions) + 1))
	copy(unsafe.Slice((*byte)(copied), len(questions)), questions)
	return render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_project_ask(p.pointer(), (*C.char)(copied), C.size_t(len(questions)), text, failure)
	})
}

// Check is as Repository.Check, for one tree; deploy pipelines are the repository's and not looked at.
func (p Project) Check(ctx context.Context, target *Target, options *CheckOptions) (*Report, error) {
	defer runtime.KeepAlive(p.repository)
	return check(ctx, target, options, func(a *arguments) C.plumb_status {
		return C.plumb_project_check(p.pointer(), a.target, a.options, a.report, a.failure)
	})
}

// Verify is as Repository.Verify, for one tree.
func (p Project) Verify(ctx context.Context, target *Target, options *CheckOptions) (*Report, error) {
	defer runtime.KeepAlive(p.repository)
	return check(ctx, target, options, func(a *arguments) C.plumb_status {
		return C.plumb_project_verify(p.pointer(), a.target, a.options, a.report, a.failure)
	})
}

// ReadRegistry reads the tool's own table; that there is none is no error. Its errors are ErrServer,
// ErrConnection, ErrTimeout and ErrBusy.
func (p Project) ReadRegistry(target *Target) (*Registry, error) {
	defer runtime.KeepAlive(p.repository)
	defer runtime.KeepAlive(target)
	if err := target.usable(); err != nil {
		return nil, err
	}
	var raw *C.plumb_registry
	var failure *C.plumb_error
	if err := takeError(C.plumb_registry_read(p.pointer(), target.raw, &raw, &failure), failure); err != nil {
		return nil, err
	}
	registry := &Registry{raw}
	runtime.SetFinalizer(registry, (*Registry).Close)
	return registry, nil
}
