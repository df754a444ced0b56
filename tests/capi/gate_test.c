/* Gates, what is recorded of them, and what an error means. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

static const char broken[] = "CREATE TABLE teams (id bigint);\nCREATE TABLE teams (id bigint);\n";

/* One sqlx tree with ways back; the last migration is `last`. */
static plumb_repository* open_tree(const char* last) {
  plumb_repository* repository = NULL;
  plumb_error* error = NULL;
  write_file("gated/migrations/1_people.up.sql", "CREATE TABLE people (id bigint);\n");
  write_file("gated/migrations/1_people.down.sql", "DROP TABLE people;\n");
  write_file("gated/migrations/2_teams.down.sql", "DROP TABLE teams;\n");
  const char* path = write_file("gated/migrations/2_teams.up.sql", last);
  char folder[1024];
  snprintf(folder, sizeof folder, "%.*s", (int)(strstr(path, "/migrations") - path), path);
  EXPECT_STATUS(plumb_repository_open(folder, NULL, &repository, &error), PLUMB_OK, &error);
  EXPECT(plumb_repository_count(repository) == 1);
  return repository;
}

/* A file that is not there yet. */
static const char* new_record(void) {
  static char path[1024];
  snprintf(path, sizeof path, "%s", write_file("gated/record.jsonl", ""));
  remove(path);
  return path;
}

static int holds(const plumb_text* text, const char* words) {
  return plumb_text_data(text) != NULL && strstr(plumb_text_data(text), words) != NULL;
}

/* What history says of the newest run. */
static void expect_recorded(const char* record, const char* passed) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_history_read(record, &text, &error), PLUMB_OK, &error);
  EXPECT(holds(text, "\"schema\": \"plumbline.history/1\"") && holds(text, passed));
  plumb_text_free(text);
}

