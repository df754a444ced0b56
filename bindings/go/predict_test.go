package plumbline_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"plumbline"
)

// twoMigrations makes two sqlx migrations, of which the first makes nothing.
func twoMigrations(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	write(t, folder, "migrations/1_nothing.sql", "SELECT 1;\n")
	write(t, folder, "migrations/2_orders.sql", "CREATE TABLE orders (id int);\n")
	return folder
}

// planned is the schema of a tree's plan.
func planned(t *testing.T, project plumbline.Project, upto string) *plumbline.Schema {
	t.Helper()
	schema, err := project.PlannedSchema(context.Background(), upto, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { schema.Close() })
	return schema
}

func TestAFailureIsPredictedOnStaging(t *testing.T) {
	_, repository, target := one(t, "queue-staging")
	project := repository.At(0)
	prediction, err := project.Predict(context.Background(), target, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer prediction.Close()
	var document struct {
		Statements []struct {
			Verdict, SQLState string
			EndLine           int `json:"end_line"`
		}
	}
	content, err := prediction.Render("json")
	if err == nil {
		err = json.Unmarshal(content, &document)
	}
	if err != nil || len(document.Statements) != prediction.Len() {
		t.Fatalf("%v: %d statements", err, len(document.Statements))
	}
	failing := 0
	for index, record := range document.Statements {
		statement := prediction.At(index)
		if statement.Verdict.String() != record.Verdict {
			t.Errorf("statement %d: %v, not %s", index, statement.Verdict, record.Verdict)
		}
		if (statement.Finding == nil) != (statement.Verdict == plumbline.VerdictOK) {
			t.Errorf("statement %d: %v", index, statement.Finding)
		}
		if statement.Verdict != plumbline.VerdictFails {
			continue
		}
		failing++
		finding := statement.Finding
		if finding.Rule != plumbline.RuleDeployWillFail || finding.SQLState != "42P07" || finding.Line != 30 ||
			!strings.HasSuffix(finding.File, "deploy/01-billing-schema.sql") || finding.Change != project.At(0).ID() {
			t.Error(finding)
		}
		if record.EndLine != 44 { // the line that psql names
			t.Error(record.EndLine)
		}
	}
	if failing != 1 {
		t.Errorf("%d statements fail", failing)
	}
	first, err := project.Predict(context.Background(), target, &plumbline.PredictOptions{Upto: "01-billing-schema"})
	if err != nil || first.Len() >= prediction.Len() {
		t.Errorf("%v: %d statements", err, first.Len())
	}
}

func TestScriptsArePredicted(t *testing.T) {
	folder := twoMigrations(t)
	write(t, folder, "any.sql", "CREATE TABLE t (id int);\n")
	project := open(t, folder).At(0)
	options := plumbline.PredictOptions{Scripts: []string{filepath.Join(folder, "any.sql")}, Schema: planned(t, project, "1")}
	once, err := plumbline.PredictScripts(context.Background(), nil, &options)
	if err != nil || once.Len() != 1 || once.At(0).Verdict != plumbline.VerdictOK || once.At(0).Finding != nil {
		t.Fatalf("%v: %v", err, once)
	}
	if beyond := once.At(1); beyond.Verdict != plumbline.VerdictUnknown || beyond.Finding != nil {
		t.Error(beyond)
	}
	options.Twice = true
	twice, err := project.Predict(context.Background(), nil, &options)
	if err != nil || twice.Len() != 2 || twice.At(1).Finding.SQLState != "42P07" {
		t.Fatalf("%v: %v", err, twice)
	}
	twice.Close()
	if _, err := twice.Render("text"); !errors.Is(err, plumbline.ErrArgument) || twice.Len() != 0 {
		t.Error(err)
	}
	for _, wrong := range []plumbline.PredictOptions{{}, {Scripts: options.Scripts}, {Schema: options.Schema},
		{Scripts: []string{"a\x00b"}, Schema: options.Schema}} {
		if _, err := plumbline.PredictScripts(context.Background(), nil, &wrong); !errors.Is(err, plumbline.ErrArgument) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	options.Scripts = []string{filepath.Join(folder, "none.sql")}
	if _, err := plumbline.PredictScripts(context.Background(), nil, &options); !errors.Is(err, plumbline.ErrNotFound) {
		t.Error(err)
	}
	if _, err := (plumbline.Project{}).Predict(context.Background(), nil, &options); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestEffectsOfAChangeAreTold(t *testing.T) {
	change := open(t, twoMigrations(t)).At(0).At(1)
	content, err := change.Effects(plumbline.ScriptDeploy)
	if err != nil || !strings.Contains(string(content), `"name": "public.orders"`) {
		t.Errorf("%v: %s", err, content)
	}
	if content, err = change.Effects(plumbline.ScriptRevert); err != nil || !strings.Contains(string(content), `"statements": []`) {
		t.Errorf("%v: %s", err, content)
	}
	if _, err = change.Effects(7); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if _, err = (plumbline.Change{}).Effects(plumbline.ScriptDeploy); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestAPlannedSchemaKnowsItsChanges(t *testing.T) {
	folder := twoMigrations(t)
	repository := open(t, folder)
	schema := planned(t, repository.At(0), "")
	if _, found := planned(t, repository.At(0), "1").Find("table", "public.orders"); found {
		t.Error("a table of a later change")
	}
	if _, err := repository.At(0).PlannedSchema(context.Background(), "7", nil); !errors.Is(err, plumbline.ErrNotFound) {
		t.Error(err)
	}
	repository.Close()
	table, _ := schema.Find("table", "public.orders")
	if change, found := table.Change(); !found || change.ID() != "2" {
		t.Error(change.ID())
	}
	public, _ := schema.Find("schema", "public")
	if _, found := public.Change(); found {
		t.Error("the plan finds this schema there")
	}
	write(t, folder, "migrations/2_orders.sql", "SELECT 1;\nDO $$ BEGIN EXECUTE current_setting('x.y'); END $$;\n")
	_, err := open(t, folder).At(0).PlannedSchema(context.Background(), "", nil)
	var failure *plumbline.Error
	if !errors.As(err, &failure) || failure.Status != plumbline.ErrUnsupported || !strings.Contains(failure.Detail, "2_orders.sql:2") {
		t.Error(err)
	}
}

func TestACheckTakesSinceAndPreflight(t *testing.T) {
	folder := twoMigrations(t)
	write(t, folder, "migrations/2_orders.sql", "CREATE TABLE t ();\nCREATE TABLE t ();\n")
	for since, wanted := range map[string]bool{"": true, "1": true, "2": false} {
		report := check(t, folder, &plumbline.CheckOptions{Only: []string{"script"}, Since: since, Preflight: since == "2"})
		judged := false
		for index := 0; index < report.Len(); index++ {
			judged = judged || report.At(index).Change == "2"
		}
		if judged != wanted {
			t.Errorf("since %q: %v", since, judged)
		}
	}
}

func TestACheckLeavesOutWhatItsBaselineHolds(t *testing.T) {
	folder := twoMigrations(t)
	write(t, folder, "migrations/2_orders.sql", "CREATE TABLE t ();\nCREATE TABLE t ();\n")
	report := check(t, folder, &plumbline.CheckOptions{Only: []string{"script"}})
	document, err := report.Render("json")
	if err != nil || report.Len() == 0 {
		t.Fatal(err, report.Len())
	}
	write(t, folder, "known.json", string(document))
	none, known, missing := "", filepath.Join(folder, "known.json"), "/nowhere"
	for baseline, wanted := range map[*string]int{nil: report.Len(), &none: report.Len(), &known: 0} {
		left := check(t, folder, &plumbline.CheckOptions{Only: []string{"script"}, Baseline: baseline})
		if left.Len() != wanted {
			t.Errorf("%d findings, not %d", left.Len(), wanted)
		}
	}
	_, err = open(t, folder).Check(context.Background(), nil, &plumbline.CheckOptions{Baseline: &missing})
	if !errors.Is(err, plumbline.ErrNotFound) {
		t.Error(err)
	}
}
