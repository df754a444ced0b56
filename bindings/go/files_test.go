package plumbline_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"plumbline"
)

func TestARepositoryListsItsProjectsInTheOrderOfTheirPaths(t *testing.T) {
	repository := open(t, threeTools(t))
	var found []string
	for index := 0; index < repository.Len(); index++ {
		found = append(found, repository.At(index).Path()+" "+repository.At(index).Tool())
	}
	if wanted := []string{"billing sqitch", "league alembic", "shop sqlx"}; !reflect.DeepEqual(found, wanted) {
		t.Errorf("%q", found)
	}
	for _, index := range []int{-1, 3} {
		if none := repository.At(index); none != (plumbline.Project{}) || none.Path() != "" || none.Len() != 0 {
			t.Errorf("At(%d) is %v", index, none)
		}
	}
	if repository.At(0) != repository.At(0) || repository.At(0) == repository.At(1) {
		t.Error("projects are equal to themselves only")
	}
}

func TestASqitchChangeHasALineAParentAndThreeScripts(t *testing.T) {
	project := open(t, threeTools(t)).At(0)
	users, orders := project.At(0), project.At(1)
	if project.Len() != 2 || users.Name() != "users" || orders.Name() != "orders" || len(users.ID()) != 40 {
		t.Errorf("%d changes: %q %q %q", project.Len(), users.Name(), orders.Name(), users.ID())
	}
	if orders.File() != "billing/sqitch.plan" || users.Line() != 4 || orders.Line() != 6 {
		t.Errorf("%s:%d:%d", orders.File(), users.Line(), orders.Line())
	}
	if parent, ok := orders.ParentAt(0); !ok || parent != users || orders.ParentLen() != 1 || users.ParentLen() != 0 {
		t.Error("the parent of orders is users")
	}
	if _, ok := orders.ParentAt(1); ok {
		t.Error("orders has one parent")
	}
	if users.IsHead() || !orders.IsHead() {
		t.Error("the head is orders")
	}
	for script, path := range map[plumbline.Script]string{
		plumbline.ScriptDeploy: "billing/deploy/orders.sql", plumbline.ScriptRevert: "billing/revert/orders.sql",
		plumbline.ScriptVerify: "billing/verify/orders.sql", plumbline.Script(9): ""} {
		if orders.Script(script) != path {
			t.Errorf("script %d is %q", script, orders.Script(script))
		}
	}
	for reference, wanted := range map[string]plumbline.Change{"@v1": users, "@HEAD": orders, "@v2": {}, "us\x00ers": {}} {
		if found, ok := project.Find(reference); found != wanted || ok != (wanted != plumbline.Change{}) {
			t.Errorf("%q finds %q", reference, found.Name())
		}
	}
}

func TestAlembicAndSqlxChangesAreFoundAsTheirToolsFindThem(t *testing.T) {
	repository := open(t, threeTools(t))
	head, _ := repository.At(1).Find("head")
	if head.ID() != "b2" || head.Name() != "games" || head.File() != "league/migrations/versions/b2_games.py" ||
		head.Script(plumbline.ScriptDeploy) != head.File() || head.Script(plumbline.ScriptVerify) != "" {
		t.Errorf("%s %s %s", head.ID(), head.Name(), head.File())
	}
	last, ok := repository.At(2).Find("20240201000000")
	if !ok || last.Name() != "page views" || last.Line() != 0 || last != repository.At(2).At(1) {
		t.Errorf("%v %s", ok, last.Name())
	}
}

func TestAParentThatNoFileHasIsNone(t *testing.T) {
	folder := threeTools(t)
	write(t, folder, "league/migrations/versions/c3_lost.py",
		"revision = \"c3\"\ndown_revision = \"zz\"\n\n\ndef upgrade():\n    pass\n")
	project := open(t, folder).At(1)
	for index := 0; index < project.Len(); index++ {
		if change := project.At(index); change.ID() == "c3" {
			if _, ok := change.ParentAt(0); ok || change.ParentLen() != 1 {
				t.Error("zz is in no file")
			}
			return
		}
	}
	t.Error("no c3")
}

