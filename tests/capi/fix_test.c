/* Repairs: as a patch, as documents, carried out; what is refused. */
#include <stdio.h>
#include <string.h>

#include "expect.h"

static char folder[1024];

static const plumb_project* open_tree(plumb_repository** repository) {
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_repository_open(folder, NULL, repository, &error), PLUMB_OK, &error);
  return plumb_repository_at(*repository, 0);
}

static void test_null(const plumb_project* project) {
  plumb_fix_options options;
  plumb_fix* fix = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  static const char* const only[] = {"plan/no-such-rule", NULL};
  EXPECT_STATUS(plumb_project_fix(NULL, NULL, NULL, &fix, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_project_fix(project, NULL, NULL, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_fix_patch(NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_fix_render(NULL, "text", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_fix_apply(NULL, &error), PLUMB_ARGUMENT, &error);
  plumb_fix_free(NULL);
  EXPECT(plumb_finding_fix(NULL) == NULL);
  plumb_options_init(&options, sizeof options);
  options.heads = 2;
  EXPECT_STATUS(plumb_project_fix(project, NULL, &options, &fix, &error), PLUMB_ARGUMENT, &error);
  options.heads = PLUMB_HEADS_MERGE;
  options.only = only;
  EXPECT_STATUS(plumb_project_fix(project, NULL, &options, &fix, &error), PLUMB_ARGUMENT, &error);
  EXPECT(fix == NULL && text == NULL);
}

static void test_documents(const plumb_fix* fix) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_fix_patch(fix, &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "+one 2026-01-01T00:00:00Z A <a@example.com> # first\n") !=
         NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_fix_render(fix, "json", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "\"schema\": \"plumbline.fix/1\"") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_fix_render(fix, "text", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "1 repaired, 0 refused") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_fix_render(fix, "pdf", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_fix_render(fix, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_fix_render(fix, "json", NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_fix_patch(fix, NULL, &error), PLUMB_ARGUMENT, &error);
}

static void write_plan(const char* timestamp) {
  char plan[256];
  snprintf(plan, sizeof plan,
           "%%syntax-version=1.0.0\n%%project=fix\n\none %s A <a@example.com> # first\n",
           timestamp);
  strcpy(folder, write_file("fix/sqitch.plan", plan));
  *strrchr(folder, '/') = '\0';
}

/* A fix outlives its project; it is carried out once. */
static void test_apply(void) {
  plumb_repository* repository = NULL;
  plumb_fix* fix = NULL;
  plumb_error* error = NULL;
  const plumb_project* project = open_tree(&repository);
  test_null(project);
  EXPECT_STATUS(plumb_project_fix(project, NULL, NULL, &fix, &error), PLUMB_OK, &error);
  plumb_repository_free(repository);
  test_documents(fix);
  EXPECT_STATUS(plumb_fix_apply(fix, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_fix_apply(fix, &error), PLUMB_REFUSED, &error);
  plumb_fix_free(fix);
  project = open_tree(&repository);
  EXPECT_STATUS(plumb_project_fix(project, NULL, NULL, &fix, &error), PLUMB_OK, &error);
  plumb_text* text = NULL;
  EXPECT_STATUS(plumb_fix_patch(fix, &text, &error), PLUMB_OK, &error);
  EXPECT(plumb_text_size(text) == 0);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_fix_apply(fix, &error), PLUMB_OK, &error);
  plumb_fix_free(fix);
  plumb_repository_free(repository);
}

static void test_finding(void) {
  static const char* const only[] = {"plan/bracketed-timestamp", NULL};
  plumb_repository* repository = NULL;
  plumb_report* report = NULL;
  plumb_check_options options;
  plumb_error* error = NULL;
  plumb_options_init(&options, sizeof options);
  options.only = only;
  const plumb_project* project = open_tree(&repository);
  EXPECT_STATUS(plumb_project_check(project, NULL, &options, &report, &error), PLUMB_OK, &error);
  EXPECT(plumb_report_count(report) == 1);
  const plumb_fix* fix = plumb_finding_fix(plumb_report_at(report, 0));
  EXPECT(fix != NULL);
  EXPECT_STATUS(plumb_fix_apply(fix, &error), PLUMB_OK, &error);
  plumb_report_free(report);
  EXPECT_STATUS(plumb_project_verify(project, NULL, &options, &report, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_OK,
                &error);
  plumb_report_free(report);
  plumb_repository_free(repository);
}

/* Two files of one revision: without a database nobody can know which has run. */
static void test_refused(void) {
  plumb_repository* repository = NULL;
  plumb_fix* fix = NULL;
  plumb_error* error = NULL;
  write_file("collision/m/env.py", "");
  write_file("collision/m/versions/1_a.py",
             "revision = '1'\ndown_revision = None\ndef upgrade(): pass\n");
  write_file("collision/m/versions/1_b.py",
             "revision = '1'\ndown_revision = None\ndef upgrade(): pass\n");
  strcpy(folder, write_file("collision/alembic.ini", "[alembic]\nscript_location = m\n"));
  *strrchr(folder, '/') = '\0';
  const plumb_project* project = open_tree(&repository);
  const plumb_status status = plumb_project_fix(project, NULL, NULL, &fix, &error);
  EXPECT(status == PLUMB_REFUSED && fix == NULL && error != NULL);
  EXPECT(strstr(plumb_error_detail(error), "plan/duplicate-revision: ") != NULL);
  EXPECT_SAME(plumb_error_file(error), "m/versions/1_b.py");
  plumb_error_free(error);
  static const char* const only[] = {"plan/multiple-heads", NULL};
  plumb_fix_options options;
  plumb_options_init(&options, sizeof options);
  options.only = only;
  EXPECT_STATUS(plumb_project_fix(project, NULL, &options, &fix, &error), PLUMB_OK, &error);
  plumb_fix_free(fix);
  plumb_repository_free(repository);
}

void test_fix(void) {
  write_plan("[2026-01-01T00:00:00Z]");
  test_apply();
  write_plan("[2026-01-01T00:00:00Z]");
  test_finding();
  test_refused();
}
