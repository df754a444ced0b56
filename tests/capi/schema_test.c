/* Schemas: captured, saved, loaded, read object by object; fingerprints and doctor of a target. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"

static const char make_schema[] =
    "DROP SCHEMA IF EXISTS capi CASCADE; CREATE SCHEMA capi;"
    "CREATE TABLE capi.customer (id integer PRIMARY KEY, name text NOT NULL,"
    " score integer DEFAULT 0 CHECK (score >= 0));"
    "COMMENT ON COLUMN capi.customer.name IS 'as they \xc3\xa9"
    "crit it';"
    "CREATE INDEX customer_name ON capi.customer (name);"
    "CREATE VIEW capi.named AS SELECT id, name FROM capi.customer;"
    "CREATE TYPE capi.mood AS ENUM ('sad', 'happy')";

static const char* const one_schema[] = {"capi", NULL};

static plumb_schema_options only_capi(void) {
  plumb_schema_options options;
  plumb_options_init(&options, sizeof options);
  options.schemas = one_schema;
  return options;
}

static plumb_target* open_target(int32_t lock_ms) {
  plumb_target_options options;
  plumb_target* target = NULL;
  plumb_error* error = NULL;
  plumb_options_init(&options, sizeof options);
  options.lock_ms = lock_ms;
  EXPECT_STATUS(plumb_target_open(server_uri(), &options, &target, &error), PLUMB_OK, &error);
  return target;
}

static void test_null(void) {
  plumb_schema* schema = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_schema_capture(NULL, NULL, &schema, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_target_fingerprint(NULL, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_target_digest(NULL, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_target_doctor(NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_load(NULL, 0, &schema, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_load("{}", 2, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_save(NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT(schema == NULL && text == NULL);
  plumb_schema_free(NULL);
  EXPECT(plumb_schema_count(NULL) == 0);
  EXPECT(plumb_schema_at(NULL, 0) == NULL);
  EXPECT(plumb_schema_find(NULL, "table", "x") == NULL);
  EXPECT_SAME(plumb_schema_fingerprint(NULL), NULL);
  EXPECT_SAME(plumb_schema_fingerprint_of(NULL, "x"), NULL);
  EXPECT(plumb_schema_server_version(NULL) == 0);
  EXPECT_SAME(plumb_schema_digest(NULL), NULL);
  EXPECT_STATUS(plumb_schema_render(NULL, "text", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_SAME(plumb_schema_database(NULL), NULL);
  EXPECT(plumb_schema_is_relative(NULL) == -1);
  EXPECT(plumb_schema_unchecked_count(NULL) == 0 && plumb_schema_left_out_count(NULL) == 0);
  EXPECT_SAME(plumb_schema_unchecked_at(NULL, 0), NULL);
  EXPECT_SAME(plumb_schema_left_out_at(NULL, 0), NULL);
  EXPECT_SAME(plumb_object_kind(NULL), NULL);
  EXPECT_SAME(plumb_object_name(NULL), NULL);
  EXPECT_SAME(plumb_object_schema(NULL), NULL);
  EXPECT(plumb_object_parent(NULL) == NULL);
  EXPECT(plumb_object_part_count(NULL) == 0 && plumb_object_part_at(NULL, 0) == NULL);
  EXPECT(plumb_object_dependency_count(NULL) == 0 && plumb_object_dependency_at(NULL, 0) == NULL);
  EXPECT(plumb_object_position(NULL) == 0);
  EXPECT(plumb_object_property_count(NULL) == 0);
  EXPECT_SAME(plumb_object_property_name(NULL, 0), NULL);
  EXPECT_SAME(plumb_object_property_value(NULL, 0), NULL);
  EXPECT_SAME(plumb_object_property(NULL, "type"), NULL);
  EXPECT_SAME(plumb_object_definition(NULL), NULL);
  EXPECT_SAME(plumb_object_fingerprint(NULL), NULL);
  EXPECT(plumb_object_change(NULL) == NULL);
}

static void test_formats(void) {
  static const char* const documents[] = {"", "{", "{}", "[]",
                                          "{\"schema\": \"plumbline.plan/1\"}"};
  plumb_schema* schema = NULL;
  for (size_t i = 0; i < sizeof documents / sizeof *documents; ++i) {
    plumb_error* error = NULL;
    printf("document %zu\n", i);
    EXPECT_STATUS(plumb_schema_load(documents[i], strlen(documents[i]), &schema, &error),
                  PLUMB_FORMAT, &error);
    EXPECT(schema == NULL);
  }
}

/* One table and what belongs to it. */
static void test_table(const plumb_schema* schema) {
  const plumb_object* table = plumb_schema_find(schema, "table", "capi.customer");
  EXPECT_SAME(plumb_object_kind(table), "table");
  EXPECT_SAME(plumb_object_name(table), "capi.customer");
  EXPECT_SAME(plumb_object_schema(table), "capi");
  EXPECT(plumb_object_parent(table) == NULL);
  EXPECT(plumb_object_position(table) == 0);
  EXPECT(plumb_object_change(table) == NULL);
  EXPECT(plumb_object_property(table, "owner") != NULL);
  EXPECT_SAME(plumb_object_property(table, "no_such_property"), NULL);
  EXPECT_SAME(plumb_object_property(table, NULL), NULL);
  size_t columns = 0;
  for (size_t i = 0; i < plumb_object_part_count(table); ++i) {
    const plumb_object* part = plumb_object_part_at(table, i);
    columns += strcmp(plumb_object_kind(part), "column") == 0;
    EXPECT(plumb_object_parent(part) == table);
    EXPECT(plumb_schema_find(schema, plumb_object_kind(part), plumb_object_name(part)) == part);
  }
  EXPECT(columns == 3 && plumb_object_part_count(table) == 5);
  EXPECT(plumb_object_part_at(table, plumb_object_part_count(table)) == NULL);
  const plumb_object* index = plumb_schema_find(schema, "index", "capi.customer_name");
  EXPECT(index != NULL && plumb_object_parent(index) == table);
  const plumb_object* view = plumb_schema_find(schema, "view", "capi.named");
  int needs_table = 0;
  for (size_t i = 0; i < plumb_object_dependency_count(view); ++i) {
    const plumb_object* needed = plumb_object_dependency_at(view, i);
    needs_table += needed == table || plumb_object_parent(needed) == table;
  }
  EXPECT(needs_table > 0);
  EXPECT(plumb_object_dependency_at(view, plumb_object_dependency_count(view)) == NULL);
}

