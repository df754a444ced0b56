package plumbline_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"sync"
	"testing"

	"plumbline"
)

// What tests/bindings/prepare.py says of two databases, and of what the command line says of them.
type twoSchemas struct {
	Before, After struct{ URI, Snapshot string }
	Diff          string
}

func schemas(t *testing.T) twoSchemas {
	t.Helper()
	list := os.Getenv("PLUMBLINE_CASES")
	if list == "" {
		t.Skip("[skip] bindings/go: no PLUMBLINE_CASES, which tests/bindings/prepare.py sets")
	}
	var told twoSchemas
	if err := json.Unmarshal(read(t, filepath.Join(filepath.Dir(list), "schemas.json")), &told); err != nil {
		t.Fatal(err)
	}
	return told
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func target(t *testing.T, uri string) *plumbline.Target {
	t.Helper()
	target, err := plumbline.OpenTarget(context.Background(), uri, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { target.Close() })
	return target
}

func capture(t *testing.T, target *plumbline.Target, options *plumbline.SchemaOptions) *plumbline.Schema {
	t.Helper()
	schema, err := target.Capture(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { schema.Close() })
	return schema
}

func load(t *testing.T, path string) *plumbline.Schema {
	t.Helper()
	schema, err := plumbline.LoadSchema(read(t, path))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { schema.Close() })
	return schema
}

func TestACaptureIsWhatTheCommandLineSaves(t *testing.T) {
	told := schemas(t)
	database := target(t, told.Before.URI)
	events := 0
	schema := capture(t, database, &plumbline.SchemaOptions{OnEvent: func(plumbline.Event) error { events++; return nil }})
	saved, err := schema.Save()
	if err != nil || !reflect.DeepEqual(decode(t, saved), decode(t, read(t, told.Before.Snapshot))) {
		t.Errorf("%v\n%s", err, saved)
	}
	if events == 0 || schema.ServerVersion() != database.ServerVersion() || schema.Database() != "schema_before" ||
		schema.IsRelative() || len(schema.Fingerprint()) != 64 || len(schema.Unchecked()) != 0 {
		t.Errorf("%d events, %d %s %s %v", events, schema.ServerVersion(), schema.Database(), schema.Fingerprint(), schema.Unchecked())
	}
	for _, line := range schema.LeftOut() {
		if !strings.Contains(line, ": ") {
			t.Error(line)
		}
	}
	if made, err := database.Fingerprint(context.Background(), nil); err != nil || made != schema.Fingerprint() {
		t.Error(made, err)
	}
	digest, err := database.Digest(context.Background(), nil)
	digested := capture(t, database, &plumbline.SchemaOptions{WithDigest: true})
	if err != nil || digest == "" || digested.Digest() != digest || schema.Digest() != "" {
		t.Error(digest, digested.Digest(), schema.Digest(), err)
	}
	if text, err := schema.Render("fingerprints"); err != nil || decode(t, text).(map[string]any)["fingerprint"] != schema.Fingerprint() {
		t.Errorf("%s %v", text, err)
	}
	if _, err := schema.Render("json"); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if text, err := database.Doctor(); err != nil || decode(t, text).(map[string]any)["schema"] != "plumbline.doctor/1" {
		t.Errorf("%s %v", text, err)
	}
	schema.Close()
	schema.Close()
	if schema.Len() != 0 || schema.Fingerprint() != "" || schema.At(0).Name() != "" {
		t.Error("a closed schema still answers")
	}
}

