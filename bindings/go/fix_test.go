package plumbline_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"plumbline"
)

func TestAFixIsShownAndCarriedOut(t *testing.T) {
	folder := bracketed(t, 2)
	fix, err := open(t, folder).At(0).Fix(context.Background(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	patch, err := fix.Patch()
	if err != nil || !bytes.HasPrefix(patch, []byte("diff --git a/sqitch.plan ")) {
		t.Errorf("%v: %s", err, patch)
	}
	if text, err := fix.Render("text"); err != nil || !bytes.Contains(text, []byte("2 repaired")) {
		t.Errorf("%v: %s", err, text)
	}
	if err := fix.Apply(); err != nil {
		t.Error(err)
	}
	if err := fix.Apply(); !errors.Is(err, plumbline.ErrRefused) {
		t.Error(err)
	}
	fix.Close()
	if _, err := fix.Patch(); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if report := check(t, folder, &plumbline.CheckOptions{Only: []string{"plan"}}); report.Total(plumbline.SeverityError) != 0 {
		// Scripts are missing in this tree, brackets are not there any more.
		if report.At(0).Rule == plumbline.RulePlanBracketedTimestamp {
			t.Error(report.At(0))
		}
	}
}

func TestAFindingHasItsOwnFix(t *testing.T) {
	folder := bracketed(t, 1)
	only := &plumbline.CheckOptions{Only: []string{plumbline.RulePlanBracketedTimestamp}}
	report := check(t, folder, only)
	if err := report.Fix(0).Apply(); err != nil {
		t.Fatal(err)
	}
	if report.Fix(1) != nil {
		t.Error("a fix of no finding")
	}
	if again := check(t, folder, only); again.Len() != 0 {
		t.Error(again.At(0))
	}
}

func TestFixOptionsReachTheLibrary(t *testing.T) {
	project := open(t, bracketed(t, 1)).At(0)
	fix, err := project.Fix(context.Background(), nil, &plumbline.FixOptions{
		Only: []string{"plan/multiple-heads"}, Heads: plumbline.MergeHeads})
	if err != nil {
		t.Fatal(err)
	}
	if patch, err := fix.Patch(); err != nil || len(patch) != 0 {
		t.Errorf("%v: %s", err, patch)
	}
	if _, err := project.Fix(context.Background(), nil, &plumbline.FixOptions{Heads: 7}); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}