static void test_column(const plumb_schema* schema) {
  const plumb_object* column = plumb_schema_find(schema, "column", "capi.customer.name");
  EXPECT(plumb_object_position(column) == 2);
  EXPECT_SAME(plumb_object_property(column, "type"), "text");
  EXPECT_SAME(plumb_object_property(column, "not_null"), "true");
  EXPECT_SAME(plumb_object_property(column, "comment"),
              "as they \xc3\xa9"
              "crit it");
  const size_t count = plumb_object_property_count(column);
  for (size_t i = 0; i < count; ++i) {
    const char* name = plumb_object_property_name(column, i);
    EXPECT_SAME(plumb_object_property(column, name), plumb_object_property_value(column, i));
    EXPECT(i == 0 || strcmp(plumb_object_property_name(column, i - 1), name) < 0);
  }
  EXPECT(count >= 3);
  EXPECT_SAME(plumb_object_property_name(column, count), NULL);
  EXPECT_SAME(plumb_object_property_value(column, count), NULL);
}

static void test_definitions(const plumb_schema* schema) {
  const plumb_object* table = plumb_schema_find(schema, "table", "capi.customer");
  const char* definition = plumb_object_definition(table);
  EXPECT(definition != NULL && strncmp(definition, "CREATE TABLE capi.customer (", 28) == 0);
  EXPECT(plumb_object_definition(table) == definition);
  EXPECT_SAME(plumb_object_definition(plumb_schema_find(schema, "index", "capi.customer_name")),
              "CREATE INDEX customer_name ON capi.customer USING btree (name)");
  for (size_t i = 0; i < plumb_schema_count(schema); ++i) {
    const plumb_object* object = plumb_schema_at(schema, i);
    definition = plumb_object_definition(object);
    EXPECT(definition == NULL || *definition != '\0');
    const char* fingerprint = plumb_object_fingerprint(object);
    EXPECT(fingerprint != NULL && strlen(fingerprint) == 64);
    EXPECT(plumb_object_fingerprint(object) == fingerprint);
  }
}

static void test_documents(const plumb_schema* schema) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_schema_render(schema, "text", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "table") != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_schema_render(schema, "fingerprints", &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "\"plumbline.fingerprints/1\"") != NULL);
  EXPECT(strstr(plumb_text_data(text), plumb_schema_fingerprint(schema)) != NULL);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_schema_render(schema, "json", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_render(schema, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_render(schema, "text", NULL, &error), PLUMB_ARGUMENT, &error);
}