func TestObjectsAreRead(t *testing.T) {
	schema := capture(t, target(t, schemas(t).Before.URI), &plumbline.SchemaOptions{Schemas: []string{"billing"}})
	table, ok := schema.Find("table", "billing.invoice")
	if _, isPart := table.Parent(); !ok || isPart || table.Kind() != "table" || table.Schema() != "billing" || table.Position() != 0 {
		t.Error(table.Kind(), table.Name(), table.Schema(), table.Position())
	}
	if _, known := table.Change(); known {
		t.Error("no change is known")
	}
	found := false
	for index := 0; index < schema.Len(); index++ {
		found = found || schema.At(index) == table
	}
	columns := []string{"", "", "", ""}
	for _, part := range table.Parts() {
		if parent, ok := part.Parent(); !ok || parent != table {
			t.Error(part.Name())
		}
		if part.Kind() == "column" {
			columns[part.Position()-1] = strings.TrimPrefix(part.Name(), "billing.invoice.")
		}
	}
	if !found || !reflect.DeepEqual(columns, []string{"id", "customer", "total", "note"}) {
		t.Error(found, columns)
	}
	total, _ := schema.Find("column", "billing.invoice.total")
	for _, property := range total.Properties() {
		if value, ok := total.Property(property.Name); !ok || value != property.Value {
			t.Error(property, value)
		}
	}
	if kind, _ := total.Property("type"); kind != "integer" || len(total.Properties()) < 2 {
		t.Error(total.Properties())
	}
	if _, ok := total.Property("default"); ok {
		t.Error("it has no default")
	}
	note, _ := schema.Find("column", "billing.invoice.note")
	if comment, _ := note.Property("comment"); comment != "what they said: “né”" {
		t.Error(comment)
	}
	view, _ := schema.Find("view", "billing.large")
	needs := 0
	for _, needed := range view.Dependencies() {
		if parent, _ := needed.Parent(); needed == table || parent == table {
			needs++
		}
	}
	index, _ := schema.Find("index", "billing.invoice_customer")
	if needs == 0 || index.Definition() != "CREATE INDEX invoice_customer ON billing.invoice USING btree (customer)" {
		t.Error(needs, index.Definition())
	}
	if !strings.HasPrefix(table.Definition(), "CREATE TABLE billing.invoice (") || len(table.Fingerprint()) != 64 {
		t.Error(table.Definition(), table.Fingerprint())
	}
	for _, name := range []string{"billing.nothing", "a\x00b"} {
		if object, ok := schema.Find("table", name); ok || object != (plumbline.CatalogObject{}) {
			t.Error(name)
		}
	}
	if schema.At(schema.Len()).Name() != "" || schema.At(-1).Name() != "" {
		t.Error("out of range is none")
	}
	schema.Close()
	if table.Name() != "" || table.Definition() != "" || len(table.Parts()) != 0 || len(table.Properties()) != 0 {
		t.Error("an object of a closed schema still answers")
	}
}

