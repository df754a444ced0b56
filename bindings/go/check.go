package plumbline

/*
#include <plumbline.h>
*/
import "C"

import (
	"context"
	"runtime"
)

// CheckOptions say how a check or a verification is done. The zero value of each field is its default.
type CheckOptions struct {
	// Only is families, rules or globs: "plan", "plan/cycle"; empty is all.
	Only []string
	// Skip is likewise, and wins over Only.
	Skip []string
	// Expect is objects that must be there: "billing_*=6", "role:app_ro".
	Expect []string
	// Schema stands for the live one, for the family drift and Expect, also without a target.
	Schema *Schema
	// Beside is other repositories whose changes may have made what the database holds.
	Beside []*Repository
	// UseGit lets git be asked which commit a script is of.
	UseGit bool
	// MaxPerRule is the findings kept for each rule, the rest is counted; 0 is 1,000.
	MaxPerRule int
	// Preflight counts the rows that would make pending scripts fail; it reads those tables.
	Preflight bool
	// Since is the change behind which scripts are judged; "" is pending ones, and all without a target.
	Since string
	// Baseline is the JSON report of an earlier check, whose findings are not told again, "" for none;
	// nil is that of plumbline.toml.
	Baseline *string
	// OnEvent hears of each tree that was checked; see RepositoryOptions.OnEvent.
	OnEvent func(Event) error
}

// The arguments of the four functions that check, but for their subject.
type arguments struct {
	target  *C.plumb_target
	options *C.plumb_check_options
	report  **C.plumb_report
	failure **C.plumb_error
}

// check runs one of them; the caller keeps its subject alive.
func check(ctx context.Context, target *Target, options *CheckOptions,
	function func(*arguments) C.plumb_status) (*Report, error) {
	defer runtime.KeepAlive(target)
	if options == nil {
		options = &CheckOptions{}
	}
	var memory arena
	defer memory.free()
	cOptions := (*C.plumb_check_options)(memory.options(C.sizeof_plumb_check_options))
	cOptions.only = memory.list("Only", options.Only)
	cOptions.skip = memory.list("Skip", options.Skip)
	cOptions.expect = memory.list("Expect", options.Expect)
	cOptions.max_per_rule = limit(options.MaxPerRule)
	cOptions.use_git = flag(options.UseGit)
	cOptions.preflight = flag(options.Preflight)
	cOptions.since = memory.optional("Since", options.Since)
	cOptions.baseline = memory.given("Baseline", options.Baseline)
	defer runtime.KeepAlive(options)
	cOptions.schema = memory.schema(options.Schema)
	cOptions.beside = memory.repositories("Beside", options.Beside)
	var report *C.plumb_report
	var failure *C.plumb_error
	a := &arguments{target: memory.target(target), options: cOptions, report: &report, failure: &failure}
	call, err := memory.begin(ctx, options.OnEvent, &cOptions.cancel, &cOptions.on_event, &cOptions.user_data)
	if err != nil {
		return nil, err
	}
	status := function(a)
	err = takeError(status, failure)
	if err = call.end(err, func() { C.plumb_report_free(report) }); err != nil {
		return nil, err
	}
	made := &Report{raw: report}
	runtime.SetFinalizer(made, (*Report).Close)
	return made, nil
}
