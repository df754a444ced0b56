package plumbline

/*
#include <plumbline.h>
*/
import "C"

import (
	"context"
	"runtime"
	"time"
	"unsafe"
)

// A GateKind says what a gate does.
type GateKind int

// The gates.
const (
	// GateRoundTrip is up, down and up again on empty databases.
	GateRoundTrip GateKind = C.PLUMB_GATE_ROUND_TRIP
	// GateDryRun is the pending migrations on a restored backup.
	GateDryRun GateKind = C.PLUMB_GATE_DRY_RUN
)

// GateOptions say what a gate does, where, and what it may do. The zero value of each field is its default.
type GateOptions struct {
	// Kind is what is done.
	Kind GateKind
	// StepTimeout is the longest time that a step may take; 0 is what plumbline.toml says, else ten minutes.
	StepTimeout time.Duration
	// Server is a server on which databases may be made and dropped, "" the one of libpq's environment
	// (PGHOST …); nil is an ephemeral one.
	Server *string
	// Bin is the folder with the programs of the ephemeral server; "" is looked for.
	Bin string
	// Scratch is for a dry run: a database with the mark of MarkScratch, which is reset; nil is one of the
	// gate's own.
	Scratch *string
	// Backup is for a dry run: a dump, or a folder whose newest dump is taken.
	Backup string
	// Record is the file of recorded runs, "" for none; nil is the usual place.
	Record *string
	// Version is what is gated, a commit or release; for the record.
	Version string
	// Tier is for which tier, as "staging"; for the record.
	Tier string
	// NoInference makes no roles and rows that migrations need and nobody gave.
	NoInference bool
	// Each is, for a round trip, every change's way back, not only the last one's.
	Each bool
	// Keep keeps what was made, for a look at it.
	Keep bool
	// Fresh takes nothing over from what earlier gates kept.
	Fresh bool
	// CreateRoles allows roles on Server, which belong to all of it; they are dropped at the end.
	CreateRoles bool
	// OnEvent hears of each step; see RepositoryOptions.OnEvent.
	OnEvent func(Event) error
}

// A Run is one run of a gate, green or red. Immutable; for any number of goroutines.
type Run struct {
	raw *C.plumb_run
}

// Gate runs the migrations of every tree for real, each on a database of its own, and records what happened.
// This runs the project's own code: Alembic in its own Python. A red run is no error. The options may be nil:
// a round trip on an ephemeral server.
//
// Its errors are ErrNotFound without a tree or backup, ErrTool (no PostgreSQL to start, no alembic),
// ErrRefused (a guard, no right to make databases), ErrConfiguration, ErrIO (the record), ErrConnection and
// ErrCancelled. The record says red, with the reason, then.
func (r *Repository) Gate(ctx context.Context, options *GateOptions) (*Run, error) {
	defer runtime.KeepAlive(r)
	return gate(ctx, options,
		func(cOptions *C.plumb_gate_options, run **C.plumb_run, failure **C.plumb_error) C.plumb_status {
			return C.plumb_repository_gate(r.raw, cOptions, run, failure)
		})
}

// Gate is as Repository.Gate, for one tree.
func (p Project) Gate(ctx context.Context, options *GateOptions) (*Run, error) {
	defer runtime.KeepAlive(p.repository)
	return gate(ctx, options,
		func(cOptions *C.plumb_gate_options, run **C.plumb_run, failure **C.plumb_error) C.plumb_status {
			return C.plumb_project_gate(p.pointer(), cOptions, run, failure)
		})
}

