/* Repository, project and change. */
#include <string.h>

#include "expect.h"

static void test_null(void) {
  plumb_repository* repository = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_repository_open(NULL, NULL, &repository, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_repository_open(".", NULL, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_repository_open("/nowhere/at/all", NULL, &repository, &error),
                PLUMB_NOT_FOUND, &error);
  EXPECT(repository == NULL);
  plumb_repository_free(NULL);
  EXPECT(plumb_repository_count(NULL) == 0);
  EXPECT(plumb_repository_at(NULL, 0) == NULL);
  EXPECT_SAME(plumb_project_path(NULL), NULL);
  EXPECT_SAME(plumb_project_tool(NULL), NULL);
  EXPECT(plumb_project_change_count(NULL) == 0);
  EXPECT(plumb_project_change_at(NULL, 0) == NULL);
  EXPECT(plumb_project_find(NULL, "1") == NULL);
  EXPECT_STATUS(plumb_project_render(NULL, "json", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_project_ask(NULL, "[]", 2, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_SAME(plumb_change_id(NULL), NULL);
  EXPECT_SAME(plumb_change_name(NULL), NULL);
  EXPECT_SAME(plumb_change_file(NULL), NULL);
  EXPECT(plumb_change_line(NULL) == 0);
  EXPECT(plumb_change_parent_count(NULL) == 0);
  EXPECT(plumb_change_parent_at(NULL, 0) == NULL);
  EXPECT(plumb_change_is_head(NULL) == -1);
  EXPECT_SAME(plumb_change_script(NULL, PLUMB_SCRIPT_DEPLOY), NULL);
}

static void test_sqlx(void) {
  plumb_repository* repository = open_small_tree();
  const plumb_project* project = plumb_repository_at(repository, 0);
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT(plumb_repository_count(repository) == 1);
  EXPECT(plumb_repository_at(repository, 1) == NULL);
  EXPECT_SAME(plumb_project_path(project), "app");
  EXPECT_SAME(plumb_project_tool(project), "sqlx");
  EXPECT(plumb_project_change_count(project) == 2);
  EXPECT(plumb_project_change_at(project, 2) == NULL);
  const plumb_change* first = plumb_project_change_at(project, 0);
  const plumb_change* second = plumb_project_change_at(project, 1);
  EXPECT_SAME(plumb_change_id(first), "1");
  EXPECT_SAME(plumb_change_name(first), "accounts");
  EXPECT_SAME(plumb_change_file(first), "app/migrations/1_accounts.sql");
  EXPECT(plumb_change_line(first) == 0);
  EXPECT(plumb_change_parent_count(first) == 0);
  EXPECT(plumb_change_parent_count(second) == 1);
  EXPECT(plumb_change_parent_at(second, 0) == first);
  EXPECT(plumb_change_parent_at(second, 1) == NULL);
  EXPECT(plumb_change_is_head(first) == 0);
  EXPECT(plumb_change_is_head(second) == 1);
  EXPECT_SAME(plumb_change_script(first, PLUMB_SCRIPT_DEPLOY), "app/migrations/1_accounts.sql");
  EXPECT_SAME(plumb_change_script(first, PLUMB_SCRIPT_VERIFY), NULL);
  EXPECT_SAME(plumb_change_script(first, -1), NULL);
  EXPECT_SAME(plumb_change_script(first, 3), NULL);
  EXPECT(plumb_project_find(project, "2") == second);
  EXPECT(plumb_project_find(project, "3") == NULL);
  EXPECT(plumb_project_find(project, NULL) == NULL);

  static const char* const formats[] = {"json", "tool-json", "text", "dot"};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_STATUS(plumb_project_render(project, formats[i], &text, &error), PLUMB_OK, &error);
    EXPECT(plumb_text_size(text) > 10);
    EXPECT(strlen(plumb_text_data(text)) == plumb_text_size(text));
    plumb_text_free(text);
  }
  EXPECT_STATUS(plumb_project_render(project, "yaml", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT(text == NULL);
  EXPECT_STATUS(plumb_project_render(project, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_project_render(project, "json", NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_project_ask(project, "[]", 2, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_project_ask(project, NULL, 2, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_project_ask(project, "[]", 2, NULL, &error), PLUMB_ARGUMENT, &error);
  plumb_repository_free(repository);
}

static plumb_repository* open_below(const char* name) {
  char folder[1024];
  char inside[256] = {0};
  plumb_repository* repository = NULL;
  plumb_error* error = NULL;
  strcat(strcpy(inside, name), "/x");
  strcpy(folder, write_file(inside, ""));
  *strrchr(folder, '/') = '\0';
  EXPECT_STATUS(plumb_repository_open(folder, NULL, &repository, &error), PLUMB_OK, &error);
  return repository;
}

static void test_alembic(void) {
  write_file("mako/alembic.ini", "[alembic]\nscript_location = db\n");
  write_file("mako/db/env.py", "");
  write_file("mako/db/versions/a1.py", "\"\"\"base\"\"\"\nrevision = 'a1'\ndown_revision = None\n");
  write_file("mako/db/versions/b2.py", "revision = 'b2'\ndown_revision = 'a1'\n");
  write_file("mako/db/versions/c3.py", "revision = 'c3'\ndown_revision = ('a1', 'zz')\n");
  plumb_repository* repository = open_below("mako");
  const plumb_project* project = plumb_repository_at(repository, 0);
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_SAME(plumb_project_path(project), ".");
  EXPECT_SAME(plumb_project_tool(project), "alembic");
  const plumb_change* base = plumb_project_find(project, "a1");
  EXPECT(base != NULL);
  EXPECT_SAME(plumb_change_name(base), "base");
  EXPECT_SAME(plumb_change_file(base), "db/versions/a1.py");
  EXPECT(plumb_change_line(base) == 2);
  const plumb_change* merge = NULL;
  for (size_t i = 0; i < plumb_project_change_count(project); ++i) {
    const plumb_change* change = plumb_project_change_at(project, i);
    if (strcmp(plumb_change_id(change), "c3") == 0) merge = change;
  }
  EXPECT(plumb_change_parent_count(merge) == 2);
  EXPECT(plumb_change_parent_at(merge, 0) == base);
  EXPECT(plumb_change_parent_at(merge, 1) == NULL); /* "zz" is in no file */
  EXPECT(plumb_project_find(project, "head") == NULL);
  static const char ask[] = "[{\"kind\": \"resolve\", \"id\": \"b2\"}]";
  const plumb_status answered = plumb_project_ask(project, ask, sizeof ask - 1, &text, &error);
  EXPECT(answered == PLUMB_OK || answered == PLUMB_FORMAT);
  plumb_text_free(text);
  plumb_error_free(error);
  error = NULL;
  EXPECT_STATUS(plumb_project_ask(project, "{", 1, &text, &error), PLUMB_FORMAT, &error);
  EXPECT_STATUS(plumb_project_ask(project, "[]", 2, &text, &error), PLUMB_OK, &error);
  plumb_text_free(text);
  plumb_repository_free(repository);
}

static void test_sqitch(void) {
  write_file("bird/sqitch.conf", "[core]\n\tengine = pg\n");
  write_file("bird/sqitch.plan",
             "%syntax-version=1.0.0\n%project=bird\n\n"
             "one 2026-01-01T00:00:00Z A <a@example.com> # first\n"
             "@v1 2026-01-01T00:00:00Z A <a@example.com> # tag\n"
             "two [one] 2026-01-02T00:00:00Z A <a@example.com> # second\n");
  write_file("bird/deploy/one.sql", "SELECT 1;\n");
  write_file("bird/revert/one.sql", "SELECT 1;\n");
  plumb_repository* repository = open_below("bird");
  const plumb_project* project = plumb_repository_at(repository, 0);
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_SAME(plumb_project_tool(project), "sqitch");
  const plumb_change* one = plumb_project_find(project, "@v1");
  const plumb_change* two = plumb_project_find(project, "@HEAD");
  EXPECT_SAME(plumb_change_name(one), "one");
  EXPECT_SAME(plumb_change_name(two), "two");
  EXPECT(plumb_project_find(project, "@HEAD^") == one);
  EXPECT(strlen(plumb_change_id(one)) == 40);
  EXPECT_SAME(plumb_change_file(one), "sqitch.plan");
  EXPECT(plumb_change_line(one) == 4);
  EXPECT_SAME(plumb_change_script(one, PLUMB_SCRIPT_REVERT), "revert/one.sql");
  EXPECT_SAME(plumb_change_script(two, PLUMB_SCRIPT_VERIFY), "verify/two.sql");
  EXPECT_STATUS(plumb_project_ask(project, NULL, 0, &text, &error), PLUMB_OK, &error);
  EXPECT(plumb_text_size(text) > 0);
  plumb_text_free(text);
  plumb_repository_free(repository);
}

void test_files(void) {
  test_null();
  test_sqlx();
  test_alembic();
  test_sqitch();
  plumb_repository* empty = open_below("empty");
  EXPECT(plumb_repository_count(empty) == 0);
  plumb_repository_free(empty);
}
