package plumbline

/*
#include <plumbline.h>
*/
import "C"

import (
	"context"
	"runtime"
)

// A Verdict says what becomes of a statement.
type Verdict int

// The verdicts.
const (
	// VerdictOK is that it succeeds.
	VerdictOK Verdict = C.PLUMB_VERDICT_OK
	// VerdictFails is that it fails, with the SQLState of its finding.
	VerdictFails Verdict = C.PLUMB_VERDICT_FAILS
	// VerdictUnknown is that nobody can tell without running it, or that it is not reached.
	VerdictUnknown Verdict = C.PLUMB_VERDICT_UNKNOWN
)

// String is "ok", "fails" or "unknown".
func (v Verdict) String() string {
	switch v {
	case VerdictOK:
		return "ok"
	case VerdictFails:
		return "fails"
	}
	return "unknown"
}

// PredictOptions say what is predicted, and from where. The zero value of each field is its default.
type PredictOptions struct {
	// Upto is the last change to run, as its tool names it; "" is all that are pending.
	Upto string
	// Scripts are files of SQL, as psql takes them, instead of the pending changes.
	Scripts []string
	// Schema stands for the live one; without a target every change is pending then.
	Schema *Schema
	// Twice is everything once more, over its own result: may it be run again?
	Twice bool
	// OnEvent hears of what is done; see RepositoryOptions.OnEvent.
	OnEvent func(Event) error
}

// A Prediction is what would happen, statement by statement, in the order in which they would be run.
// Immutable; for any number of goroutines.
type Prediction struct {
	raw *C.plumb_prediction
}

// A PredictedStatement is one statement of a prediction.
type PredictedStatement struct {
	// Verdict is what becomes of it.
	Verdict Verdict
	// Finding says where and why, with the SQLState of one that fails; nil for one that succeeds. Its File is
	// relative to the tree's folder, and a script as it was named; its Line is where the statement begins.
	Finding *Finding
}

// Predict is what the next deploy would do, in the tool's order, to the first statement that fails. Nothing
// is run. Target and options may be nil, but one of them has a schema to start from.
//
// Its errors are ErrArgument with neither a target nor a schema, ErrNotFound for a change or a script that
// is not there, and else those of Check.
func (p Project) Predict(ctx context.Context, target *Target, options *PredictOptions) (*Prediction, error) {
	if p.pointer() == nil {
		return nil, &Error{Status: ErrArgument, Message: "there is no project, or its repository is closed"}
	}
	return predict(ctx, p, target, options)
}

// PredictScripts is what the scripts of the options would do to the database, or to the schema of the
// options in its place; nothing is run. After a failed statement it goes on unless the script sets
// ON_ERROR_STOP. Its errors are those of Project.Predict.
func PredictScripts(ctx context.Context, target *Target, options *PredictOptions) (*Prediction, error) {
	return predict(ctx, Project{}, target, options)
}

func predict(ctx context.Context, p Project, target *Target, options *PredictOptions) (*Prediction, error) {
	defer runtime.KeepAlive(p.repository)
	defer runtime.KeepAlive(target)
	if options == nil {
		options = &PredictOptions{}
	}
	defer runtime.KeepAlive(options)
	var memory arena
	defer memory.free()
	cOptions := (*C.plumb_predict_options)(memory.options(C.sizeof_plumb_predict_options))
	cOptions.upto = memory.optional("Upto", options.Upto)
	cOptions.scripts = memory.list("Scripts", options.Scripts)
	cOptions.twice = flag(options.Twice)
	cOptions.schema = memory.schema(options.Schema)
	at := memory.target(target)
	call, err := memory.begin(ctx, options.OnEvent, &cOptions.cancel, &cOptions.on_event, &cOptions.user_data)
	if err != nil {
		return nil, err
	}
	var raw *C.plumb_prediction
	var failure *C.plumb_error
	status := C.plumb_project_predict(p.pointer(), at, cOptions, &raw, &failure)
	if err = call.end(takeError(status, failure), func() { C.plumb_prediction_free(raw) }); err != nil {
		return nil, err
	}
	prediction := &Prediction{raw}
	runtime.SetFinalizer(prediction, (*Prediction).Close)
	return prediction, nil
}

