package plumbline_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plumbline"
)

func TestAnErrorIsAnOrdinaryOne(t *testing.T) {
	_, err := plumbline.Open("/no/such/path")
	var failure *plumbline.Error
	if !errors.As(err, &failure) || !errors.Is(err, plumbline.ErrNotFound) || errors.Is(err, plumbline.ErrIO) {
		t.Fatal(err)
	}
	if !strings.Contains(err.Error(), "/no/such/path") || failure.Message != err.Error() {
		t.Error(err)
	}
	if errors.Is(err, context.Canceled) || failure.SQLState != "" || failure.Line != 0 || failure.Column != 0 {
		t.Errorf("%+v", failure)
	}
}

func TestAWrongPlumblineTomlIsNamedWithItsLine(t *testing.T) {
	folder := duplicateVersion(t)
	write(t, folder, "plumbline.toml", "[check]\nskip = 7 8\n")
	_, err := plumbline.Open(folder)
	var failure *plumbline.Error
	if !errors.As(err, &failure) || failure.Status != plumbline.ErrConfiguration ||
		filepath.Base(failure.File) != "plumbline.toml" || failure.Line != 2 {
		t.Errorf("%+v", err)
	}
	good := filepath.Join(t.TempDir(), "good.toml")
	write(t, filepath.Dir(good), "good.toml", "")
	repository, err := plumbline.OpenContext(context.Background(), folder, &plumbline.RepositoryOptions{Config: good})
	if err != nil {
		t.Fatal(err)
	}
	repository.Close()
}

func TestTextWithANULIsNoArgument(t *testing.T) {
	ctx := context.Background()
	repository := open(t, duplicateVersion(t))
	report, err := repository.Check(ctx, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer report.Close()
	bad := "a\x00b"
	for name, attempt := range map[string]func() error{
		"path":        func() error { _, err := plumbline.Open(bad); return err },
		"tool":        func() error { return openWith(plumbline.RepositoryOptions{Tool: bad}) },
		"config":      func() error { return openWith(plumbline.RepositoryOptions{Config: bad}) },
		"environment": func() error { return openWith(plumbline.RepositoryOptions{Environment: []string{bad}}) },
		"uri":         func() error { _, err := plumbline.OpenTarget(ctx, bad, nil); return err },
		"name": func() error {
			_, err := plumbline.OpenTarget(ctx, "", &plumbline.TargetOptions{ApplicationName: bad})
			return err
		},
		"only":    func() error { return checkWith(repository, plumbline.CheckOptions{Only: []string{bad}}) },
		"skip":    func() error { return checkWith(repository, plumbline.CheckOptions{Skip: []string{bad}}) },
		"expect":  func() error { return checkWith(repository, plumbline.CheckOptions{Expect: []string{bad}}) },
		"rule":    func() error { _, err := plumbline.Explain(bad, "text"); return err },
		"format":  func() error { _, err := plumbline.Explain("", bad); return err },
		"render":  func() error { _, err := report.Render(bad); return err },
		"project": func() error { _, err := repository.At(0).Render(bad); return err },
	} {
		if err := attempt(); !errors.Is(err, plumbline.ErrArgument) || !strings.Contains(err.Error(), "NUL") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func openWith(options plumbline.RepositoryOptions) error {
	_, err := plumbline.OpenContext(context.Background(), ".", &options)
	return err
}

func checkWith(repository *plumbline.Repository, options plumbline.CheckOptions) error {
	_, err := repository.Check(context.Background(), nil, &options)
	return err
}

func TestWrongOptionsOfACheckAreArgumentErrors(t *testing.T) {
	repository := open(t, duplicateVersion(t))
	for _, options := range []plumbline.CheckOptions{
		{Only: []string{"plan/no-such-rule"}}, {Skip: []string{"nonsense"}}, {Expect: []string{"users"}}, {MaxPerRule: -1}} {
		if err := checkWith(repository, options); !errors.Is(err, plumbline.ErrArgument) {
			t.Errorf("%+v: %v", options, err)
		}
		if _, err := repository.At(0).Check(context.Background(), nil, &options); !errors.Is(err, plumbline.ErrArgument) {
			t.Errorf("%+v: %v", options, err)
		}
	}
	if _, err := repository.Verify(context.Background(), nil, nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if _, err := repository.At(0).Verify(context.Background(), nil, nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if _, err := repository.At(0).ReadRegistry(nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if _, err := repository.Check(context.Background(), &plumbline.Target{}, nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Errorf("a closed target is not none: %v", err)
	}
}

func TestATargetThatCannotBeReachedSaysSo(t *testing.T) {
	uri := "postgresql:///shop?host=" + t.TempDir()
	if _, err := plumbline.OpenTarget(context.Background(), uri, nil); !errors.Is(err, plumbline.ErrConnection) {
		t.Error(err)
	}
	options := &plumbline.TargetOptions{ConnectTimeout: 200 * time.Millisecond, LockTimeout: time.Nanosecond,
		StatementTimeout: 1 << 62}
	if _, err := plumbline.OpenTarget(context.Background(), uri, options); !errors.Is(err, plumbline.ErrConnection) {
		t.Error(err)
	}
	if _, err := plumbline.OpenTarget(context.Background(), "mysql://db/shop", nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestAnUnknownRuleComesWithTheNearestName(t *testing.T) {
	_, err := plumbline.Explain("plan/cycel", "text")
	var failure *plumbline.Error
	if !errors.As(err, &failure) || failure.Status != plumbline.ErrNotFound ||
		!strings.Contains(failure.Hint, plumbline.RulePlanCycle) {
		t.Errorf("%+v", failure)
	}
	if _, err := plumbline.Explain("", "yaml"); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestEachStatusHasItsName(t *testing.T) {
	for status, name := range map[plumbline.Status]string{
		plumbline.ErrArgument: "ARGUMENT", plumbline.ErrNoMemory: "NO_MEMORY", plumbline.ErrInternal: "INTERNAL",
		plumbline.ErrCancelled: "CANCELLED", plumbline.ErrTimeout: "TIMEOUT", plumbline.ErrBusy: "BUSY",
		plumbline.ErrNotFound: "NOT_FOUND", plumbline.ErrAmbiguous: "AMBIGUOUS", plumbline.ErrIO: "IO",
		plumbline.ErrFormat: "FORMAT", plumbline.ErrLimit: "LIMIT", plumbline.ErrConnection: "CONNECTION",
		plumbline.ErrServer: "SERVER", plumbline.ErrTool: "TOOL", plumbline.ErrRefused: "REFUSED",
		plumbline.ErrUnsupported: "UNSUPPORTED", plumbline.ErrConfiguration: "CONFIGURATION"} {
		if status.Error() != "PLUMB_"+name {
			t.Errorf("%d is %s, not %s", status, status.Error(), name)
		}
	}
	if plumbline.Status(99).Error() == "" {
		t.Error("an unknown status has words too")
	}
}