func TestAPlanIsRenderedInEachFormat(t *testing.T) {
	repository := open(t, threeTools(t))
	for index := 0; index < repository.Len(); index++ {
		project := repository.At(index)
		for format, beginning := range map[string]string{"json": "{", "tool-json": "{", "dot": "digraph", "text": ""} {
			text, err := project.Render(format)
			if err != nil || len(text) == 0 || !strings.HasPrefix(string(text), beginning) {
				t.Errorf("%s: %s: %v", project.Tool(), format, err)
			}
		}
		for _, format := range []string{"yaml", "js\x00on"} {
			if _, err := project.Render(format); !errors.Is(err, plumbline.ErrArgument) {
				t.Error(err)
			}
		}
	}
}

func TestTheToolsOwnQuestionsAreAnswered(t *testing.T) {
	repository := open(t, threeTools(t))
	if text, err := repository.At(0).Ask([]byte("pg\n")); err != nil || !strings.Contains(string(text), "pg") {
		t.Errorf("%s %v", text, err)
	}
	if text, err := repository.At(1).Ask([]byte("[]")); err != nil {
		t.Errorf("%s %v", text, err)
	}
	if _, err := repository.At(1).Ask([]byte("[")); !errors.Is(err, plumbline.ErrFormat) {
		t.Error(err)
	}
	if _, err := repository.At(2).Ask(nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}

func TestOptionsNarrowWhatIsOpened(t *testing.T) {
	folder := threeTools(t)
	write(t, folder, "a/b/c/d/migrations/1_deep.sql", "SELECT 1;\n")
	for _, row := range []struct {
		options plumbline.RepositoryOptions
		count   int
		err     error
	}{
		{plumbline.RepositoryOptions{}, 4, nil},
		{plumbline.RepositoryOptions{Tool: "alembic"}, 1, nil},
		{plumbline.RepositoryOptions{Tool: "flyway"}, 0, plumbline.ErrArgument},
		{plumbline.RepositoryOptions{MaxDepth: 2}, 3, nil},
		{plumbline.RepositoryOptions{MaxDepth: 1 << 40, MaxFiles: 1 << 40, MaxFileBytes: 1 << 40}, 4, nil},
		{plumbline.RepositoryOptions{MaxFiles: 1}, 0, plumbline.ErrLimit},
		{plumbline.RepositoryOptions{MaxDepth: -5}, 0, plumbline.ErrArgument},
		{plumbline.RepositoryOptions{Environment: []string{}}, 4, nil},
		{plumbline.RepositoryOptions{Environment: []string{"SQITCH_CONFIG=" + filepath.Join(folder, "none")}}, 4, nil},
	} {
		repository, err := plumbline.OpenContext(context.Background(), folder, &row.options)
		if !errors.Is(err, row.err) {
			t.Errorf("%+v: %v", row.options, err)
		} else if err == nil {
			if repository.Len() != row.count {
				t.Errorf("%+v: %d projects", row.options, repository.Len())
			}
			repository.Close()
		}
	}
}

func TestPathsComeBackAsTheBytesThatWentIn(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "caf\xe9/migrations/1_a.sql", "SELECT 1;\n")
	if path := open(t, folder).At(0).Path(); path != "caf\xe9" {
		t.Errorf("%q", path)
	}
}

func TestWhatIsClosedIsEmpty(t *testing.T) {
	repository := open(t, threeTools(t))
	project := repository.At(0)
	change := project.At(0)
	for range []int{1, 2} {
		if err := repository.Close(); err != nil {
			t.Error(err)
		}
	}
	if repository.Len() != 0 || project.Tool() != "" || project.Len() != 0 || change.ID() != "" || change.IsHead() {
		t.Error("a closed repository still answers")
	}
	if _, err := repository.Check(context.Background(), nil, nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if _, err := project.Render("json"); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
	if _, err := project.Check(context.Background(), nil, nil); !errors.Is(err, plumbline.ErrArgument) {
		t.Error(err)
	}
}
