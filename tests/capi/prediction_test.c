/* What the next deploy would do, what a change's scripts do, the schema that a plan would build:
 * each function and each way in which it refuses. */
#include <stdio.h>
#include <string.h>

#include "expect.h"

static const char taken[] = "CREATE TABLE a (id int);\n\nCREATE TABLE\n  a (id int);\nSELECT 1;\n";

/* The folder above a file that was written. */
static void folder_of(char* folder, const char* path) {
  strcpy(folder, path);
  *strrchr(folder, '/') = '\0';
}

/* An sqlx tree of two migrations, of which the first makes nothing. */
static const plumb_project* open_tree(const char* second, plumb_repository** repository) {
  plumb_error* error = NULL;
  char folder[1024];
  write_file("predict/migrations/1_nothing.sql", "SELECT 1;\n");
  folder_of(folder, write_file("predict/migrations/2_a.sql", second));
  EXPECT_STATUS(plumb_repository_open(folder, NULL, repository, &error), PLUMB_OK, &error);
  return plumb_repository_at(*repository, 0);
}

/* The schema of an empty database. */
static plumb_schema* nothing(const plumb_project* project) {
  plumb_schema* schema = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_schema_plan(project, "1", NULL, NULL, &schema, &error), PLUMB_OK, &error);
  return schema;
}

