// Package plumbline tells whether migration plan, migration registry and live schema agree, for
// sqitch, Alembic and sqlx on PostgreSQL.
//
// [Open] reads every migration tree below a path; [Repository.Check] says what is wrong with the files
// and, given a [Target], with what the tool recorded in the database:
//
//	repository, err := plumbline.Open(".")
//	if err != nil {
//		return err
//	}
//	defer repository.Close()
//	report, err := repository.Check(ctx, nil, nil)
//
// [Target.Capture] reads what a database holds, as a [Schema] to keep, and [Schema.Diff] compares two.
// [Repository.Gate] runs the migrations for real, on scratch databases.
//
// Findings are not errors: a broken plan gives a [Report], and an error says that the question could
// not be answered. Errors of the library are [*Error]; errors.Is tells what sort they are, as in
// errors.Is(err, plumbline.ErrConnection). Files and the database are only read, and no code in the
// files is run, but by a gate, on databases of its own.
//
// A call that takes a context ends when the context does, with an error that is both [ErrCancelled] and
// the context's.
//
// Everything but a Target is immutable and may be used by any number of goroutines. A Target is one
// connection and serves one call at a time; a second one gets [ErrBusy]. What has a Close method is
// closed when no goroutine uses it any more; what is forgotten is closed by the garbage collector. What
// belongs to something closed, such as the projects of a repository, is empty from then on.
package plumbline

/*
#cgo pkg-config: plumbline
#include <plumbline.h>
*/
import "C"

// VersionNumber is the version of the C library in use, as 0xMMmmpp.
func VersionNumber() int {
	return int(C.plumb_version_number())
}

// GrammarVersion is the PostgreSQL version of the SQL grammar that is built in, as PG_VERSION_NUM is
// (150001); 0 in a build without one.
func GrammarVersion() int {
	return int(C.plumb_grammar_version())
}

// Explain gives the catalogue of rules, or one of it.
//
// The rule is a name such as [RulePlanCycle], "" for all; the format is "text", "json"
// (plumbline.rules/1) or "markdown". An unknown rule is ErrNotFound, with the nearest name as its Hint;
// another format is ErrArgument.
func Explain(rule, format string) ([]byte, error) {
	var memory arena
	defer memory.free()
	name := memory.optional("the rule's name", rule)
	wanted := memory.text("the format", format)
	if memory.err != nil {
		return nil, memory.err
	}
	return render(func(text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_rule_explain(name, wanted, text, failure)
	})
}
