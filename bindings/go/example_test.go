//go:build go1.23

package plumbline_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"plumbline"
)

// What README.md shows.
func readme(ctx context.Context) error {
	repository, err := plumbline.Open(".")
	if err != nil {
		return err
	}
	defer repository.Close()
	target, err := plumbline.OpenTarget(ctx, os.Getenv("DATABASE_URL"), nil)
	if err != nil {
		return err // errors.Is(err, plumbline.ErrConnection), errors.As(err, &failure) for its SQLState
	}
	defer target.Close()
	report, err := repository.Check(ctx, target, &plumbline.CheckOptions{Expect: []string{"billing_*=6"}})
	if err != nil {
		return err
	}
	for finding := range report.All() {
		fmt.Println(finding) // migrations/2_orders.sql:1: error: … [plan/duplicate-version]
	}
	return nil
}

func readmeOfSchemas(ctx context.Context, target *plumbline.Target) error {
	now, err := target.Capture(ctx, &plumbline.SchemaOptions{Skip: []string{"audit_*"}})
	if err != nil {
		return err
	}
	defer now.Close()
	content, err := os.ReadFile("schema.json") // of wanted.Save()
	if err != nil {
		return err
	}
	wanted, err := plumbline.LoadSchema(content)
	if err != nil {
		return err
	}
	defer wanted.Close()
	diff, err := wanted.Diff(now, nil)
	if err != nil {
		return err
	}
	defer diff.Close()
	for difference := range diff.All() {
		fmt.Println(difference) // column public.orders.total: type is bigint, not integer
	}
	return nil
}

func TestTheCodeOfTheReadmeIsCompiledHere(t *testing.T) {
	_, _ = readme, readmeOfSchemas
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```go\n")[1:]
	for _, block := range blocks {
		code, _, _ := strings.Cut(block, "```")
		if !strings.Contains(strings.ReplaceAll(string(here), "\n\t", "\n"), code) {
			t.Errorf("not in example_test.go:\n%s", code)
		}
	}
	if len(blocks) != 2 {
		t.Errorf("%d pieces of code", len(blocks))
	}
}

func ExampleFinding_String() {
	fmt.Println(plumbline.Finding{
		Rule:     plumbline.RulePlanDuplicateVersion,
		Severity: plumbline.SeverityError,
		Message:  "version 2 is claimed twice",
		File:     "migrations/2_orders.sql",
		Line:     1,
	})
	// Output: migrations/2_orders.sql:1: error: version 2 is claimed twice [plan/duplicate-version]
}

func ExampleExplain() {
	text, err := plumbline.Explain(plumbline.RulePlanCycle, "text")
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.Contains(string(text), "plan/cycle"))
	// Output: true
}