static void test_null(const plumb_project* project, const plumb_schema* schema) {
  static const char* const scripts[] = {"/nowhere/none.sql", NULL};
  plumb_predict_options options;
  plumb_prediction* prediction = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_project_predict(project, NULL, NULL, &prediction, &error), PLUMB_ARGUMENT,
                &error);
  plumb_options_init(&options, sizeof options);
  options.schema = schema;
  EXPECT_STATUS(plumb_project_predict(NULL, NULL, &options, &prediction, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT_STATUS(plumb_project_predict(project, NULL, &options, NULL, &error), PLUMB_ARGUMENT,
                &error);
  options.upto = "7";
  EXPECT_STATUS(plumb_project_predict(project, NULL, &options, &prediction, &error),
                PLUMB_NOT_FOUND, &error);
  options.upto = NULL;
  options.scripts = scripts;
  EXPECT_STATUS(plumb_project_predict(NULL, NULL, &options, &prediction, &error), PLUMB_NOT_FOUND,
                &error);
  EXPECT(prediction == NULL);
  plumb_prediction_free(NULL);
  EXPECT(plumb_prediction_count(NULL) == 0);
  EXPECT(plumb_prediction_verdict(NULL, 0) == -1);
  EXPECT(plumb_prediction_finding(NULL, 0) == NULL);
  EXPECT_STATUS(plumb_prediction_render(NULL, "text", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT(text == NULL);
}

static void test_options_of_it(const plumb_project* project, const plumb_schema* schema) {
  struct {
    plumb_predict_options options;
    size_t newer;
  } given;
  plumb_prediction* prediction = NULL;
  plumb_cancel* cancel = NULL;
  plumb_error* error = NULL;
  memset(&given, 0, sizeof given);
  plumb_options_init(&given.options, sizeof given);
  given.options.schema = schema;
  EXPECT_STATUS(plumb_project_predict(project, NULL, &given.options, &prediction, &error), PLUMB_OK,
                &error);
  plumb_prediction_free(prediction);
  given.newer = 1;
  EXPECT_STATUS(plumb_project_predict(project, NULL, &given.options, &prediction, &error),
                PLUMB_ARGUMENT, &error);
  given.options.struct_size = sizeof given.options;
  given.options.reserved = 1;
  EXPECT_STATUS(plumb_project_predict(project, NULL, &given.options, &prediction, &error),
                PLUMB_ARGUMENT, &error);
  given.options.reserved = 0;
  given.options.reserved_1 = 1;
  EXPECT_STATUS(plumb_project_predict(project, NULL, &given.options, &prediction, &error),
                PLUMB_ARGUMENT, &error);
  given.options.reserved_1 = 0;
  given.options.deadline_ms = -1;
  EXPECT_STATUS(plumb_project_predict(project, NULL, &given.options, &prediction, &error),
                PLUMB_ARGUMENT, &error);
  given.options.deadline_ms = 0;
  EXPECT_STATUS(plumb_cancel_new(&cancel), PLUMB_OK, NULL);
  plumb_cancel_request(cancel);
  given.options.cancel = cancel;
  EXPECT_STATUS(plumb_project_predict(project, NULL, &given.options, &prediction, &error),
                PLUMB_CANCELLED, &error);
  EXPECT(prediction == NULL);
  plumb_cancel_free(cancel);
}

static void test_documents(const plumb_prediction* prediction) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_prediction_render(prediction, "json", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "\"schema\": \"plumbline.prediction/1\"") != NULL);
  EXPECT(strstr(plumb_text_data(text), "\"end_line\": 4") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_prediction_render(prediction, "text", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "fails 42P07: relation \"a\" already exists") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_prediction_render(prediction, "pdf", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_prediction_render(prediction, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_prediction_render(prediction, "text", NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT(text == NULL);
}

/* 1 when the last statement fails as `a` is there already. It outlives project and schema. */
static void test_failure(void) {
  plumb_repository* repository = NULL;
  plumb_predict_options options;
  plumb_prediction* prediction = NULL;
  plumb_error* error = NULL;
  const plumb_project* project = open_tree(taken, &repository);
  plumb_schema* schema = nothing(project);
  test_null(project, schema);
  test_options_of_it(project, schema);
  plumb_options_init(&options, sizeof options);
  options.schema = schema;
  options.upto = "1";
  EXPECT_STATUS(plumb_project_predict(project, NULL, &options, &prediction, &error), PLUMB_OK,
                &error);
  EXPECT(plumb_prediction_count(prediction) == 1);
  plumb_prediction_free(prediction);
  options.upto = NULL;
  EXPECT_STATUS(plumb_project_predict(project, NULL, &options, &prediction, &error), PLUMB_OK,
                &error);
  plumb_repository_free(repository);
  plumb_schema_free(schema);
  static const int32_t verdicts[] = {PLUMB_VERDICT_OK, PLUMB_VERDICT_OK, PLUMB_VERDICT_FAILS,
                                     PLUMB_VERDICT_UNKNOWN};
  EXPECT(plumb_prediction_count(prediction) == 4);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT(plumb_prediction_verdict(prediction, i) == verdicts[i]);
    EXPECT((plumb_prediction_finding(prediction, i) == NULL) == (verdicts[i] == PLUMB_VERDICT_OK));
  }
  EXPECT(plumb_prediction_verdict(prediction, 4) == -1);
  EXPECT(plumb_prediction_finding(prediction, 4) == NULL);
  const plumb_finding* finding = plumb_prediction_finding(prediction, 2);
  EXPECT_SAME(plumb_finding_rule(finding), "deploy/will-fail");
  EXPECT_SAME(plumb_finding_sqlstate(finding), "42P07");
  EXPECT_SAME(plumb_finding_change(finding), "2");
  EXPECT(strstr(plumb_finding_file(finding), "2_a.sql") != NULL);
  EXPECT(plumb_finding_line(finding) == 3);
  EXPECT(plumb_finding_fix(finding) == NULL);
  EXPECT_SAME(plumb_finding_rule(plumb_prediction_finding(prediction, 3)), "deploy/not-predicted");
  test_documents(prediction);
  plumb_prediction_free(prediction);
}

/* Files of SQL need no project; each is looked up where the process is. */
static void test_scripts(void) {
  plumb_repository* repository = NULL;
  plumb_predict_options options;
  plumb_prediction* prediction = NULL;
  plumb_error* error = NULL;
  const plumb_project* project = open_tree(taken, &repository);
  plumb_schema* schema = nothing(project);
  char path[1024];
  strcpy(path, write_file("any.sql", "CREATE TABLE b (id int);\n"));
  const char* const scripts[] = {path, NULL};
  plumb_options_init(&options, sizeof options);
  options.schema = schema;
  options.scripts = scripts;
  for (int32_t twice = 0; twice < 2; ++twice) {
    options.twice = twice;
    EXPECT_STATUS(
        plumb_project_predict(twice ? project : NULL, NULL, &options, &prediction, &error),
        PLUMB_OK, &error);
    EXPECT(plumb_prediction_count(prediction) == (twice ? 2 : 1));
    EXPECT(plumb_prediction_verdict(prediction, 0) == PLUMB_VERDICT_OK);
    EXPECT(plumb_prediction_verdict(prediction, 1) == (twice ? PLUMB_VERDICT_FAILS : -1));
    plumb_prediction_free(prediction);
  }
  options.schema = NULL;
  EXPECT_STATUS(plumb_project_predict(NULL, NULL, &options, &prediction, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT(prediction == NULL);
  plumb_schema_free(schema);
  plumb_repository_free(repository);
}

/* With a target: what its registry has is not run again. */
static void test_target_of_it(void) {
  plumb_repository* repository = NULL;
  plumb_target* target = NULL;
  plumb_prediction* prediction = NULL;
  plumb_error* error = NULL;
  if (server_uri() == NULL) return;
  const plumb_project* project = open_tree(taken, &repository);
  run_sql("DROP TABLE IF EXISTS a; CREATE TABLE a (other text)");
  EXPECT_STATUS(plumb_target_open(server_uri(), NULL, &target, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_project_predict(project, target, NULL, &prediction, &error), PLUMB_OK,
                &error);
  EXPECT(plumb_prediction_verdict(prediction, 1) == PLUMB_VERDICT_FAILS);
  plumb_prediction_free(prediction);
  run_sql("DROP TABLE a");
  EXPECT_STATUS(plumb_project_predict(project, target, NULL, &prediction, &error), PLUMB_OK,
                &error);
  EXPECT(plumb_prediction_verdict(prediction, 1) == PLUMB_VERDICT_OK);
  EXPECT(plumb_prediction_verdict(prediction, 2) == PLUMB_VERDICT_FAILS);
  plumb_prediction_free(prediction);
  plumb_target_free(target);
  plumb_repository_free(repository);
}

/* Each tool's script, as SQL: what it makes is told of its text alone. */
static void test_effects(void) {
  char folder[1024];
  plumb_repository* repository = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  write_file("effects/sqitch/deploy/one.sql", "BEGIN;\nCREATE TABLE of_sqitch ();\nCOMMIT;\n");
  write_file("effects/sqitch/revert/one.sql", "DROP TABLE of_sqitch;\n");
  write_file("effects/sqitch/sqitch.conf", "[core]\n\tengine = pg\n");
  write_file(
      "effects/sqitch/sqitch.plan",
      "%syntax-version=1.0.0\n%project=p\n\none 2026-01-01T00:00:00Z A <a@example.com> # 1\n");
  write_file("effects/alembic/m/env.py", "");
  write_file("effects/alembic/m/versions/1_a.py",
             "import sqlalchemy as sa\nfrom alembic import op\nrevision = '1'\n"
             "down_revision = None\n\ndef upgrade():\n"
             "    op.create_table('of_alembic', sa.Column('id', sa.Integer()))\n\n"
             "def downgrade():\n    op.drop_table('of_alembic')\n");
  write_file("effects/alembic/alembic.ini", "[alembic]\nscript_location = m\n");
  write_file("effects/sqlx/migrations/1_a.sql", "CREATE TABLE of_sqlx ();\n");
  folder_of(folder, write_file("effects/x", ""));
  EXPECT_STATUS(plumb_repository_open(folder, NULL, &repository, &error), PLUMB_OK, &error);
  EXPECT(plumb_repository_count(repository) == 3);
  for (size_t i = 0; i < plumb_repository_count(repository); ++i) {
    const plumb_project* project = plumb_repository_at(repository, i);
    const plumb_change* change = plumb_project_change_at(project, 0);
    char name[64];
    snprintf(name, sizeof name, "\"name\": \"public.of_%s\"", plumb_project_tool(project));
    EXPECT_STATUS(plumb_change_effects(change, PLUMB_SCRIPT_DEPLOY, &text, &error), PLUMB_OK,
                  &error);
    EXPECT(strstr(plumb_text_data(text), "\"schema\": \"plumbline.effects/1\"") != NULL);
    EXPECT(strstr(plumb_text_data(text), name) != NULL);
    plumb_text_free(text);
    EXPECT_STATUS(plumb_change_effects(change, PLUMB_SCRIPT_VERIFY, &text, &error), PLUMB_OK,
                  &error);
    EXPECT(strstr(plumb_text_data(text), "\"statements\": []") != NULL);
    plumb_text_free(text);
    EXPECT_STATUS(plumb_change_effects(change, 3, &text, &error), PLUMB_ARGUMENT, &error);
    EXPECT_STATUS(plumb_change_effects(change, -1, &text, &error), PLUMB_ARGUMENT, &error);
    EXPECT_STATUS(plumb_change_effects(change, PLUMB_SCRIPT_DEPLOY, NULL, &error), PLUMB_ARGUMENT,
                  &error);
  }
  EXPECT_STATUS(plumb_change_effects(NULL, PLUMB_SCRIPT_DEPLOY, &text, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT(text == NULL);
  plumb_repository_free(repository);
}

/* The schema outlives its project, and so do the changes of its objects. */
static void test_plan(void) {
  plumb_repository* repository = NULL;
  plumb_schema* schema = NULL;
  plumb_schema_options options;
  plumb_error* error = NULL;
  const plumb_project* project = open_tree("CREATE TABLE a (id int);\n", &repository);
  EXPECT_STATUS(plumb_schema_plan(NULL, NULL, NULL, NULL, &schema, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_plan(project, NULL, NULL, NULL, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_plan(project, "7", NULL, NULL, &schema, &error), PLUMB_NOT_FOUND,
                &error);
  plumb_options_init(&options, sizeof options);
  options.deadline_ms = -1;
  EXPECT_STATUS(plumb_schema_plan(project, NULL, NULL, &options, &schema, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT(schema == NULL);
  options.deadline_ms = 60000;
  EXPECT_STATUS(plumb_schema_plan(project, NULL, NULL, &options, &schema, &error), PLUMB_OK,
                &error);
  plumb_repository_free(repository);
  const plumb_change* change =
      plumb_object_change(plumb_schema_find(schema, "column", "public.a.id"));
  EXPECT_SAME(plumb_change_id(change), "2");
  EXPECT(plumb_change_parent_count(change) == 1);
  EXPECT(plumb_object_change(plumb_schema_find(schema, "schema", "public")) == NULL);
  EXPECT(plumb_object_change(NULL) == NULL);
  plumb_schema_free(schema);

  /* What cannot be known is named with its place. */
  project =
      open_tree("SELECT 1;\nDO $$ BEGIN EXECUTE current_setting('x.y'); END $$;\n", &repository);
  EXPECT(plumb_schema_plan(project, NULL, NULL, NULL, &schema, &error) == PLUMB_UNSUPPORTED);
  EXPECT(schema == NULL && plumb_error_status(error) == PLUMB_UNSUPPORTED);
  EXPECT(plumb_error_detail(error) != NULL &&
         strstr(plumb_error_detail(error), "2_a.sql:2") != NULL);
  plumb_error_free(error);
  plumb_repository_free(repository);
}

void test_prediction(void) {
  test_failure();
  test_scripts();
  test_target_of_it();
  test_effects();
  test_plan();
}