// gate runs one of them; the caller keeps its subject alive.
func gate(ctx context.Context, options *GateOptions,
	function func(*C.plumb_gate_options, **C.plumb_run, **C.plumb_error) C.plumb_status) (*Run, error) {
	if options == nil {
		options = &GateOptions{}
	}
	var memory arena
	defer memory.free()
	cOptions := (*C.plumb_gate_options)(memory.options(C.sizeof_plumb_gate_options))
	cOptions.kind = C.int32_t(options.Kind)
	cOptions.step_ms = milliseconds(options.StepTimeout)
	cOptions.server = memory.given("Server", options.Server)
	cOptions.bin = memory.optional("Bin", options.Bin)
	cOptions.scratch = memory.given("Scratch", options.Scratch)
	cOptions.backup = memory.optional("Backup", options.Backup)
	cOptions.record = memory.given("Record", options.Record)
	cOptions.version = memory.optional("Version", options.Version)
	cOptions.tier = memory.optional("Tier", options.Tier)
	cOptions.no_inference = flag(options.NoInference)
	cOptions.each = flag(options.Each)
	cOptions.keep = flag(options.Keep)
	cOptions.fresh = flag(options.Fresh)
	cOptions.create_roles = flag(options.CreateRoles)
	call, err := memory.begin(ctx, options.OnEvent, &cOptions.cancel, &cOptions.on_event, &cOptions.user_data)
	if err != nil {
		return nil, err
	}
	var raw *C.plumb_run
	var failure *C.plumb_error
	status := function(cOptions, &raw, &failure)
	if err = call.end(takeError(status, failure), func() { C.plumb_run_free(raw) }); err != nil {
		return nil, err
	}
	run := &Run{raw}
	runtime.SetFinalizer(run, (*Run).Close)
	return run, nil
}

// Close ends the run; findings that were taken from its report stay. It gives nil, also a second time.
func (r *Run) Close() error {
	runtime.SetFinalizer(r, nil)
	C.plumb_run_free(r.raw)
	r.raw = nil
	return nil
}

// Passed says whether every step passed.
func (r *Run) Passed() bool {
	defer runtime.KeepAlive(r)
	return C.plumb_run_passed(r.raw) == 1
}

// Detail is what it came to: of a red run the end of what the first red step said, at most 4,096 bytes.
func (r *Run) Detail() string {
	defer runtime.KeepAlive(r)
	return C.GoString(C.plumb_run_detail(r.raw))
}

// Report is what was found, with failure classes and remedies. It belongs to the run and is empty once that
// is closed.
func (r *Run) Report() *Report {
	return &Report{run: r}
}

// report is NULL for a closed run. A report never changes.
func (r *Run) report() *C.plumb_report {
	defer runtime.KeepAlive(r)
	return (*C.plumb_report)(unsafe.Pointer(C.plumb_run_report(r.raw)))
}

// Render gives the run as a document: "text" or "json" (plumbline.gate/1): its steps, what was inferred, what
// this gate cannot show. Another format is ErrArgument.
func (r *Run) Render(format string) ([]byte, error) {
	defer runtime.KeepAlive(r)
	return renderAs(format, func(wanted *C.char, text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_run_render(r.raw, wanted, text, failure)
	})
}

// History gives recorded runs, the newest first, as JSON (plumbline.history/1). The record is as
// GateOptions.Record has it: nil is the usual place.
//
// Its errors are ErrNotFound when no gate was recorded there, ErrIO, ErrBusy, and ErrFormat for something
// else, or one of a newer Plumbline.
func History(record *string) ([]byte, error) {
	var memory arena
	defer memory.free()
	file := memory.given("the record", record)
	if memory.err != nil {
		return nil, memory.err
	}
	return render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_history_read(file, text, failure)
	})
}

// Classify says what the output of a failed tool or server means: one finding with its FailureClass, or one
// that says that it is unknown. The SQLSTATE and the gate's step in which it came ("upgrade") are "" where
// they are not known.
func Classify(output []byte, sqlState, step string) (*Report, error) {
	var memory arena
	defer memory.free()
	code := memory.optional("the SQLSTATE", sqlState)
	of := memory.optional("the step", step)
	if memory.err != nil {
		return nil, memory.err
	}
	data := []byte{0}
	if len(output) > 0 {
		data = output
	}
	var raw *C.plumb_report
	var failure *C.plumb_error
	status := C.plumb_output_classify((*C.char)(unsafe.Pointer(&data[0])), C.size_t(len(output)), code, of, &raw, &failure)
	if err := takeError(status, failure); err != nil {
		return nil, err
	}
	report := &Report{raw: raw}
	runtime.SetFinalizer(report, (*Report).Close)
	return report, nil
}
