package plumbline

/*
#include <plumbline.h>
*/
import "C"

import (
	"context"
	"runtime"
)

// A HeadRepair says what becomes of several heads.
type HeadRepair int

// What becomes of several heads.
const (
	// LineariseHeads puts one branch behind the other.
	LineariseHeads HeadRepair = C.PLUMB_HEADS_LINEARISE
	// MergeHeads joins them by a new revision.
	MergeHeads HeadRepair = C.PLUMB_HEADS_MERGE
)

// FixOptions say what is repaired, and how. The zero value of each field is its default.
type FixOptions struct {
	// Only is families, rules or globs whose findings are repaired; empty is all.
	Only []string
	// Schema stands for the live one, also without a target.
	Schema *Schema
	// Heads says what becomes of several heads.
	Heads HeadRepair
	// UseGit lets git be asked who wrote a line, and when.
	UseGit bool
	// OnEvent hears of the tree that was looked at; see RepositoryOptions.OnEvent.
	OnEvent func(Event) error
}

// A Fix is repairs as one set, none of them done yet: Project.Fix gives all of a tree, Report.Fix those of
// one finding. Immutable; for any number of goroutines.
type Fix struct {
	raw    *C.plumb_fix
	report *Report // whose it is; nil when it is its own
}

// pointer is NULL, which C refuses, for a fix that is closed, and for one of a closed report.
func (f *Fix) pointer() *C.plumb_fix {
	if f == nil || f.report != nil && f.report.raw == nil {
		return nil
	}
	return f.raw
}

// Fix is all that can be repaired in the tree's files; nothing is written. What the database holds tells
// which of two files with one id has run there. Target and options may be nil.
//
// Its error is ErrRefused when a repair would go against the registry, or nobody can know what is right:
// the reasons are its Detail, and Only leaves such out. Else its errors are those of Check.
func (p Project) Fix(ctx context.Context, target *Target, options *FixOptions) (*Fix, error) {
	defer runtime.KeepAlive(p.repository)
	defer runtime.KeepAlive(target)
	if options == nil {
		options = &FixOptions{}
	}
	defer runtime.KeepAlive(options)
	var memory arena
	defer memory.free()
	cOptions := (*C.plumb_fix_options)(memory.options(C.sizeof_plumb_fix_options))
	cOptions.only = memory.list("Only", options.Only)
	cOptions.heads = C.int32_t(options.Heads)
	cOptions.use_git = flag(options.UseGit)
	cOptions.schema = memory.schema(options.Schema)
	at := memory.target(target)
	call, err := memory.begin(ctx, options.OnEvent, &cOptions.cancel, &cOptions.on_event, &cOptions.user_data)
	if err != nil {
		return nil, err
	}
	var raw *C.plumb_fix
	var failure *C.plumb_error
	status := C.plumb_project_fix(p.pointer(), at, cOptions, &raw, &failure)
	if err = call.end(takeError(status, failure), func() { C.plumb_fix_free(raw) }); err != nil {
		return nil, err
	}
	fix := &Fix{raw: raw}
	runtime.SetFinalizer(fix, (*Fix).Close)
	return fix, nil
}

// Fix is the repair of one finding by itself, and nil where it has none. Those of several findings may be
// in each other's way: Project.Fix gives all as one set.
func (r *Report) Fix(index int) *Fix {
	defer runtime.KeepAlive(r)
	raw := C.plumb_finding_fix(C.plumb_report_at(r.raw, C.size_t(index)))
	if raw == nil {
		return nil
	}
	return &Fix{raw: raw, report: r}
}

// Close ends the fix. It gives nil, also a second time.
func (f *Fix) Close() error {
	runtime.SetFinalizer(f, nil)
	if f.report == nil {
		C.plumb_fix_free(f.raw)
	}
	f.raw = nil
	return nil
}

// Patch is a unified diff with git's headers for renames and new files, as `git apply` takes it in the
// folder that was opened; empty when there is nothing to repair. It is ErrRefused when a file has changed
// since.
func (f *Fix) Patch() ([]byte, error) {
	defer runtime.KeepAlive(f)
	return render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_fix_patch(f.pointer(), text, failure)
	})
}

// Apply changes the files, all of them or none. It is ErrRefused when a file has changed since, is a link,
// or a new name is taken; after ErrNotFound and ErrIO the tree is as it was.
func (f *Fix) Apply() error {
	defer runtime.KeepAlive(f)
	var failure *C.plumb_error
	return takeError(C.plumb_fix_apply(f.pointer(), &failure), failure)
}

// Render gives what is repaired and why, and what to type where no file is wrong: "text" or "json"
// (plumbline.fix/1). Another format is ErrArgument.
func (f *Fix) Render(format string) ([]byte, error) {
	defer runtime.KeepAlive(f)
	return renderAs(format, func(wanted *C.char, text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_fix_render(f.pointer(), wanted, text, failure)
	})
}
