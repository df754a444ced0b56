package plumbline_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"plumbline"
)

func TestAContextThatHasEndedEndsEachLongCall(t *testing.T) {
	folder := threeTools(t)
	repository := open(t, folder)
	reason := errors.New("the deploy was called off")
	ctx, cancel := context.WithCancelCause(context.Background())
	if report, err := repository.Check(ctx, nil, nil); err != nil {
		t.Error(err)
	} else {
		report.Close()
	}
	cancel(reason)
	for name, attempt := range map[string]func() error{
		"open":    func() error { _, err := plumbline.OpenContext(ctx, folder, nil); return err },
		"target":  func() error { _, err := plumbline.OpenTarget(ctx, "postgresql:///x?host=/nowhere", nil); return err },
		"check":   func() error { _, err := repository.Check(ctx, nil, nil); return err },
		"project": func() error { _, err := repository.At(0).Check(ctx, nil, nil); return err },
	} {
		err := attempt()
		if !errors.Is(err, plumbline.ErrCancelled) || !errors.Is(err, context.Canceled) || !errors.Is(err, reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAContextReachesACallThatWaitsForTheNetwork(t *testing.T) {
	folder := t.TempDir() // with a socket that accepts and never answers
	listener, err := net.Listen("unix", filepath.Join(folder, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	started := time.Now()
	_, err = plumbline.OpenTarget(ctx, "postgresql:///shop?host="+folder, nil)
	if !errors.Is(err, plumbline.ErrCancelled) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	hurried := &plumbline.TargetOptions{ConnectTimeout: 50 * time.Millisecond}
	if _, err := plumbline.OpenTarget(context.Background(), "postgresql:///shop?host="+folder, hurried); !errors.Is(err, plumbline.ErrTimeout) {
		t.Error(err)
	}
}

func TestEventsTellOfEachTree(t *testing.T) {
	folder := threeTools(t)
	var seen []plumbline.Event
	note := func(event plumbline.Event) error { seen = append(seen, event); return nil }
	repository, err := plumbline.OpenContext(context.Background(), folder, &plumbline.RepositoryOptions{OnEvent: note})
	if err != nil {
		t.Fatal(err)
	}
	defer repository.Close()
	options := &plumbline.CheckOptions{OnEvent: note}
	for _, run := range []func(context.Context, *plumbline.Target, *plumbline.CheckOptions) (*plumbline.Report, error){
		repository.Check, repository.At(0).Check} {
		report, err := run(context.Background(), nil, options)
		if err != nil {
			t.Fatal(err)
		}
		report.Close()
	}
	if len(seen) != 3+3+1 {
		t.Errorf("%d events", len(seen))
	}
	for _, event := range seen {
		if event.Kind != plumbline.EventProgress || event.Message == "" || !strings.Contains(event.JSON, `"plumbline.event/1"`) {
			t.Errorf("%+v", event)
		}
	}
}

func TestAnErrorOfACallbackIsTheCalls(t *testing.T) {
	folder := threeTools(t)
	repository := open(t, folder)
	enough := errors.New("enough")
	calls := 0
	stop := func(plumbline.Event) error { calls++; return enough }
	if _, err := repository.Check(context.Background(), nil, &plumbline.CheckOptions{OnEvent: stop}); err != enough || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
	if _, err := plumbline.OpenContext(context.Background(), folder, &plumbline.RepositoryOptions{OnEvent: stop}); err != enough {
		t.Error(err)
	}
}

func TestAPanicInACallbackGoesOnInTheCaller(t *testing.T) {
	repository := open(t, threeTools(t))
	calls := 0
	func() {
		defer func() {
			if value := recover(); value != "the callback fell" || calls != 1 {
				t.Errorf("%v after %d calls", value, calls)
			}
		}()
		fall := func(plumbline.Event) error { calls++; panic("the callback fell") }
		repository.Check(context.Background(), nil, &plumbline.CheckOptions{OnEvent: fall})
		t.Error("it returned")
	}()
	if report, err := repository.Check(context.Background(), nil, nil); err != nil {
		t.Error(err)
	} else {
		report.Close()
	}
}

func TestACallbackMayCallTheLibrary(t *testing.T) {
	repository := open(t, threeTools(t))
	calls := 0
	report, err := repository.Check(context.Background(), nil, &plumbline.CheckOptions{OnEvent: func(plumbline.Event) error {
		calls++
		inner, err := repository.Check(context.Background(), nil, nil)
		if err == nil {
			inner.Close()
		}
		return err
	}})
	if err != nil || calls != 3 {
		t.Fatalf("%v after %d calls", err, calls)
	}
	report.Close()
}

func TestEightGoroutinesCheckOneRepository(t *testing.T) {
	repository := open(t, threeTools(t))
	first, err := repository.Check(context.Background(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	wanted := string(document(t, first))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var all sync.WaitGroup
	for goroutine := 0; goroutine < 8; goroutine++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for round := 0; round < 50; round++ {
				report, err := repository.Check(ctx, nil, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if made, err := report.Render("json"); err != nil || string(made) != wanted {
					t.Errorf("%v\n%s", err, made)
				}
				report.Close()
			}
		}()
	}
	all.Wait()
}
