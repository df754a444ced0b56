package plumbline_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"plumbline"
)

func TestATargetSaysWhoItIsWithoutItsPassword(t *testing.T) {
	scenario, _, _ := one(t, "shop-clean")
	var notes []plumbline.EventKind
	options := &plumbline.TargetOptions{ApplicationName: "go", ConnectTimeout: 5 * time.Second,
		OnEvent: func(event plumbline.Event) error { notes = append(notes, event.Kind); return nil }}
	uri := strings.Replace(*scenario.URI, "postgres@", "postgres:geheim@", 1)
	target, err := plumbline.OpenTarget(context.Background(), uri, options)
	if err != nil {
		t.Fatal(err)
	}
	if target.ServerVersion() < 120_000 || strings.Contains(target.Name(), "geheim") || target.Name() == "" {
		t.Errorf("%d %s", target.ServerVersion(), target.Name())
	}
	if len(notes) != 1 || notes[0] != plumbline.EventNote {
		t.Errorf("%v", notes)
	}
	target.Close()
	target.Close()
	if target.Name() != "" || target.ServerVersion() != 0 {
		t.Error("a closed target still answers")
	}
	var failure *plumbline.Error
	_, err = plumbline.OpenTarget(context.Background(), strings.Replace(*scenario.URI, "/shop", "/no_such_database", 1), nil)
	if !errors.As(err, &failure) || failure.Status != plumbline.ErrConnection || failure.SQLState != "3D000" {
		t.Errorf("%+v", err)
	}
}

func TestARegistrySaysWhatIsApplied(t *testing.T) {
	_, repository, target := one(t, "shop-pending")
	project := repository.At(0)
	registry, err := project.ReadRegistry(target)
	if err != nil {
		t.Fatal(err)
	}
	applied := int64(0)
	for index := 0; index < project.Len(); index++ {
		if registry.Applied(project.At(index)) {
			applied++
		}
	}
	if count, ok := registry.Count(); !ok || count != applied || applied != int64(project.Len()-1) {
		t.Errorf("%d rows, %d applied of %d", count, applied, project.Len())
	}
	if text, err := registry.Render("json"); err != nil || decode(t, text).(map[string]any)["schema"] != "plumbline.registry/1" {
		t.Errorf("%s %v", text, err)
	}
	for _, format := range []string{"dot", "a\x00b"} {
		if _, err := registry.Render(format); !errors.Is(err, plumbline.ErrArgument) {
			t.Error(err)
		}
	}
	registry.Close()
	registry.Close()
	if _, ok := registry.Count(); ok || registry.Applied(project.At(0)) {
		t.Error("a closed registry still answers")
	}
}

func TestADatabaseWithoutARegistryHasNoRows(t *testing.T) {
	_, repository, target := one(t, "queue-empty")
	registry, err := repository.At(0).ReadRegistry(target)
	if err != nil {
		t.Fatal(err)
	}
	defer registry.Close()
	if count, ok := registry.Count(); ok || count != 0 || registry.Applied(repository.At(0).At(0)) {
		t.Errorf("%d rows", count)
	}
	if _, err := open(t, t.TempDir()).Verify(context.Background(), target, nil); !errors.Is(err, plumbline.ErrNotFound) {
		t.Error(err)
	}
}

func TestOneTargetServesManyCalls(t *testing.T) {
	_, repository, target := one(t, "shop-verify")
	project := repository.At(0)
	options := &plumbline.CheckOptions{Expect: []string{"account", "page"}}
	missing := &plumbline.CheckOptions{Expect: []string{"nothing_like_it"}}
	for _, row := range []struct {
		run     func(context.Context, *plumbline.Target, *plumbline.CheckOptions) (*plumbline.Report, error)
		options *plumbline.CheckOptions
		errors  int
	}{{project.Check, options, 0}, {project.Verify, options, 0}, {repository.Verify, missing, 1}, {repository.Check, options, 0}} {
		report, err := row.run(context.Background(), target, row.options)
		if err != nil {
			t.Fatal(err)
		}
		if report.Total(plumbline.SeverityError) != row.errors {
			t.Errorf("%d errors", report.Total(plumbline.SeverityError))
		}
		if row.errors == 1 && report.At(report.Len()-1).Object != "nothing_like_it" {
			t.Error(report.At(report.Len() - 1))
		}
		report.Close()
	}
}

func TestASecondCallOnABusyTargetSaysSo(t *testing.T) {
	_, repository, target := one(t, "shop-clean")
	busy := false
	for round := 0; round < 100 && !busy; round++ {
		var all sync.WaitGroup
		var seen sync.Mutex
		for goroutine := 0; goroutine < 4; goroutine++ {
			all.Add(1)
			go func() {
				defer all.Done()
				report, err := repository.Check(context.Background(), target, nil)
				if err == nil {
					report.Close()
				} else if errors.Is(err, plumbline.ErrBusy) {
					seen.Lock()
					busy = true
					seen.Unlock()
				} else {
					t.Error(err)
				}
			}()
		}
		all.Wait()
	}
	if !busy {
		t.Error("no call met another one")
	}
}

func TestWhatIsForgottenIsClosed(t *testing.T) {
	folder := threeTools(t)
	for round := 0; round < 200; round++ {
		repository, err := plumbline.Open(folder)
		if err != nil {
			t.Fatal(err)
		}
		project := repository.At(0)
		repository = nil
		runtime.GC()
		if project.Tool() != "sqitch" || project.At(1).Name() != "orders" {
			t.Fatal("a project keeps its repository")
		}
	}
}
