package plumbline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a file below folder, and the folders above it.
func write(t *testing.T, folder, name, content string) {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// threeTools makes a sqitch, an Alembic and a sqlx tree with nothing wrong in their plans.
func threeTools(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	write(t, folder, "billing/sqitch.conf", "[core]\n\tengine = pg\n[engine \"pg\"]\n\ttarget = db:pg:billing\n")
	write(t, folder, "billing/sqitch.plan", "%syntax-version=1.0.0\n%project=billing\n\n"+
		"users 2026-01-01T00:00:00Z A B <a@example.com> # people\n"+
		"@v1 2026-01-02T00:00:00Z A B <a@example.com> # first\n"+
		"orders [users] 2026-01-03T00:00:00Z A B <a@example.com> # what they buy\n")
	for _, name := range []string{"users", "orders"} {
		for _, kind := range []string{"deploy", "revert", "verify"} {
			write(t, folder, "billing/"+kind+"/"+name+".sql", "BEGIN;\nSELECT 1;\nCOMMIT;\n")
		}
	}
	write(t, folder, "league/alembic.ini", "[alembic]\nscript_location = migrations\n"+
		"sqlalchemy.url = postgresql://localhost/league\n")
	write(t, folder, "league/migrations/env.py", "")
	write(t, folder, "league/migrations/versions/a1_teams.py", revision("a1", "None", "teams"))
	write(t, folder, "league/migrations/versions/b2_games.py", revision("b2", `"a1"`, "games"))
	write(t, folder, "shop/migrations/20240101000000_users.up.sql", "CREATE TABLE users (id int);\n")
	write(t, folder, "shop/migrations/20240101000000_users.down.sql", "DROP TABLE users;\n")
	write(t, folder, "shop/migrations/20240201000000_page_views.up.sql", "CREATE TABLE page_views (id int);\n")
	write(t, folder, "shop/migrations/20240201000000_page_views.down.sql", "DROP TABLE page_views;\n")
	return folder
}

func revision(id, down, name string) string {
	return fmt.Sprintf("\"\"\"%s\n\nRevision ID: %s\n\"\"\"\nrevision = %q\ndown_revision = %s\n\n\n"+
		"def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n", name, id, id, down)
}

// duplicateVersion makes two files that claim version 1.
func duplicateVersion(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	write(t, folder, "migrations/1_users.sql", "CREATE TABLE users (id int);\n")
	write(t, folder, "migrations/1_orders.sql", "CREATE TABLE orders (id int);\n")
	return folder
}

// bracketed makes a sqitch plan of lines that are plan/bracketed-timestamp each.
func bracketed(t *testing.T, lines int) string {
	t.Helper()
	folder := t.TempDir()
	var plan strings.Builder
	plan.WriteString("%syntax-version=1.0.0\n%project=queue\n\n")
	for line := 0; line < lines; line++ {
		fmt.Fprintf(&plan, "c%d [2026-05-11T00:00:00Z] A B <a@example.com> # note\n", line)
	}
	write(t, folder, "sqitch.conf", "[core]\n\tengine = pg\n")
	write(t, folder, "sqitch.plan", plan.String())
	return folder
}
