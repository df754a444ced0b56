package plumbline

/*
#include <plumbline.h>

// All of a finding at one crossing of the border, which costs more than the reading.
typedef struct {
  const char *rule, *message, *remedy, *file, *change, *object, *sqlstate, *failure_class;
  int32_t severity, line, column;
} go_finding;

static go_finding go_finding_read(const plumb_finding *finding) {
  go_finding read = {
    plumb_finding_rule(finding), plumb_finding_message(finding), plumb_finding_remedy(finding),
    plumb_finding_file(finding), plumb_finding_change(finding), plumb_finding_object(finding),
    plumb_finding_sqlstate(finding), plumb_finding_failure_class(finding),
    plumb_finding_severity(finding), plumb_finding_line(finding), plumb_finding_column(finding),
  };
  return read;
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"strings"
)

// A Severity says how bad a finding is.
type Severity int

// The severities, from the least.
const (
	// SeverityInfo is worth knowing.
	SeverityInfo Severity = C.PLUMB_SEVERITY_INFO
	// SeverityWarning will hurt one day.
	SeverityWarning Severity = C.PLUMB_SEVERITY_WARNING
	// SeverityError breaks a deploy, or has broken one.
	SeverityError Severity = C.PLUMB_SEVERITY_ERROR
)

// String is "info", "warning" or "error".
func (s Severity) String() string {
	switch s {
	case SeverityWarning:
		return "warning"
	case SeverityError:
		return "error"
	}
	return "info"
}

// A Report is what a check found. Immutable; for any number of goroutines.
type Report struct {
	raw *C.plumb_report
	run *Run // whose report it is; nil for one of its own
}

// pointer is NULL, which C's accessors take, for a closed report and for that of a closed run.
func (r *Report) pointer() *C.plumb_report {
	if r.run != nil {
		return r.run.report()
	}
	return r.raw
}

// A Finding is one thing that is wrong. What is absent is "" or 0.
type Finding struct {
	// Rule is its name, "plan/duplicate-revision"; the constants Rule… have them.
	Rule string
	// Severity says how bad it is.
	Severity Severity
	// Message is one line: what is wrong.
	Message string
	// Remedy is what to do about it.
	Remedy string
	// File is relative to the path that was opened.
	File string
	// Line in that file, from 1.
	Line int
	// Column in that line, from 1, in code points.
	Column int
	// Change is the id of the change concerned.
	Change string
	// Object is the catalog object concerned, "billing.invoices".
	Object string
	// SQLState is PostgreSQL's five characters.
	SQLState string
	// FailureClass is the letter of the failure class.
	FailureClass string
}

// String is "file:line: severity: message [rule]".
func (f Finding) String() string {
	var place strings.Builder
	if f.File != "" {
		place.WriteString(f.File + ":")
		if f.Line != 0 {
			fmt.Fprintf(&place, "%d:", f.Line)
		}
		place.WriteString(" ")
	}
	return fmt.Sprintf("%s%v: %s [%s]", place.String(), f.Severity, f.Message, f.Rule)
}

// Close ends the report; findings that were taken from it stay. It gives nil, also a second time.
func (r *Report) Close() error {
	runtime.SetFinalizer(r, nil)
	C.plumb_report_free(r.raw)
	r.raw, r.run = nil, nil
	return nil
}

// Len is the number of findings.
func (r *Report) Len() int {
	defer runtime.KeepAlive(r)
	return int(C.plumb_report_count(r.pointer()))
}

// At is a finding, sorted by project, file, line, column, rule, message; the zero one out of range.
func (r *Report) At(index int) Finding {
	defer runtime.KeepAlive(r)
	return takeFinding(C.plumb_report_at(r.pointer(), C.size_t(index)))
}

// takeFinding copies a finding; the zero one of NULL.
func takeFinding(raw *C.plumb_finding) Finding {
	read := C.go_finding_read(raw)
	if read.rule == nil {
		return Finding{}
	}
	return Finding{
		Rule:         C.GoString(read.rule),
		Severity:     Severity(read.severity),
		Message:      C.GoString(read.message),
		Remedy:       C.GoString(read.remedy),
		File:         C.GoString(read.file),
		Line:         int(read.line),
		Column:       int(read.column),
		Change:       C.GoString(read.change),
		Object:       C.GoString(read.object),
		SQLState:     C.GoString(read.sqlstate),
		FailureClass: C.GoString(read.failure_class),
	}
}

// Total is the number of findings of that severity, also those over CheckOptions.MaxPerRule.
func (r *Report) Total(severity Severity) int {
	defer runtime.KeepAlive(r)
	return int(C.plumb_report_total(r.pointer(), C.int32_t(severity)))
}

// Unchecked is what could not be looked at, each as "what: why".
func (r *Report) Unchecked() []string {
	defer runtime.KeepAlive(r)
	return texts(C.plumb_report_unchecked_count(r.pointer()), func(index C.size_t) *C.char {
		return C.plumb_report_unchecked_at(r.pointer(), index)
	})
}

// Render gives the report as a document: "text" or "json" (plumbline.report/1). Another format is
// ErrArgument.
func (r *Report) Render(format string) ([]byte, error) {
	defer runtime.KeepAlive(r)
	return renderAs(format, func(wanted *C.char, text **C.plumb_text, failure **C.plumb_error) C.plumb_status {
		return C.plumb_report_render(r.pointer(), wanted, text, failure)
	})
}
