/* Ephemeral servers, and the mark of a scratch database. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

const plumb_server* own_server(void) {
  static plumb_server* server = NULL;
  static int is_tried = 0;
  plumb_error* error = NULL;
  if (is_tried) return server;
  is_tried = 1;
  const plumb_status status = plumb_server_start(NULL, &server, &error);
  if (status == PLUMB_TOOL) {
    EXPECT(plumb_error_hint(error) != NULL);
    printf("[skip] capi: a server of our own: %s\n", plumb_error_message(error));
    plumb_error_free(error);
    return NULL;
  }
  EXPECT_STATUS(status, PLUMB_OK, &error);
  return server;
}

void end_own_server(void) { plumb_server_free((plumb_server*)own_server()); }

static int32_t refuse_event(const plumb_event* event, void* user_data) {
  EXPECT(plumb_event_kind(event) == PLUMB_EVENT_NOTE);
  ++*(int*)user_data;
  return 1;
}

static void test_refusals(void) {
  plumb_server_options options;
  plumb_server* server = (plumb_server*)&options;
  plumb_error* error = NULL;
  plumb_text* text = NULL;
  plumb_cancel* cancel = NULL;
  int count = 0;
  EXPECT_STATUS(plumb_server_start(NULL, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_SAME(plumb_server_uri(NULL), NULL);
  EXPECT(plumb_server_version(NULL) == 0);
  plumb_server_free(NULL);
  EXPECT_STATUS(plumb_server_add_database(NULL, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_server_drop_database(NULL, "postgres:///x", &error), PLUMB_ARGUMENT, &error);

  plumb_options_init(&options, sizeof options);
  options.bin = "/nowhere";
  EXPECT(plumb_server_start(&options, &server, &error) == PLUMB_TOOL && server == NULL);
  EXPECT(plumb_error_message(error) != NULL && strstr(plumb_error_message(error), "/nowhere"));
  plumb_error_free(error);
  error = NULL;
  options.bin = NULL;
  options.major = 7;
  EXPECT_STATUS(plumb_server_start(&options, &server, &error), PLUMB_TOOL, &error);
  options.major = -1;
  EXPECT_STATUS(plumb_server_start(&options, &server, &error), PLUMB_ARGUMENT, &error);
  options.major = 0;
  options.deadline_ms = -1;
  EXPECT_STATUS(plumb_server_start(&options, &server, &error), PLUMB_ARGUMENT, &error);
  options.deadline_ms = 0;
  options.reserved = 1;
  EXPECT_STATUS(plumb_server_start(&options, &server, &error), PLUMB_ARGUMENT, &error);
  options.reserved = 0;
  options.reserved_1 = 1;
  EXPECT_STATUS(plumb_server_start(&options, &server, &error), PLUMB_ARGUMENT, &error);
  options.reserved_1 = 0;

  EXPECT_STATUS(plumb_cancel_new(&cancel), PLUMB_OK, NULL);
  plumb_cancel_request(cancel);
  options.cancel = cancel;
  EXPECT_STATUS(plumb_server_start(&options, &server, &error), PLUMB_CANCELLED, &error);
  options.cancel = NULL;
  plumb_cancel_free(cancel);
  options.on_event = refuse_event;
  options.user_data = &count;
  EXPECT_STATUS(plumb_server_start(&options, &server, &error), PLUMB_CANCELLED, &error);
  EXPECT(count == 1 && server == NULL);
}

static void test_databases(const plumb_server* server) {
  plumb_text *first = NULL, *copy = NULL;
  plumb_target* target = NULL;
  plumb_error* error = NULL;
  EXPECT(strncmp(plumb_server_uri(server), "postgres://", 11) == 0);
  EXPECT(plumb_server_version(server) >= 120000);
  EXPECT_STATUS(plumb_target_open(plumb_server_uri(server), NULL, &target, &error), PLUMB_OK,
                &error);
  EXPECT(plumb_target_server_version(target) == plumb_server_version(server));
  plumb_target_free(target);

  EXPECT_STATUS(plumb_server_add_database(server, NULL, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_server_add_database(server, "postgres:///x", &first, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT(first == NULL);
  EXPECT_STATUS(plumb_server_add_database(server, NULL, &first, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_server_add_database(server, plumb_text_data(first), &copy, &error), PLUMB_OK,
                &error);
  EXPECT(strcmp(plumb_text_data(first), plumb_text_data(copy)) != 0);
  EXPECT_STATUS(plumb_target_open(plumb_text_data(copy), NULL, &target, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_server_drop_database(server, plumb_text_data(copy), &error), PLUMB_OK,
                &error);
  plumb_target_free(target); /* whoever was connected to it */
  EXPECT_STATUS(plumb_target_open(plumb_text_data(copy), NULL, &target, &error), PLUMB_CONNECTION,
                &error);
  plumb_text* none = NULL;
  EXPECT_STATUS(plumb_server_add_database(server, plumb_text_data(copy), &none, &error),
                PLUMB_CONNECTION, &error);
  EXPECT(none == NULL);
  plumb_text_free(copy);
  EXPECT_STATUS(plumb_server_drop_database(server, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_server_drop_database(server, "mysql://x", &error), PLUMB_ARGUMENT, &error);
  plumb_text_free(first);
}

