package plumbline_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"plumbline"
)

func check(t *testing.T, folder string, options *plumbline.CheckOptions) *plumbline.Report {
	t.Helper()
	report, err := open(t, folder).Check(context.Background(), nil, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { report.Close() })
	return report
}

func TestAFindingSaysAllThatTheDocumentSays(t *testing.T) {
	report := check(t, duplicateVersion(t), nil)
	var wanted struct {
		Findings []struct {
			Rule, Severity, Message, Remedy, File, Change, Object, SQLState, Class string
			Line, Column                                                           int
		}
	}
	if err := json.Unmarshal(document(t, report), &wanted); err != nil {
		t.Fatal(err)
	}
	if report.Len() != len(wanted.Findings) || report.Len() == 0 {
		t.Fatalf("%d findings, not %d", report.Len(), len(wanted.Findings))
	}
	for index, w := range wanted.Findings {
		f := report.At(index)
		made := []any{f.Rule, f.Severity.String(), f.Message, f.Remedy, f.File, f.Change, f.Object, f.SQLState, f.FailureClass, f.Line, f.Column}
		said := []any{w.Rule, w.Severity, w.Message, w.Remedy, w.File, w.Change, w.Object, w.SQLState, w.Class, w.Line, w.Column}
		if !reflect.DeepEqual(made, said) {
			t.Errorf("made %q, said %q", made, said)
		}
	}
}

func TestAFindingPrintsAsOneLine(t *testing.T) {
	report := check(t, bracketed(t, 1), &plumbline.CheckOptions{Only: []string{plumbline.RulePlanBracketedTimestamp}})
	line := report.At(0).String()
	if !strings.HasPrefix(line, "sqitch.plan:4: error: ") || !strings.HasSuffix(line, " [plan/bracketed-timestamp]") {
		t.Error(line)
	}
	if none := report.At(1); none != (plumbline.Finding{}) {
		t.Error(none)
	}
	if text := (plumbline.Finding{Rule: "r", Message: "m"}).String(); text != "info: m [r]" {
		t.Error(text)
	}
	if plumbline.SeverityWarning.String() != "warning" {
		t.Error("a warning is one")
	}
}

func TestTotalsCountWhatTheLimitLeftOut(t *testing.T) {
	report := check(t, bracketed(t, 20), &plumbline.CheckOptions{Only: []string{"plan/bracketed-*"}, MaxPerRule: 5})
	if report.Len() != 5 || report.Total(plumbline.SeverityError) != 20 || report.Total(plumbline.SeverityInfo) != 0 {
		t.Errorf("%d of %d", report.Len(), report.Total(plumbline.SeverityError))
	}
	unchecked := report.Unchecked()
	if len(unchecked) != 1 || !strings.Contains(unchecked[0], "15 more of plan/bracketed-timestamp") {
		t.Errorf("%q", unchecked)
	}
}

func TestOnlyAndSkipChooseTheRules(t *testing.T) {
	options := &plumbline.CheckOptions{Only: []string{"plan"},
		Skip: []string{"plan/missing-script", plumbline.RulePlanNoWayBack}, UseGit: true}
	report := check(t, bracketed(t, 2), options)
	for index := 0; index < report.Len(); index++ {
		if rule := report.At(index).Rule; rule != plumbline.RulePlanBracketedTimestamp {
			t.Error(rule)
		}
	}
	if report.Len() != 2 {
		t.Errorf("%d findings", report.Len())
	}
}

func TestAReportOutlivesItsRepositoryAndAFindingItsReport(t *testing.T) {
	repository := open(t, duplicateVersion(t))
	report, err := repository.At(0).Check(context.Background(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	repository.Close()
	finding := report.At(0)
	if text, err := report.Render("text"); err != nil || !strings.Contains(string(text), "duplicate-version") {
		t.Errorf("%s %v", text, err)
	}
	report.Close()
	report.Close()
	if report.Len() != 0 || report.At(0) != (plumbline.Finding{}) || report.Total(plumbline.SeverityError) != 0 {
		t.Error("a closed report still answers")
	}
	if finding.Message == "" || finding.Rule == "" {
		t.Error("a finding is a copy")
	}
}

func TestEveryRuleIsExplained(t *testing.T) {
	text, err := plumbline.Explain("", "json")
	if err != nil || decode(t, text).(map[string]any)["schema"] != "plumbline.rules/1" {
		t.Fatal(err)
	}
	if text, err := plumbline.Explain(plumbline.RulePlanCycle, "text"); err != nil || !strings.Contains(string(text), "plan/cycle") {
		t.Errorf("%s %v", text, err)
	}
	if plumbline.VersionNumber()>>8 != 1 || plumbline.GrammarVersion() != 0 && plumbline.GrammarVersion() < 130_000 {
		t.Errorf("%x %d", plumbline.VersionNumber(), plumbline.GrammarVersion())
	}
}

// How long it takes to look at every field of 10,000 findings, the best of five. Printed, never a failure.
func TestTenThousandFindingsAreWalked(t *testing.T) {
	report := check(t, bracketed(t, 10_000),
		&plumbline.CheckOptions{Only: []string{plumbline.RulePlanBracketedTimestamp}, MaxPerRule: 10_000})
	best, size := time.Hour, 0
	for round := 0; round < 5; round++ {
		started := time.Now()
		size = 0
		for index, count := 0, report.Len(); index < count; index++ {
			f := report.At(index)
			size += len(f.Rule) + len(f.Message) + len(f.Remedy) + len(f.File) + len(f.Change) + len(f.Object) +
				len(f.SQLState) + len(f.FailureClass)
		}
		best = min(best, time.Since(started))
	}
	t.Logf("[walk] go: %d findings, all fields, %d bytes: %v (at most 50 ms wanted)", report.Len(), size, best)
}
