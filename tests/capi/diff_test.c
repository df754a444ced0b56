/* Diffs of two schemas: of the snapshots that are kept here, and of what they were made of. */
#include <string.h>

#include "expect.h"

static const char make_schema[] =
    "DROP SCHEMA IF EXISTS capi_diff CASCADE; CREATE SCHEMA capi_diff;"
    "CREATE TABLE capi_diff.kept (id integer, total integer DEFAULT 0);"
    "CREATE TABLE capi_diff.gone (id integer, a text, b date);"
    "COMMENT ON TABLE capi_diff.kept IS 'before';"
    "CREATE TYPE capi_diff.mood AS ENUM ('sad', 'happy');"
    "CREATE TABLE capi_diff.same (id integer PRIMARY KEY, mood capi_diff.mood NOT NULL,"
    " note text CHECK (note <> ''));"
    "CREATE INDEX same_note ON capi_diff.same (lower(note));"
    "CREATE VIEW capi_diff.happy AS SELECT id FROM capi_diff.same WHERE mood = 'happy';"
    "CREATE FUNCTION capi_diff.twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * $1'";
static const char change_schema[] =
    "ALTER TABLE capi_diff.kept ALTER COLUMN total TYPE bigint;"
    "COMMENT ON TABLE capi_diff.kept IS 'after';"
    "ALTER TABLE capi_diff.gone RENAME TO come";