func TestTenantsAreAlikeWithoutTheirNames(t *testing.T) {
	database := target(t, schemas(t).Before.URI)
	everything := capture(t, database, &plumbline.SchemaOptions{WithoutDependencies: true, WithRegistry: true, WithExtensionMembers: true})
	if everything.FingerprintOf("tenant_1") == everything.FingerprintOf("tenant_2") {
		t.Error("they have names")
	}
	tenants := capture(t, database, &plumbline.SchemaOptions{Schemas: []string{"tenant_*"}, Relative: true})
	one := tenants.FingerprintOf("tenant_1")
	if one == "" || one != tenants.FingerprintOf("tenant_2") || tenants.FingerprintOf("billing") != "" || !tenants.IsRelative() {
		t.Error(one, tenants.FingerprintOf("tenant_2"))
	}
	fewer := capture(t, database, &plumbline.SchemaOptions{Skip: []string{"tenant_*", "table:billing.*"}})
	if fewer.Len() >= everything.Len() {
		t.Error(fewer.Len(), everything.Len())
	}
	if _, err := database.Capture(context.Background(), &plumbline.SchemaOptions{Skip: []string{"no-such-kind:x"}}); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestADiffIsWhatTheCommandLineSays(t *testing.T) {
	told := schemas(t)
	before, after := load(t, told.Before.Snapshot), load(t, told.After.Snapshot)
	for _, row := range []struct {
		options *plumbline.DiffOptions
		least   int
		most    int
	}{
		{&plumbline.DiffOptions{Only: []string{"column"}}, 1, 1},
		{&plumbline.DiffOptions{Skip: []string{"column", "index", "table:billing.refund"}}, 0, 0},
		{&plumbline.DiffOptions{WithoutOwner: true, WithoutGrants: true, WithoutComments: true}, 3, 3},
		{&plumbline.DiffOptions{ColumnOrder: true, SystemNames: true, Physical: true}, 3, 10},
	} {
		diff, err := before.Diff(after, row.options)
		if err != nil {
			t.Fatal(err)
		}
		if diff.Len() < row.least || diff.Len() > row.most {
			t.Errorf("%+v: %d differences", row.options, diff.Len())
		}
		diff.Close()
	}
	if _, err := before.Diff(after, &plumbline.DiffOptions{Only: []string{"no-such-kind:x"}}); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if _, err := before.Diff(nil, nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	diff, err := before.Diff(after, nil)
	if err != nil {
		t.Fatal(err)
	}
	before.Close()
	after.Close()
	made, err := diff.Render("json")
	if err != nil || !reflect.DeepEqual(decode(t, made), decode(t, read(t, told.Diff))) {
		t.Errorf("%v\n%s", err, made)
	}
	if _, err := diff.Render("html"); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	var lines []string
	for index := 0; index < diff.Len(); index++ {
		lines = append(lines, diff.At(index).String())
		if difference := diff.At(index); difference.Change == plumbline.DifferenceChanged && difference !=
			(plumbline.Difference{Change: plumbline.DifferenceChanged, Kind: "column", Object: "billing.invoice.total",
				Property: "type", Old: "integer", New: "bigint"}) {
			t.Errorf("%+v", difference)
		}
	}
	sort.Strings(lines)
	if !reflect.DeepEqual(lines, []string{"column billing.invoice.total: type is bigint, not integer",
		"index billing.invoice_customer is missing", "table billing.refund is unexpected"}) || len(diff.Unchecked()) != 0 {
		t.Error(lines, diff.Unchecked())
	}
	diff.Close()
	diff.Close()
	if diff.Len() != 0 || diff.At(0) != (plumbline.Difference{}) {
		t.Error("a closed diff still answers")
	}
}

func TestASnapshotStandsForTheLiveSchema(t *testing.T) {
	schema := load(t, schemas(t).After.Snapshot)
	folder := t.TempDir()
	write(t, folder, "own/migrations/1_a.sql", "CREATE SCHEMA billing;")
	write(t, folder, "other/migrations/1_b.sql", "CREATE TABLE billing.refund (id integer);")
	own, other := open(t, filepath.Join(folder, "own")), open(t, filepath.Join(folder, "other"))
	tells := func(beside ...*plumbline.Repository) bool {
		options := &plumbline.CheckOptions{Schema: schema, Beside: beside, Expect: []string{"billing.refund"}}
		report, err := own.Check(context.Background(), nil, options)
		if err != nil {
			t.Fatal(err)
		}
		defer report.Close()
		for index := 0; index < report.Len(); index++ {
			if finding := report.At(index); finding.Rule == plumbline.RuleDriftUnexpectedObject && finding.Object == "billing.refund" {
				return true
			}
		}
		return false
	}
	if !tells() || tells(other) {
		t.Error(tells(), tells(other))
	}
	other.Close()
	if _, err := own.Check(context.Background(), nil, &plumbline.CheckOptions{Beside: []*plumbline.Repository{other}}); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	schema.Close()
	if _, err := own.Check(context.Background(), nil, &plumbline.CheckOptions{Schema: schema}); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestWhatIsNoSnapshotIsTold(t *testing.T) {
	for _, document := range []string{"", "{}", "[1]", "\x00"} {
		if _, err := plumbline.LoadSchema([]byte(document)); !errors.Is(err, plumbline.ErrFormat) {
			t.Errorf("%q: %v", document, err)
		}
	}
	if _, err := plumbline.LoadSchema(nil); !errors.Is(err, plumbline.ErrFormat) {
		t.Error(err)
	}
}

func TestACaptureCanBeStopped(t *testing.T) {
	uri := schemas(t).Before.URI
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := target(t, uri).Capture(ctx, nil); !errors.Is(err, plumbline.ErrCancelled) || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	enough := errors.New("enough")
	options := &plumbline.SchemaOptions{OnEvent: func(plumbline.Event) error { return enough }}
	if _, err := target(t, uri).Fingerprint(context.Background(), options); err != enough {
		t.Error(err)
	}
	closed := target(t, uri)
	closed.Close()
	if _, err := closed.Capture(context.Background(), nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestEightGoroutinesReadOneSchema(t *testing.T) {
	told := schemas(t)
	definitions := func(schema *plumbline.Schema) string {
		var all strings.Builder
		for index := 0; index < schema.Len(); index++ {
			all.WriteString(schema.At(index).Definition() + schema.At(index).Fingerprint())
		}
		return all.String()
	}
	wanted := definitions(load(t, told.After.Snapshot))
	schema := load(t, told.After.Snapshot)
	var all sync.WaitGroup
	for goroutine := 0; goroutine < 8; goroutine++ {
		all.Add(1)
		go func() {
			defer all.Done()
			if definitions(schema) != wanted {
				t.Error("not what one goroutine reads")
			}
		}()
	}
	all.Wait()
}

func TestAnObjectKeepsItsSchema(t *testing.T) {
	content := read(t, schemas(t).After.Snapshot)
	for round := 0; round < 50; round++ {
		schema, err := plumbline.LoadSchema(content)
		if err != nil {
			t.Fatal(err)
		}
		object, _ := schema.Find("table", "billing.invoice")
		schema = nil
		runtime.GC()
		if object.Name() != "billing.invoice" || !strings.HasPrefix(object.Definition(), "CREATE TABLE") {
			t.Fatal("an object keeps its schema")
		}
	}
}