static void test_options_of_gates(const plumb_repository* repository) {
  plumb_gate_options options;
  plumb_run* run = (plumb_run*)&options;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_repository_gate(NULL, NULL, &run, &error), PLUMB_ARGUMENT, &error);
  EXPECT(run == NULL);
  EXPECT_STATUS(plumb_project_gate(NULL, NULL, &run, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_repository_gate(repository, NULL, NULL, &error), PLUMB_ARGUMENT, &error);
  const struct {
    int32_t kind, step_ms, deadline_ms, reserved, reserved_1;
  } rows[] = {{2, 0, 0, 0, 0},  {-1, 0, 0, 0, 0}, {0, -1, 0, 0, 0},
              {0, 0, -1, 0, 0}, {0, 0, 0, 1, 0},  {0, 0, 0, 0, 1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
    plumb_options_init(&options, sizeof options);
    options.record = "";
    options.kind = rows[i].kind;
    options.step_ms = rows[i].step_ms;
    options.deadline_ms = rows[i].deadline_ms;
    options.reserved = rows[i].reserved;
    options.reserved_1 = rows[i].reserved_1;
    EXPECT_STATUS(plumb_repository_gate(repository, &options, &run, &error), PLUMB_ARGUMENT,
                  &error);
  }
  struct {
    plumb_gate_options known;
    int64_t unknown;
  } newer;
  plumb_options_init(&newer, sizeof newer);
  newer.unknown = 1;
  EXPECT_STATUS(plumb_repository_gate(repository, &newer.known, &run, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT(plumb_run_passed(NULL) == -1);
  EXPECT_SAME(plumb_run_detail(NULL), NULL);
  EXPECT(plumb_run_report(NULL) == NULL);
  EXPECT_STATUS(plumb_run_render(NULL, "json", NULL, &error), PLUMB_ARGUMENT, &error);
  plumb_run_free(NULL);
}

struct seen {
  int count, starts, dones;
  plumb_cancel* cancel; /* requested at the first step */
  int is_refused;       /* at the first step */
  int32_t first, last;
};

static int32_t see_event(const plumb_event* event, void* user_data) {
  struct seen* seen = user_data;
  const int32_t kind = plumb_event_kind(event);
  if (seen->count++ == 0) seen->first = kind;
  seen->last = kind;
  seen->starts += kind == PLUMB_EVENT_STEP_START;
  seen->dones += kind == PLUMB_EVENT_STEP_DONE;
  EXPECT(strstr(plumb_event_json(event), "\"gate\":\"round-trip\"") != NULL);
  if (kind != PLUMB_EVENT_STEP_START) return 0;
  plumb_cancel_request(seen->cancel);
  return seen->is_refused;
}

static void test_green(plumb_gate_options options) {
  plumb_repository* repository = open_tree("CREATE TABLE teams (id bigint);\n");
  struct seen seen = {0, 0, 0, NULL, 0, 0, 0};
  plumb_run* run = NULL;
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  options.record = new_record();
  options.version = "1a2b3c";
  options.tier = "staging";
  options.on_event = see_event;
  options.user_data = &seen;
  EXPECT_STATUS(plumb_repository_gate(repository, &options, &run, &error), PLUMB_OK, &error);
  EXPECT(plumb_run_passed(run) == 1);
  EXPECT(plumb_run_detail(run) != NULL); /* what it came to */
  EXPECT(plumb_report_total(plumb_run_report(run), PLUMB_SEVERITY_ERROR) == 0);
  EXPECT(seen.first == PLUMB_EVENT_GATE_START && seen.last == PLUMB_EVENT_GATE_DONE);
  EXPECT(seen.starts > 0 && seen.starts == seen.dones);
  plumb_repository_free(repository); /* the run needs it not */
  EXPECT_STATUS(plumb_run_render(run, "json", &text, &error), PLUMB_OK, &error);
  EXPECT(holds(text, "\"schema\": \"plumbline.gate/1\"") && holds(text, "\"tier\": \"staging\""));
  EXPECT(holds(text, "\"passed\": true"));
  plumb_text_free(text);
  EXPECT_STATUS(plumb_run_render(run, "text", &text, &error), PLUMB_OK, &error);
  EXPECT(plumb_text_size(text) > 0);
  plumb_text_free(text);
  EXPECT_STATUS(plumb_run_render(run, "sarif", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT(text == NULL);
  EXPECT_STATUS(plumb_run_render(run, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  plumb_run_free(run);
  expect_recorded(options.record, "\"passed\": true");
}

/* Simulated and on a server, the schema is the same. */
static void test_built(const plumb_server* server) {
  plumb_repository* repository = open_tree("CREATE TABLE teams (id bigint);\n");
  const plumb_project* project = plumb_repository_at(repository, 0);
  plumb_schema *built = NULL, *simulated = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_schema_plan(project, NULL, server, NULL, &built, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_schema_plan(project, NULL, NULL, NULL, &simulated, &error), PLUMB_OK, &error);
  EXPECT(plumb_schema_find(built, "table", "public.teams") != NULL);
  EXPECT(plumb_object_change(plumb_schema_find(built, "table", "public.teams")) == NULL);
  EXPECT_SAME(plumb_schema_fingerprint(built), plumb_schema_fingerprint(simulated));
  plumb_schema_free(simulated);
  plumb_schema_free(built);
  EXPECT_STATUS(plumb_schema_plan(project, "7", server, NULL, &built, &error), PLUMB_NOT_FOUND,
                &error);
  EXPECT(built == NULL);
  plumb_repository_free(repository);
  repository = open_tree(broken);
  EXPECT_STATUS(
      plumb_schema_plan(plumb_repository_at(repository, 0), NULL, server, NULL, &built, &error),
      PLUMB_TOOL, &error);
  plumb_repository_free(repository);
}

static void test_red(plumb_gate_options options) {
  plumb_repository* repository = open_tree(broken);
  plumb_run* run = NULL;
  plumb_error* error = NULL;
  options.record = new_record();
  options.each = options.fresh = options.no_inference = 1;
  EXPECT_STATUS(plumb_project_gate(plumb_repository_at(repository, 0), &options, &run, &error),
                PLUMB_OK, &error);
  EXPECT(plumb_run_passed(run) == 0);
  EXPECT(plumb_run_detail(run) != NULL && strstr(plumb_run_detail(run), "teams") != NULL);
  const plumb_report* report = plumb_run_report(run);
  EXPECT(plumb_report_total(report, PLUMB_SEVERITY_ERROR) > 0);
  EXPECT_SAME(plumb_finding_sqlstate(plumb_report_at(report, 0)), "42P07");
  EXPECT(plumb_finding_failure_class(plumb_report_at(report, 0)) != NULL);
  plumb_run_free(run);
  expect_recorded(options.record, "\"passed\": false");
  plumb_repository_free(repository);
}

/* By a token, and by what the callback answers. */
static void test_ended(plumb_gate_options options) {
  plumb_repository* repository = open_tree("CREATE TABLE teams (id bigint);\n");
  for (int is_refused = 0; is_refused < 2; ++is_refused) {
    struct seen seen = {0, 0, 0, NULL, is_refused, 0, 0};
    plumb_run* run = NULL;
    plumb_error* error = NULL;
    if (!is_refused) EXPECT_STATUS(plumb_cancel_new(&seen.cancel), PLUMB_OK, NULL);
    options.record = new_record();
    options.cancel = seen.cancel;
    options.on_event = see_event;
    options.user_data = &seen;
    EXPECT_STATUS(plumb_repository_gate(repository, &options, &run, &error), PLUMB_CANCELLED,
                  &error);
    EXPECT(run == NULL && seen.starts == 1);
    expect_recorded(options.record, "\"passed\": false");
    plumb_cancel_free(seen.cancel);
  }
  plumb_repository_free(repository);
}

static void test_history(void) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_history_read("/nowhere/gates.jsonl", NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_history_read("/nowhere/gates.jsonl", &text, &error), PLUMB_NOT_FOUND, &error);
  EXPECT(text == NULL);
  const char* other = write_file("gated/other.jsonl", "{\"schema\": \"something.else/1\"}\n");
  EXPECT_STATUS(plumb_history_read(other, &text, &error), PLUMB_FORMAT, &error);
}

static void test_classify(void) {
  static const char said[] = "psycopg2.errors.DuplicateTable: relation \"teams\" already exists\n";
  plumb_report* report = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_output_classify(NULL, 0, NULL, NULL, &report, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT_STATUS(plumb_output_classify(said, sizeof said - 1, NULL, NULL, NULL, &error),
                PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_output_classify(said, sizeof said - 1, "42P07", "upgrade", &report, &error),
                PLUMB_OK, &error);
  EXPECT(plumb_report_count(report) == 1);
  EXPECT_SAME(plumb_finding_sqlstate(plumb_report_at(report, 0)), "42P07");
  EXPECT(plumb_finding_failure_class(plumb_report_at(report, 0)) != NULL);
  EXPECT(plumb_finding_remedy(plumb_report_at(report, 0)) != NULL);
  plumb_report_free(report);
  EXPECT_STATUS(plumb_output_classify("", 0, NULL, NULL, &report, &error), PLUMB_OK, &error);
  EXPECT(plumb_report_count(report) == 1);
  plumb_report_free(report);
}

void test_gate(void) {
  plumb_gate_options options;
  plumb_repository* repository = open_tree("CREATE TABLE teams (id bigint);\n");
  test_options_of_gates(repository);
  test_history();
  test_classify();
  plumb_repository_free(repository);
  plumb_options_init(&options, sizeof options);
  if (own_server() != NULL) {
    test_built(own_server());
    test_green(options); /* on one of the gate's own */
    options.server = plumb_server_uri(own_server());
  } else if (server_uri() != NULL) {
    options.server = server_uri();
  } else {
    return;
  }
  test_green(options);
  test_red(options);
  test_ended(options);
}