static plumb_schema* capture(void) {
  static const char* const schemas[] = {"capi_diff", NULL};
  plumb_schema_options options;
  plumb_target* target = NULL;
  plumb_schema* schema = NULL;
  plumb_error* error = NULL;
  plumb_options_init(&options, sizeof options);
  options.schemas = schemas;
  EXPECT_STATUS(plumb_target_open(server_uri(), NULL, &target, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_OK, &error);
  plumb_target_free(target);
  return schema;
}

static void test_null(void) {
  plumb_diff* diff = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_schema_diff(NULL, NULL, NULL, &diff, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_diff_render(NULL, "text", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT(diff == NULL && text == NULL);
  plumb_diff_free(NULL);
  EXPECT(plumb_diff_count(NULL) == 0);
  EXPECT(plumb_diff_kind(NULL, 0) == 0);
  EXPECT_SAME(plumb_diff_object_kind(NULL, 0), NULL);
  EXPECT_SAME(plumb_diff_object(NULL, 0), NULL);
  EXPECT_SAME(plumb_diff_property(NULL, 0), NULL);
  EXPECT_SAME(plumb_diff_old(NULL, 0), NULL);
  EXPECT_SAME(plumb_diff_new(NULL, 0), NULL);
  EXPECT_SAME(plumb_diff_rename_hint(NULL, 0), NULL);
  EXPECT(plumb_diff_unchecked_count(NULL) == 0);
  EXPECT_SAME(plumb_diff_unchecked_at(NULL, 0), NULL);
}

/* Sorted by kind, object, change, property: two tables apart, a comment, the type of a column. */
static void test_differences(const plumb_diff* diff) {
  EXPECT(plumb_diff_count(diff) == 4);
  EXPECT(plumb_diff_kind(diff, 0) == PLUMB_DIFF_UNEXPECTED);
  EXPECT_SAME(plumb_diff_object_kind(diff, 0), "table");
  EXPECT_SAME(plumb_diff_object(diff, 0), "capi_diff.come");
  EXPECT_SAME(plumb_diff_property(diff, 0), NULL);
  EXPECT_SAME(plumb_diff_old(diff, 0), NULL);
  EXPECT_SAME(plumb_diff_new(diff, 0), NULL);
  EXPECT_SAME(plumb_diff_rename_hint(diff, 0), "capi_diff.gone");
  EXPECT(plumb_diff_kind(diff, 1) == PLUMB_DIFF_MISSING);
  EXPECT_SAME(plumb_diff_object(diff, 1), "capi_diff.gone");
  EXPECT_SAME(plumb_diff_rename_hint(diff, 1), "capi_diff.come");
  EXPECT(plumb_diff_kind(diff, 2) == PLUMB_DIFF_CHANGED);
  EXPECT_SAME(plumb_diff_object(diff, 2), "capi_diff.kept");
  EXPECT_SAME(plumb_diff_property(diff, 2), "comment");
  EXPECT_SAME(plumb_diff_old(diff, 2), "before");
  EXPECT_SAME(plumb_diff_new(diff, 2), "after");
  EXPECT_SAME(plumb_diff_rename_hint(diff, 2), NULL);
  EXPECT_SAME(plumb_diff_object_kind(diff, 3), "column");
  EXPECT_SAME(plumb_diff_object(diff, 3), "capi_diff.kept.total");
  EXPECT_SAME(plumb_diff_property(diff, 3), "type");
  EXPECT_SAME(plumb_diff_old(diff, 3), "integer");
  EXPECT_SAME(plumb_diff_new(diff, 3), "bigint");
  EXPECT(plumb_diff_kind(diff, 4) == 0);
  EXPECT_SAME(plumb_diff_object_kind(diff, 4), NULL);
  EXPECT_SAME(plumb_diff_object(diff, 4), NULL);
  EXPECT_SAME(plumb_diff_rename_hint(diff, 4), NULL);
  EXPECT(plumb_diff_unchecked_count(diff) == 0);
  EXPECT_SAME(plumb_diff_unchecked_at(diff, 0), NULL);
}

static void test_documents(const plumb_diff* diff) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_diff_render(diff, "json", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "\"plumbline.diff/1\"") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_diff_render(diff, "text", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "column total") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_diff_render(diff, "html", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_diff_render(diff, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_diff_render(diff, "json", NULL, &error), PLUMB_ARGUMENT, &error);
}

static void test_filters(const plumb_schema* old, const plumb_schema* now) {
  static const char* const columns[] = {"column", NULL};
  static const char* const kept[] = {"capi_diff.kept", NULL};
  static const char* const broken[] = {"no-such-kind:x", NULL};
  static const struct {
    const char *const *only, *const *skip;
    int32_t without_comments;
    size_t count;
  } rows[] = {
      {NULL, NULL, 1, 3}, {columns, NULL, 0, 1}, {kept, NULL, 0, 2},
      {NULL, kept, 0, 2}, {kept, columns, 0, 1},
  };
  plumb_diff_options options;
  plumb_diff* diff = NULL;
  plumb_error* error = NULL;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
    plumb_options_init(&options, sizeof options);
    options.only = rows[i].only;
    options.skip = rows[i].skip;
    options.without_comments = rows[i].without_comments;
    EXPECT_STATUS(plumb_schema_diff(old, now, &options, &diff, &error), PLUMB_OK, &error);
    EXPECT(plumb_diff_count(diff) == rows[i].count);
    plumb_diff_free(diff);
  }
  options.only = broken;
  EXPECT_STATUS(plumb_schema_diff(old, now, &options, &diff, &error), PLUMB_ARGUMENT, &error);
  EXPECT(diff == NULL);
  EXPECT_STATUS(plumb_schema_diff(old, NULL, NULL, &diff, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_diff(NULL, now, NULL, &diff, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_diff(old, now, NULL, NULL, &error), PLUMB_ARGUMENT, &error);
}

static void test_pair(plumb_schema* old, plumb_schema* now) {
  plumb_diff* diff = NULL;
  plumb_error* error = NULL;
  test_filters(old, now);
  EXPECT_STATUS(plumb_schema_diff(old, old, NULL, &diff, &error), PLUMB_OK, &error);
  EXPECT(plumb_diff_count(diff) == 0);
  plumb_diff_free(diff);
  EXPECT_STATUS(plumb_schema_diff(old, now, NULL, &diff, &error), PLUMB_OK, &error);
  /* A diff outlives both schemas, whichever goes first. */
  plumb_schema_free(now);
  plumb_schema_free(old);
  test_differences(diff);
  test_documents(diff);
  plumb_diff_free(diff);
}

/* snapshots/README.md has the same statements. */
void test_diff(void) {
  test_null();
  test_pair(load_snapshot("before"), load_snapshot("after"));
  if (server_uri() == NULL) return;
  run_sql(make_schema);
  plumb_schema* old = capture();
  run_sql(change_schema);
  plumb_schema* now = capture();
  test_pair(old, now);
  run_sql("DROP SCHEMA capi_diff CASCADE");
}