static void test_objects(const plumb_schema* schema) {
  EXPECT(plumb_schema_server_version(schema) >= 120000);
  EXPECT_SAME(plumb_schema_database(schema), "postgres");
  EXPECT(plumb_schema_is_relative(schema) == 0);
  EXPECT(plumb_schema_unchecked_count(schema) == 0);
  EXPECT_SAME(plumb_schema_unchecked_at(schema, 0), NULL);
  for (size_t i = 0; i < plumb_schema_left_out_count(schema); ++i)
    EXPECT(strstr(plumb_schema_left_out_at(schema, i), ": ") != NULL);
  EXPECT_SAME(plumb_schema_left_out_at(schema, plumb_schema_left_out_count(schema)), NULL);
  EXPECT(plumb_schema_at(schema, plumb_schema_count(schema)) == NULL);
  EXPECT(plumb_schema_find(schema, "table", "capi.nothing") == NULL);
  EXPECT(plumb_schema_find(schema, "no-such-kind", "capi.customer") == NULL);
  EXPECT(plumb_schema_find(schema, NULL, "capi.customer") == NULL);
  EXPECT(plumb_schema_find(schema, "table", NULL) == NULL);
  EXPECT(strlen(plumb_schema_fingerprint(schema)) == 64);
  EXPECT(strlen(plumb_schema_fingerprint_of(schema, "capi")) == 64);
  EXPECT_SAME(plumb_schema_fingerprint_of(schema, "nothing"), NULL);
  EXPECT_SAME(plumb_schema_fingerprint_of(schema, NULL), NULL);
  EXPECT_SAME(plumb_schema_digest(schema), NULL);
  test_documents(schema);
  test_table(schema);
  test_column(schema);
  test_definitions(schema);
}

/* Saved, loaded, and saved again: the same bytes, the same objects, wherever the first one is. */
static void test_round_trip(plumb_schema* schema) {
  plumb_schema* again = NULL;
  plumb_text* text = NULL;
  plumb_text* second = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_schema_save(schema, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_save(schema, &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "\"plumbline.snapshot/1\"") != NULL);
  EXPECT_STATUS(plumb_schema_load(plumb_text_data(text), plumb_text_size(text) / 2, &again, &error),
                PLUMB_FORMAT, &error);
  EXPECT_STATUS(plumb_schema_load(plumb_text_data(text), plumb_text_size(text), &again, &error),
                PLUMB_OK, &error);
  EXPECT_SAME(plumb_schema_fingerprint(again), plumb_schema_fingerprint(schema));
  plumb_schema_free(schema);
  EXPECT_STATUS(plumb_schema_save(again, &second, &error), PLUMB_OK, &error);
  EXPECT_SAME(plumb_text_data(second), plumb_text_data(text));
  plumb_text_free(text);
  plumb_text_free(second);
  test_objects(again);
  plumb_schema_free(again);
}

static void test_fingerprints(plumb_target* target, const plumb_schema* schema) {
  plumb_schema_options options = only_capi();
  plumb_text* text = NULL;
  plumb_text* digest = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_target_fingerprint(target, &options, &text, &error), PLUMB_OK, &error);
  EXPECT_SAME(plumb_text_data(text), plumb_schema_fingerprint(schema));
  plumb_text_free(text);
  EXPECT_STATUS(plumb_target_digest(target, &options, &digest, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_target_digest(target, &options, &text, &error), PLUMB_OK, &error);
  EXPECT_SAME(plumb_text_data(digest), plumb_text_data(text));
  plumb_text_free(text);
  plumb_schema* digested = NULL;
  options.with_digest = 1;
  EXPECT_STATUS(plumb_schema_capture(target, &options, &digested, &error), PLUMB_OK, &error);
  EXPECT_SAME(plumb_schema_digest(digested), plumb_text_data(digest));
  plumb_schema_free(digested);
  run_sql("COMMENT ON TABLE capi.customer IS 'changed'");
  EXPECT_STATUS(plumb_target_digest(target, &options, &text, &error), PLUMB_OK, &error);
  EXPECT(strcmp(plumb_text_data(digest), plumb_text_data(text)) != 0);
  plumb_text_free(text);
  plumb_text_free(digest);
  EXPECT_STATUS(plumb_target_fingerprint(target, &options, &text, &error), PLUMB_OK, &error);
  EXPECT(strcmp(plumb_text_data(text), plumb_schema_fingerprint(schema)) != 0);
  plumb_text_free(text);
  run_sql("COMMENT ON TABLE capi.customer IS NULL");
  EXPECT_STATUS(plumb_target_fingerprint(target, &options, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_target_digest(target, &options, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_schema_capture(target, &options, NULL, &error), PLUMB_ARGUMENT, &error);
}

/* Two tenants that were made alike are one thing once their own names are left out. */
static void test_relative(plumb_target* target) {
  static const char* const tenants[] = {"tenant_*", NULL};
  plumb_schema_options options = only_capi();
  plumb_schema* schema = NULL;
  plumb_error* error = NULL;
  options.schemas = tenants;
  for (int is_relative = 0; is_relative < 2; ++is_relative) {
    options.relative = is_relative;
    EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_OK, &error);
    EXPECT(plumb_schema_is_relative(schema) == is_relative);
    const char* one = plumb_schema_fingerprint_of(schema, "tenant_1");
    const char* other = plumb_schema_fingerprint_of(schema, "tenant_2");
    EXPECT(one != NULL && other != NULL && (strcmp(one, other) == 0) == is_relative);
    EXPECT(
        (plumb_schema_find(schema, "table", is_relative ? "orders" : "tenant_1.orders") != NULL));
    plumb_schema_free(schema);
  }
}

static void test_doctor(plumb_target* target) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_target_doctor(target, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_target_doctor(target, &text, &error), PLUMB_OK, &error);
  EXPECT(strstr(plumb_text_data(text), "\"plumbline.doctor/1\"") != NULL);
  plumb_text_free(text);
}

