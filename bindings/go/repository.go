package plumbline

/*
#include <plumbline.h>
*/
import "C"

import (
	"context"
	"runtime"
)

// RepositoryOptions say how a repository is opened. The zero value of each field is its default.
type RepositoryOptions struct {
	// Config is the plumbline.toml to take; "" is the nearest at or above the path.
	Config string
	// Tool is "sqitch", "alembic" or "sqlx" for trees of that one only.
	Tool string
	// Environment is "NAME=value" as the tools would see it; nil is the process's own.
	Environment []string
	// MaxFileBytes is the largest file that is read; 0 is 64 MiB.
	MaxFileBytes int64
	// MaxDepth is how many folders below the path are entered; 0 is 64.
	MaxDepth int
	// MaxFiles is the most files in a folder, and changes in a plan; 0 is 1,000,000.
	MaxFiles int
	// OnEvent hears of each tree that was read, on the calling goroutine. Its error ends the call and
	// is what the call returns; its panic goes on in the caller. It must not end its goroutine
	// (runtime.Goexit, testing.T.FailNow).
	OnEvent func(Event) error
}

// A Repository is everything found below a path. Immutable; for any number of goroutines.
type Repository struct {
	raw *C.plumb_repository
}

// Open finds and reads every tree below path, with all defaults. It is
// OpenContext(context.Background(), path, nil).
func Open(path string) (*Repository, error) {
	return OpenContext(context.Background(), path, nil)
}

// OpenContext finds and reads every tree below path; a path inside one (a plan file, a versions folder)
// gives that one. None found is an empty repository. What is wrong with the files is told by Check.
//
// Its errors are ErrNotFound, ErrIO, ErrLimit, ErrConfiguration for a wrong plumbline.toml, ErrArgument
// for an unknown tool, and ErrCancelled.
func OpenContext(ctx context.Context, path string, options *RepositoryOptions) (*Repository, error) {
	if options == nil {
		options = &RepositoryOptions{}
	}
	var memory arena
	defer memory.free()
	cPath := memory.text("the path", path)
	cOptions := (*C.plumb_repository_options)(memory.options(C.sizeof_plumb_repository_options))
	cOptions.config = memory.optional("Config", options.Config)
	cOptions.tool = memory.optional("Tool", options.Tool)
	cOptions.environment = memory.list("Environment", options.Environment)
	cOptions.max_file_bytes = C.int64_t(options.MaxFileBytes)
	cOptions.max_depth = limit(options.MaxDepth)
	cOptions.max_files = limit(options.MaxFiles)
	call, err := memory.begin(ctx, options.OnEvent, &cOptions.cancel, &cOptions.on_event, &cOptions.user_data)
	if err != nil {
		return nil, err
	}
	var raw *C.plumb_repository
	var failure *C.plumb_error
	err = takeError(C.plumb_repository_open(cPath, cOptions, &raw, &failure), failure)
	if err = call.end(err, func() { C.plumb_repository_free(raw) }); err != nil {
		return nil, err
	}
	repository := &Repository{raw}
	runtime.SetFinalizer(repository, (*Repository).Close)
	return repository, nil
}

// Close ends the repository, and its projects and changes with it. It gives nil, also a second time.
func (r *Repository) Close() error {
	runtime.SetFinalizer(r, nil)
	C.plumb_repository_free(r.raw)
	r.raw = nil
	return nil
}

// Len is the number of projects.
func (r *Repository) Len() int {
	defer runtime.KeepAlive(r)
	return int(C.plumb_repository_count(r.raw))
}

// At is a project, in the order of the paths; the zero one out of range.
func (r *Repository) At(index int) Project {
	defer runtime.KeepAlive(r)
	if raw := C.plumb_repository_at(r.raw, C.size_t(index)); raw != nil {
		return Project{r, raw}
	}
	return Project{}
}

// Check says everything that can be known: files, configuration and deploy pipelines; with a target
// also what the registry says, and what the live schema has that no change can have made. The target
// may be nil, and so may the options.
//
// Its errors are ErrArgument for a pattern that no rule matches, or Expect with neither target nor
// Schema, ErrConnection, ErrServer, ErrTimeout, ErrCancelled and ErrBusy.
func (r *Repository) Check(ctx context.Context, target *Target, options *CheckOptions) (*Report, error) {
	defer runtime.KeepAlive(r)
	return check(ctx, target, options, func(a *arguments) C.plumb_status {
		return C.plumb_repository_check(r.raw, a.target, a.options, a.report, a.failure)
	})
}

// Verify is for after a deploy: every plan is in its registry, something is applied at all, Expect
// holds. Its errors are those of Check, and ErrNotFound when there is neither a project nor an
// expectation to verify.
func (r *Repository) Verify(ctx context.Context, target *Target, options *CheckOptions) (*Report, error) {
	defer runtime.KeepAlive(r)
	return check(ctx, target, options, func(a *arguments) C.plumb_status {
		return C.plumb_repository_verify(r.raw, a.target, a.options, a.report, a.failure)
	})
}