// Close ends the prediction; findings that were taken from it stay. It gives nil, also a second time.
func (p *Prediction) Close() error {
	runtime.SetFinalizer(p, nil)
	C.plumb_prediction_free(p.raw)
	p.raw = nil
	return nil
}

// Len is the number of statements.
func (p *Prediction) Len() int {
	defer runtime.KeepAlive(p)
	return int(C.plumb_prediction_count(p.raw))
}

// At is a statement, in the order in which they would be run; out of range it is VerdictUnknown without a
// finding.
func (p *Prediction) At(index int) PredictedStatement {
	defer runtime.KeepAlive(p)
	statement := PredictedStatement{Verdict: VerdictUnknown}
	if verdict := C.plumb_prediction_verdict(p.raw, C.size_t(index)); verdict >= 0 {
		statement.Verdict = Verdict(verdict)
	}
	if raw := C.plumb_prediction_finding(p.raw, C.size_t(index)); raw != nil {
		finding := takeFinding(raw)
		statement.Finding = &finding
	}
	return statement
}

// Render gives the prediction as a document: "text" or "json" (plumbline.prediction/1), which also says
// where each statement stands that succeeds. Another format is ErrArgument.
func (p *Prediction) Render(format string) ([]byte, error) {
	defer runtime.KeepAlive(p)
	return renderAs(format, func(wanted *C.char, text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_prediction_render(p.raw, wanted, text, failure)
	})
}

// Effects are what a script requires, creates, drops and alters, statement by statement, from its text
// alone: JSON, plumbline.effects/1. An Alembic revision is rendered to SQL; there are no statements for a
// change without such a script. Reads the file. Its errors are ErrArgument, ErrIO and ErrLimit.
func (c Change) Effects(script Script) ([]byte, error) {
	defer c.keep()
	return render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_change_effects(c.pointer(), C.int32_t(script), text, failure)
	})
}

// PlannedSchema is the schema as the plan would build it in an empty database, to the change upto or, for
// "", to its end, simulated: nothing is run. Its objects know the change that makes them. The options may
// be nil; only OnEvent counts.
//
// Its errors are ErrUnsupported when it cannot be known without running something (its Detail has the
// places), ErrNotFound for upto, ErrArgument, ErrIO, ErrLimit and ErrCancelled.
func (p Project) PlannedSchema(ctx context.Context, upto string, options *SchemaOptions) (*Schema, error) {
	return p.schema(ctx, upto, nil, options)
}

// BuiltSchema is the schema as the plan really builds it, to the change upto or, for "", to its end: on that
// server, in a database that is dropped again. This runs the project's own code. The options may be nil.
//
// Its errors are ErrTool for a migration that fails, or a tool that is missing, ErrNotFound for upto,
// ErrConfiguration, ErrConnection, ErrServer and ErrCancelled.
func (p Project) BuiltSchema(ctx context.Context, upto string, server *Server, options *SchemaOptions) (*Schema, error) {
	defer runtime.KeepAlive(server)
	if server == nil || server.raw == nil {
		return nil, &Error{Status: ErrArgument, Message: "there is no server, or it is closed"}
	}
	return p.schema(ctx, upto, server.raw, options)
}

// schema is simulated where server is nil.
func (p Project) schema(ctx context.Context, upto string, server *C.plumb_server, options *SchemaOptions) (*Schema, error) {
	defer runtime.KeepAlive(p.repository)
	var memory arena
	defer memory.free()
	last := memory.optional("upto", upto)
	if memory.err != nil {
		return nil, memory.err
	}
	var raw *C.plumb_schema
	err := askSchema(ctx, options, func() { C.plumb_schema_free(raw) },
		func(cOptions *C.plumb_schema_options, failure **C.plumb_error) C.plumb_status {
			return C.plumb_schema_plan(p.pointer(), last, server, cOptions, &raw, failure)
		})
	if err != nil {
		return nil, err
	}
	return newSchema(raw), nil
}
