package plumbline_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"plumbline"
)

const teams = "CREATE TABLE teams (id bigint);\n"

// server is one of the test's own.
func server(t *testing.T) *plumbline.Server {
	t.Helper()
	started, err := plumbline.StartServer(context.Background(), nil)
	if errors.Is(err, plumbline.ErrTool) {
		t.Skipf("[skip] bindings/go: no server of our own: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { started.Close() })
	return started
}

// gated is an sqlx tree whose second migration is script.
func gated(t *testing.T, script string) (*plumbline.Repository, string) {
	t.Helper()
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "migrations"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"1_people.up.sql": "CREATE TABLE people (id bigint);\n", "1_people.down.sql": "DROP TABLE people;\n",
		"2_teams.up.sql": script, "2_teams.down.sql": "DROP TABLE teams;\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, "migrations", name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, folder), folder
}

func address(text string) *string {
	return &text
}

func TestAServerMakesDatabasesAndEnds(t *testing.T) {
	started := server(t)
	if !strings.HasPrefix(started.URI(), "postgres://") || started.Version() < 120_000 {
		t.Errorf("%s %d", started.URI(), started.Version())
	}
	first, err := started.AddDatabase("")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range [3]int{} {
		all.Add(1)
		go func() {
			defer all.Done()
			copied, err := started.AddDatabase(first)
			if err != nil || copied == first {
				t.Errorf("%s %v", copied, err)
			}
			target, err := plumbline.OpenTarget(context.Background(), copied, nil)
			if err != nil {
				t.Error(err)
				return
			}
			target.Close()
			if err := started.DropDatabase(copied); err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	if _, err := started.AddDatabase("postgresql:///elsewhere"); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	for _, uri := range []string{"postgresql:///elsewhere", "a\x00b"} {
		if err := started.DropDatabase(uri); !errors.Is(err, plumbline.ErrArgument) {
			t.Error(err)
		}
	}
	if err := plumbline.MarkScratch(started.URI(), nil); !errors.Is(err, plumbline.ErrRefused) {
		t.Error(err)
	}
	started.Close()
	started.Close()
	if started.URI() != "" || started.Version() != 0 {
		t.Error("a closed server still answers")
	}
	if _, err := plumbline.OpenTarget(context.Background(), first, nil); !errors.Is(err, plumbline.ErrConnection) {
		t.Error(err)
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	refused := errors.New("of the test")
	for _, row := range []struct {
		ctx     context.Context
		options plumbline.ServerOptions
		wanted  error
	}{
		{context.Background(), plumbline.ServerOptions{Bin: "/nowhere"}, plumbline.ErrTool},
		{context.Background(), plumbline.ServerOptions{Major: 7}, plumbline.ErrTool},
		{context.Background(), plumbline.ServerOptions{Major: -1}, plumbline.ErrArgument},
		{context.Background(), plumbline.ServerOptions{Directory: "a\x00b"}, plumbline.ErrArgument},
		{ended, plumbline.ServerOptions{}, plumbline.ErrCancelled},
		{context.Background(), plumbline.ServerOptions{OnEvent: func(plumbline.Event) error { return refused }}, refused},
	} {
		if _, err := plumbline.StartServer(row.ctx, &row.options); !errors.Is(err, row.wanted) {
			t.Errorf("%v, wanted %v", err, row.wanted)
		}
	}
}

func TestAGreenGateIsRecorded(t *testing.T) {
	started := server(t)
	repository, folder := gated(t, teams)
	record := filepath.Join(folder, "gates.jsonl")
	var kinds []plumbline.EventKind
	run, err := repository.Gate(context.Background(), &plumbline.GateOptions{
		Server: address(started.URI()), Record: &record, Version: "1a2b3c", Tier: "staging",
		OnEvent: func(event plumbline.Event) error { kinds = append(kinds, event.Kind); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if !run.Passed() || run.Detail() == "" || run.Report().Total(plumbline.SeverityError) != 0 {
		t.Errorf("%v %s", run.Passed(), run.Detail())
	}
	if len(kinds) < 4 || kinds[0] != plumbline.EventGateStart || kinds[len(kinds)-1] != plumbline.EventGateDone {
		t.Errorf("%v", kinds)
	}
	text, err := run.Render("json")
	if err != nil || decode(t, text).(map[string]any)["run"].(map[string]any)["tier"] != "staging" {
		t.Errorf("%s %v", text, err)
	}
	if _, err := run.Render("pdf"); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	past, err := plumbline.History(&record)
	if err != nil || len(decode(t, past).(map[string]any)["runs"].([]any)) != 1 {
		t.Errorf("%s %v", past, err)
	}
	report := run.Report()
	run.Close()
	run.Close()
	if run.Passed() || run.Detail() != "" || report.Len() != 0 {
		t.Error("a closed run still answers")
	}
	if _, err := report.Render("text"); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestASchemaIsBuilt(t *testing.T) {
	started := server(t)
	repository, _ := gated(t, teams)
	built, err := repository.At(0).BuiltSchema(context.Background(), "", started, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer built.Close()
	planned, err := repository.At(0).PlannedSchema(context.Background(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer planned.Close()
	if built.Fingerprint() != planned.Fingerprint() {
		t.Errorf("%s is not %s", built.Fingerprint(), planned.Fingerprint())
	}
	if _, err := repository.At(0).BuiltSchema(context.Background(), "7", started, nil); !errors.Is(err, plumbline.ErrNotFound) {
		t.Error(err)
	}
	if _, err := repository.At(0).BuiltSchema(context.Background(), "", nil, nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestARedGateSaysWhy(t *testing.T) {
	started := server(t)
	repository, _ := gated(t, teams+teams)
	run, err := repository.At(0).Gate(context.Background(), &plumbline.GateOptions{
		Server: address(started.URI()), Record: address(""), Each: true, NoInference: true, Fresh: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if run.Passed() || !strings.Contains(run.Detail(), "teams") || run.Report().Len() == 0 {
		t.Fatalf("%v %s", run.Passed(), run.Detail())
	}
	finding := run.Report().At(0)
	if finding.SQLState != "42P07" || finding.FailureClass == "" || finding.Remedy == "" {
		t.Errorf("%+v", finding)
	}
}

func TestAGateThatIsEndedIsRedInTheRecord(t *testing.T) {
	started := server(t)
	repository, folder := gated(t, teams)
	record := filepath.Join(folder, "gates.jsonl")
	ctx, end := context.WithCancel(context.Background())
	_, err := repository.Gate(ctx, &plumbline.GateOptions{Server: address(started.URI()), Record: &record,
		OnEvent: func(plumbline.Event) error { end(); return nil }})
	if !errors.Is(err, plumbline.ErrCancelled) || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	past, err := plumbline.History(&record)
	if err != nil || !strings.Contains(string(past), `"passed": false`) {
		t.Errorf("%s %v", past, err)
	}
}

func TestGatesThatCannotBeRunAreErrors(t *testing.T) {
	repository, folder := gated(t, teams)
	none := filepath.Join(folder, "none.jsonl")
	other := filepath.Join(folder, "other.jsonl")
	if err := os.WriteFile(other, []byte("{\"schema\": \"something.else/1\"}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	gate := func(of *plumbline.Repository, options plumbline.GateOptions) error {
		options.Record = address("")
		_, err := of.Gate(context.Background(), &options)
		return err
	}
	history := func(record string) error {
		_, err := plumbline.History(&record)
		return err
	}
	for _, row := range []struct{ is, wanted error }{
		{gate(repository, plumbline.GateOptions{Bin: "/nowhere"}), plumbline.ErrTool},
		{gate(repository, plumbline.GateOptions{Kind: 7}), plumbline.ErrArgument},
		{gate(repository, plumbline.GateOptions{Server: address("a\x00b")}), plumbline.ErrArgument},
		{gate(open(t, t.TempDir()), plumbline.GateOptions{}), plumbline.ErrNotFound},
		{history(none), plumbline.ErrNotFound},
		{history(other), plumbline.ErrFormat},
	} {
		if !errors.Is(row.is, row.wanted) {
			t.Errorf("%v, wanted %v", row.is, row.wanted)
		}
	}
	if _, err := (plumbline.Project{}).Gate(context.Background(), nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestOutputIsClassified(t *testing.T) {
	report, err := plumbline.Classify([]byte(`error: relation "teams" already exists`), "42P07", "upgrade")
	if err != nil {
		t.Fatal(err)
	}
	defer report.Close()
	if report.Len() != 1 || report.At(0).SQLState != "42P07" || report.At(0).FailureClass == "" {
		t.Errorf("%+v", report.At(0))
	}
	if unknown, err := plumbline.Classify(nil, "", ""); err != nil || unknown.Len() != 1 {
		t.Error(err)
	}
	if _, err := plumbline.Classify(nil, "4\x00", ""); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

// comparableRun is what two runs of one gate have alike.
func comparableRun(document any) any {
	run := document.(map[string]any)
	pick := func(list any, names ...string) (picked []any) {
		for _, each := range list.([]any) {
			for _, name := range names {
				picked = append(picked, each.(map[string]any)[name])
			}
		}
		return picked
	}
	return []any{run["run"].(map[string]any)["passed"], pick(run["steps"], "project", "name", "subject", "state"),
		pick(run["report"].(map[string]any)["findings"], "rule", "class", "sqlstate", "message"), run["inferred"], run["not_covered"]}
}

func TestGatesAreAsTheCommandLineHasThem(t *testing.T) {
	list := os.Getenv("PLUMBLINE_CASES")
	if list == "" {
		t.Skip("[skip] bindings/go: no PLUMBLINE_CASES, which tests/bindings/prepare.py sets")
	}
	content, err := os.ReadFile(filepath.Join(filepath.Dir(list), "gates.json"))
	if err != nil {
		t.Fatal(err)
	}
	var gates []struct{ Name, Path, Run string }
	if err := json.Unmarshal(content, &gates); err != nil {
		t.Fatal(err)
	}
	for _, each := range gates {
		t.Run(each.Name, func(t *testing.T) {
			run, err := open(t, each.Path).Gate(context.Background(), &plumbline.GateOptions{Record: address(""), Fresh: true})
			if err != nil {
				t.Fatal(err)
			}
			defer run.Close()
			text, err := run.Render("json")
			if err != nil {
				t.Fatal(err)
			}
			wanted, err := os.ReadFile(each.Run)
			if err != nil {
				t.Fatal(err)
			}
			if is, wanted := comparableRun(decode(t, text)), comparableRun(decode(t, wanted)); !reflect.DeepEqual(is, wanted) {
				t.Errorf("%v\nwanted %v", is, wanted)
			}
		})
	}
}