/* Starts a server, or uses the one that is given, and looks into it. */
static void* use_server(void* given) {
  plumb_server* server = given;
  plumb_text* uri = NULL;
  plumb_target* target = NULL;
  long failures = 0;
  failures += given == NULL && plumb_server_start(NULL, &server, NULL) != PLUMB_OK;
  failures += plumb_server_add_database(server, NULL, &uri, NULL) != PLUMB_OK;
  failures += plumb_target_open(plumb_text_data(uri), NULL, &target, NULL) != PLUMB_OK;
  plumb_target_free(target);
  failures += plumb_server_drop_database(server, plumb_text_data(uri), NULL) != PLUMB_OK;
  plumb_text_free(uri);
  if (given == NULL) plumb_server_free(server);
  return failures == 0 ? NULL : "failed";
}

static void test_threads(const plumb_server* server) {
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i)
    EXPECT(pthread_create(&threads[i], NULL, use_server, i % 2 ? (void*)server : NULL) == 0);
  for (int i = 0; i < 4; ++i) {
    void* result = NULL;
    pthread_join(threads[i], &result);
    EXPECT_SAME(result, NULL);
  }
}

/* A role of its own, as a superuser's databases are never reset. */
static void test_scratch(const plumb_server* server) {
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_scratch_mark(NULL, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_scratch_mark("mysql://x", NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_scratch_mark("host=/nowhere dbname=x", NULL, &error), PLUMB_CONNECTION,
                &error);
  if (server != NULL) {
    EXPECT(plumb_scratch_mark(plumb_server_uri(server), NULL, &error) == PLUMB_REFUSED);
    EXPECT(plumb_error_message(error) != NULL && plumb_error_hint(error) != NULL);
    plumb_error_free(error);
  }
  if (server_uri() == NULL) return;
  run_sql("DROP DATABASE IF EXISTS capi_scratch");
  run_sql("DROP ROLE IF EXISTS capi_scratch");
  run_sql("CREATE ROLE capi_scratch LOGIN CREATEDB");
  run_sql("CREATE DATABASE capi_scratch OWNER capi_scratch TEMPLATE template0");
  char uri[512];
  snprintf(uri, sizeof uri, "host=%s port=%s user=capi_scratch dbname=capi_scratch",
           getenv("PGHOST"), getenv("PGPORT"));
  /* What the files of a repository name is refused until it carries the mark. */
  plumb_repository* repository = NULL;
  char folder[1024];
  char line[1024];
  snprintf(line, sizeof line,
           "DATABASE_URL=postgresql://capi_scratch@/capi_scratch?host=%s&port=%s\n",
           getenv("PGHOST"), getenv("PGPORT"));
  write_file("known/migrations/1_a.sql", "CREATE TABLE a ();\n");
  strcpy(folder, write_file("known/.env", line));
  *strrchr(folder, '/') = '\0';
  EXPECT_STATUS(plumb_repository_open(folder, NULL, &repository, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_scratch_mark(uri, repository, &error), PLUMB_REFUSED, &error);
  EXPECT_STATUS(plumb_scratch_mark(uri, NULL, &error), PLUMB_OK, &error);
  EXPECT_STATUS(plumb_scratch_mark(uri, repository, &error), PLUMB_OK, &error);
  plumb_repository_free(repository);
  run_sql("DROP DATABASE capi_scratch");
  run_sql("DROP ROLE capi_scratch");
}

void test_servers(void) {
  test_refusals();
  const plumb_server* server = own_server();
  if (server != NULL) {
    test_databases(server);
    test_threads(server);
  }
  test_scratch(server);
}