struct nested {
  plumb_target* target;
  int count;
  plumb_status status;
};

/* The target is in use by the call that this event is of. */
static int32_t capture_again(const plumb_event* event, void* user_data) {
  struct nested* nested = user_data;
  plumb_schema* schema = NULL;
  EXPECT(plumb_event_message(event) != NULL && *plumb_event_message(event) != '\0');
  nested->status = plumb_schema_capture(nested->target, NULL, &schema, NULL);
  plumb_schema_free(schema);
  ++nested->count;
  return 0;
}

static int32_t stop(const plumb_event* event, void* user_data) {
  (void)event;
  ++*(int*)user_data;
  return 1;
}

static void test_events(void) {
  plumb_target* target = open_target(0);
  plumb_schema_options options = only_capi();
  plumb_schema* schema = NULL;
  plumb_error* error = NULL;
  struct nested nested = {target, 0, PLUMB_OK};
  int stops = 0;
  options.on_event = capture_again;
  options.user_data = &nested;
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_OK, &error);
  EXPECT(nested.count > 0 && nested.status == PLUMB_BUSY);
  plumb_schema_free(schema);
  options.on_event = stop;
  options.user_data = &stops;
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_CANCELLED, &error);
  EXPECT(schema == NULL && stops == 1);
  plumb_target_free(target);
}

static void* request_soon(void* cancel) {
  usleep(100 * 1000);
  plumb_cancel_request(cancel);
  return NULL;
}

/* While a lock is waited for: by another thread, and by the deadline. */
static void test_cancel_of_a_capture(void) {
  plumb_schema_options options = only_capi();
  plumb_schema* schema = NULL;
  plumb_cancel* cancel = NULL;
  plumb_error* error = NULL;
  pthread_t thread;
  void* locker = open_session("BEGIN; LOCK TABLE capi.named IN ACCESS EXCLUSIVE MODE");
  plumb_target* target = open_target(60000);
  EXPECT_STATUS(plumb_cancel_new(&cancel), PLUMB_OK, NULL);
  options.cancel = cancel;
  pthread_create(&thread, NULL, request_soon, cancel);
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_CANCELLED, &error);
  pthread_join(thread, NULL);
  plumb_target_free(target);
  target = open_target(60000);
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_CANCELLED, &error);
  plumb_target_free(target);
  plumb_cancel_free(cancel);
  target = open_target(60000);
  options.cancel = NULL;
  options.deadline_ms = 100;
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_TIMEOUT, &error);
  EXPECT(schema == NULL);
  plumb_target_free(target);
  /* And with a limit of its own: the rest is complete. */
  target = open_target(50);
  options.deadline_ms = 0;
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_OK, &error);
  int is_told = 0;
  for (size_t i = 0; i < plumb_schema_unchecked_count(schema); ++i)
    is_told += strstr(plumb_schema_unchecked_at(schema, i), "view capi.named: ") != NULL;
  EXPECT(is_told > 0);
  EXPECT_SAME(plumb_schema_unchecked_at(schema, plumb_schema_unchecked_count(schema)), NULL);
  EXPECT(plumb_schema_find(schema, "table", "capi.customer") != NULL);
  plumb_schema_free(schema);
  plumb_target_free(target);
  close_session(locker);
}

void test_schema(void) {
  plumb_schema_options options = only_capi();
  plumb_schema* schema = NULL;
  plumb_error* error = NULL;
  test_null();
  test_formats();
  if (server_uri() == NULL) return;
  run_sql(make_schema);
  run_sql(
      "CREATE SCHEMA tenant_1; CREATE TABLE tenant_1.orders (id integer);"
      "CREATE SCHEMA tenant_2; CREATE TABLE tenant_2.orders (id integer)");
  plumb_target* target = open_target(0);
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_OK, &error);
  test_objects(schema);
  test_fingerprints(target, schema);
  test_relative(target);
  test_doctor(target);
  plumb_target_free(target);
  test_round_trip(schema);
  test_events();
  test_cancel_of_a_capture();
  run_sql("DROP SCHEMA capi CASCADE; DROP SCHEMA tenant_1 CASCADE; DROP SCHEMA tenant_2 CASCADE");
}
