/* Checks without a database, reports and findings. */
#include <string.h>

#include "expect.h"

static void test_null(const plumb_repository* repository) {
  plumb_report* report = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  const plumb_project* project = plumb_repository_at(repository, 0);
  EXPECT_STATUS(plumb_repository_check(NULL, NULL, NULL, &report, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_repository_check(repository, NULL, NULL, NULL, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT_STATUS(plumb_repository_verify(NULL, NULL, NULL, &report, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_repository_verify(repository, NULL, NULL, &report, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT_STATUS(plumb_project_check(NULL, NULL, NULL, &report, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_project_verify(NULL, NULL, NULL, &report, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_project_verify(project, NULL, NULL, &report, &error), PLUMB_ARGUMENT, &error);
  EXPECT(report == NULL);
  plumb_report_free(NULL);
  EXPECT(plumb_report_count(NULL) == 0);
  EXPECT(plumb_report_at(NULL, 0) == NULL);
  EXPECT(plumb_report_total(NULL, PLUMB_SEVERITY_ERROR) == 0);
  EXPECT(plumb_report_unchecked_count(NULL) == 0);
  EXPECT_SAME(plumb_report_unchecked_at(NULL, 0), NULL);
  EXPECT_STATUS(plumb_report_render(NULL, "json", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_SAME(plumb_finding_rule(NULL), NULL);
  EXPECT(plumb_finding_severity(NULL) == -1);
  EXPECT_SAME(plumb_finding_message(NULL), NULL);
  EXPECT_SAME(plumb_finding_remedy(NULL), NULL);
  EXPECT_SAME(plumb_finding_file(NULL), NULL);
  EXPECT(plumb_finding_line(NULL) == 0);
  EXPECT(plumb_finding_column(NULL) == 0);
  EXPECT_SAME(plumb_finding_change(NULL), NULL);
  EXPECT_SAME(plumb_finding_object(NULL), NULL);
  EXPECT_SAME(plumb_finding_sqlstate(NULL), NULL);
  EXPECT_SAME(plumb_finding_failure_class(NULL), NULL);
}

static void test_findings(const plumb_report* report) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT(plumb_report_count(report) == 1);
  EXPECT(plumb_report_at(report, 1) == NULL);
  const plumb_finding* finding = plumb_report_at(report, 0);
  EXPECT_SAME(plumb_finding_rule(finding), "plan/bracketed-timestamp");
  EXPECT(plumb_finding_severity(finding) == PLUMB_SEVERITY_ERROR);
  EXPECT(strstr(plumb_finding_message(finding), "is in brackets") != NULL);
  EXPECT(plumb_finding_remedy(finding) != NULL);
  EXPECT_SAME(plumb_finding_file(finding), "raven/sqitch.plan");
  EXPECT(plumb_finding_line(finding) == 4);
  EXPECT(plumb_finding_column(finding) == 5);
  EXPECT_SAME(plumb_finding_object(finding), NULL);
  EXPECT_SAME(plumb_finding_sqlstate(finding), NULL);
  EXPECT(plumb_finding_failure_class(finding) == NULL ||
         strlen(plumb_finding_failure_class(finding)) == 1);
  EXPECT(plumb_report_total(report, PLUMB_SEVERITY_ERROR) == 1);
  EXPECT(plumb_report_total(report, PLUMB_SEVERITY_INFO) == 0);
  EXPECT(plumb_report_total(report, 3) == 0);
  EXPECT(plumb_report_total(report, -1) == 0);
  EXPECT_SAME(plumb_report_unchecked_at(report, plumb_report_unchecked_count(report)), NULL);
  EXPECT_STATUS(plumb_report_render(report, "json", &text, &error), PLUMB_OK, &error);
  EXPECT(strncmp(plumb_text_data(text), "{\n  \"schema\": \"plumbline.report/1\"", 33) == 0);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_report_render(report, "text", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "plan/bracketed-timestamp") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_report_render(report, "pdf", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_report_render(report, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_report_render(report, "json", NULL, &error), PLUMB_ARGUMENT, &error);
}

/* What the report of an earlier check holds is not told again. */
static void test_baseline(const plumb_repository* repository) {
  plumb_check_options options;
  plumb_report* report = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  char known[1024];
  plumb_options_init(&options, sizeof options);
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_OK,
                &error);
  const size_t before = plumb_report_count(report);
  EXPECT(before > 0);
  EXPECT_STATUS(plumb_report_render(report, "json", &text, &error), PLUMB_OK, &error);
  plumb_report_free(report);
  strcpy(known, write_file("known.json", plumb_text_data(text)));
  plumb_text_free(text);
  const struct {
    const char* baseline;
    size_t count;
  } rows[] = {{known, 0}, {"", before}};
  for (size_t i = 0; i < 2; ++i) {
    options.baseline = rows[i].baseline;
    EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_OK,
                  &error);
    EXPECT(plumb_report_count(report) == rows[i].count);
    plumb_report_free(report);
  }
  options.baseline = "/nowhere/known.json";
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error),
                PLUMB_NOT_FOUND, &error);
  options.baseline = write_file("known.json", "{}");
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error),
                PLUMB_CONFIGURATION, &error);
}

static int count_unplanned(const plumb_repository* repository, const plumb_schema* schema,
                           const plumb_repository* const* beside) {
  static const char* const expect[] = {"capi_diff.come", NULL};
  plumb_check_options options;
  plumb_report* report = NULL;
  plumb_error* error = NULL;
  int count = 0;
  plumb_options_init(&options, sizeof options);
  options.expect = expect;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_ARGUMENT,
                &error);
  options.schema = schema;
  options.beside = beside;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_OK,
                &error);
  for (size_t i = 0; i < plumb_report_count(report); ++i) {
    const char* object = plumb_finding_object(plumb_report_at(report, i));
    EXPECT(strcmp(plumb_finding_rule(plumb_report_at(report, i)), "drift/missing-object") != 0);
    count += object != NULL && strcmp(object, "capi_diff.come") == 0;
  }
  plumb_report_free(report);
  return count;
}

/* A snapshot stands for the live schema; what no change of any repository made is told. */
static void test_schema_in_place(void) {
  plumb_repository* repository = NULL;
  plumb_repository* other = NULL;
  plumb_schema* schema = load_snapshot("after");
  plumb_error* error = NULL;
  char folder[1024];
  write_file("own/migrations/1_schema.sql", "CREATE SCHEMA capi_diff;\n");
  write_file("other/migrations/1_come.sql",
             "CREATE TABLE capi_diff.come (id int, a text, b date);\n");
  strcpy(folder, write_file("own/x", ""));
  *strrchr(folder, '/') = '\0';
  EXPECT_STATUS(plumb_repository_open(folder, NULL, &repository, &error), PLUMB_OK, &error);
  strcpy(folder, write_file("other/x", ""));
  *strrchr(folder, '/') = '\0';
  EXPECT_STATUS(plumb_repository_open(folder, NULL, &other, &error), PLUMB_OK, &error);
  const plumb_repository* const beside[] = {other, NULL};
  const plumb_repository* const nothing[] = {NULL};
  EXPECT(count_unplanned(repository, schema, NULL) == 1);
  EXPECT(count_unplanned(repository, schema, nothing) == 1);
  EXPECT(count_unplanned(repository, schema, beside) == 0);
  plumb_schema_free(schema);
  plumb_repository_free(other);
  plumb_repository_free(repository);
}

void test_check(void) {
  plumb_repository* repository = NULL;
  plumb_report* report = NULL;
  plumb_check_options options;
  plumb_error* error = NULL;
  char folder[1024];
  static const char* const only[] = {"plan/bracketed-timestamp", NULL};
  write_file("sky/raven/sqitch.conf", "[core]\n\tengine = pg\n");
  strcpy(folder, write_file("sky/raven/sqitch.plan",
                            "%syntax-version=1.0.0\n%project=raven\n\n"
                            "one [2026-01-01T00:00:00Z] A <a@example.com> # first\n"));
  *strrchr(folder, '/') = '\0';
  *strrchr(folder, '/') = '\0';
  EXPECT_STATUS(plumb_repository_open(folder, NULL, &repository, &error), PLUMB_OK, &error);
  test_null(repository);
  test_baseline(repository);
  plumb_options_init(&options, sizeof options);
  options.only = only;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_OK,
                &error);
  test_findings(report);
  plumb_report_free(report);
  EXPECT_STATUS(
      plumb_project_check(plumb_repository_at(repository, 0), NULL, &options, &report, &error),
      PLUMB_OK, &error);
  /* A report outlives the repository that it came from. */
  plumb_repository_free(repository);
  test_findings(report);
  plumb_report_free(report);
  test_schema_in_place();
}
