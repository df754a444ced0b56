package plumbline_test

import (
	"context"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"plumbline"
)

// A scenario is one of $PLUMBLINE_CASES, which tests/bindings/prepare.py writes.
type scenario struct {
	Name, Path, Command, Report string
	URI                         *string
	Expect                      []string
}

func scenarios(t *testing.T) []scenario {
	t.Helper()
	list := os.Getenv("PLUMBLINE_CASES")
	if list == "" {
		t.Skip("[skip] bindings/go: no PLUMBLINE_CASES, which tests/bindings/prepare.py sets")
	}
	content, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var cases []scenario
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

// one is the scenario of that name, opened; with its target when it has one.
func one(t *testing.T, name string) (scenario, *plumbline.Repository, *plumbline.Target) {
	t.Helper()
	for _, each := range scenarios(t) {
		if each.Name == name {
			repository, target := each.open(t)
			return each, repository, target
		}
	}
	t.Fatalf("no scenario %q", name)
	return scenario{}, nil, nil
}

func (s scenario) open(t *testing.T) (*plumbline.Repository, *plumbline.Target) {
	t.Helper()
	repository := open(t, s.Path)
	if s.URI == nil {
		return repository, nil
	}
	target, err := plumbline.OpenTarget(context.Background(), *s.URI, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { target.Close() })
	return repository, target
}

func open(t *testing.T, path string) *plumbline.Repository {
	t.Helper()
	repository, err := plumbline.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repository.Close() })
	return repository
}

func TestEveryFoundingScenarioGivesTheCommandLinesReport(t *testing.T) {
	for _, each := range scenarios(t) {
		t.Run(each.Name, func(t *testing.T) {
			repository, target := each.open(t)
			run := repository.Check
			if each.Command == "verify" {
				run = repository.Verify
			}
			report, err := run(context.Background(), target, &plumbline.CheckOptions{Expect: each.Expect})
			if err != nil {
				t.Fatal(err)
			}
			defer report.Close()
			wanted, err := os.ReadFile(each.Report)
			if err != nil {
				t.Fatal(err)
			}
			if made := document(t, report); !reflect.DeepEqual(decode(t, made), decode(t, wanted)) {
				t.Errorf("made:\n%s\nwanted:\n%s", made, wanted)
			}
		})
	}
}

func document(t *testing.T, report *plumbline.Report) []byte {
	t.Helper()
	made, err := report.Render("json")
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return value
}
