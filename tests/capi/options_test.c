/* Every option struct from an older, this and a newer header. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

/* A struct of `size` bytes as another header would have it: `known` of ours, the rest `filler`. */
static void* resized(const void* ours, size_t known, size_t size, int filler) {
  unsigned char* bytes = malloc(size);
  memset(bytes, filler, size);
  memcpy(bytes, ours, known < size ? known : size);
  memcpy(bytes, &size, sizeof size);
  return bytes;
}

static void test_repository_options(const char* folder) {
  plumb_repository_options options;
  plumb_repository* repository = NULL;
  plumb_error* error = NULL;
  plumb_options_init(&options, sizeof options);
  EXPECT(options.struct_size == sizeof options && options.cancel == NULL && options.max_depth == 0);
  options.tool = "sqlx";
  const size_t sizes[] = {offsetof(plumb_repository_options, environment), sizeof options,
                          sizeof options + 64};
  for (size_t i = 0; i < 3; ++i) {
    void* other = resized(&options, sizeof options, sizes[i], 0);
    EXPECT_STATUS(plumb_repository_open(folder, other, &repository, &error), PLUMB_OK, &error);
    EXPECT(plumb_repository_count(repository) == 1);
    plumb_repository_free(repository);
    free(other);
  }
  void* newer = resized(&options, sizeof options, sizeof options + 8, 1);
  EXPECT_STATUS(plumb_repository_open(folder, newer, &repository, &error), PLUMB_ARGUMENT, &error);
  EXPECT(repository == NULL);
  free(newer);
  const size_t impossible[] = {0, sizeof(size_t) - 1, (size_t)-1};
  for (size_t i = 0; i < 3; ++i) {
    options.struct_size = impossible[i];
    EXPECT_STATUS(plumb_repository_open(folder, &options, &repository, &error), PLUMB_ARGUMENT,
                  &error);
  }
  plumb_options_init(&options, sizeof options);
  options.reserved = 1;
  EXPECT_STATUS(plumb_repository_open(folder, &options, &repository, &error), PLUMB_ARGUMENT,
                &error);
  /* What lies behind the size that is told is never read: a sanitizer would see it. */
  size_t* shortest = malloc(sizeof(size_t));
  *shortest = sizeof(size_t);
  EXPECT_STATUS(plumb_repository_open(folder, (const plumb_repository_options*)(void*)shortest,
                                      &repository, &error),
                PLUMB_OK, &error);
  plumb_repository_free(repository);
  free(shortest);
}

static void test_limits(const char* folder) {
  static const char* const no_environment[] = {NULL};
  static const char* const environment[] = {"HOME=/nowhere", "EMPTY=", NULL};
  static const char* const broken[] = {"NOVALUE", NULL};
  plumb_repository_options options;
  plumb_repository* repository = NULL;
  plumb_error* error = NULL;
  const struct {
    const char *tool, *config;
    const char* const* environment;
    int64_t max_file_bytes;
    int32_t max_depth, max_files, deadline_ms;
    plumb_status wanted;
  } rows[] = {
      {NULL, NULL, no_environment, 0, 0, 0, 0, PLUMB_OK},
      {NULL, NULL, environment, 1 << 20, 3, 1000, 60000, PLUMB_OK},
      {"sqitch", NULL, NULL, 0, 0, 0, 0, PLUMB_OK},
      {"flyway", NULL, NULL, 0, 0, 0, 0, PLUMB_ARGUMENT},
      {NULL, "/nowhere/plumbline.toml", NULL, 0, 0, 0, 0, PLUMB_NOT_FOUND},
      {NULL, NULL, broken, 0, 0, 0, 0, PLUMB_ARGUMENT},
      {NULL, NULL, NULL, -1, 0, 0, 0, PLUMB_ARGUMENT},
      {NULL, NULL, NULL, 0, -1, 0, 0, PLUMB_ARGUMENT},
      {NULL, NULL, NULL, 0, 0, -1, 0, PLUMB_ARGUMENT},
      {NULL, NULL, NULL, 0, 0, 1, 0, PLUMB_LIMIT},
      {NULL, NULL, NULL, 0, 0, 0, -1, PLUMB_ARGUMENT},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
    plumb_options_init(&options, sizeof options);
    options.tool = rows[i].tool;
    options.config = rows[i].config;
    options.environment = rows[i].environment;
    options.max_file_bytes = rows[i].max_file_bytes;
    options.max_depth = rows[i].max_depth;
    options.max_files = rows[i].max_files;
    options.deadline_ms = rows[i].deadline_ms;
    printf("limits row %zu\n", i);
    EXPECT_STATUS(plumb_repository_open(folder, &options, &repository, &error), rows[i].wanted,
                  &error);
    EXPECT((repository != NULL) == (rows[i].wanted == PLUMB_OK));
    plumb_repository_free(repository);
  }
}

static void test_check_options(const plumb_repository* repository) {
  static const char* const only[] = {"plan", "config/*", NULL};
  static const char* const unknown[] = {"plan/no-such-rule", NULL};
  static const char* const nothing[] = {NULL};
  plumb_check_options options;
  plumb_report* report = NULL;
  plumb_error* error = NULL;
  plumb_options_init(&options, sizeof options);
  options.only = only;
  const size_t sizes[] = {offsetof(plumb_check_options, expect), sizeof options,
                          sizeof options + 64};
  for (size_t i = 0; i < 3; ++i) {
    void* other = resized(&options, sizeof options, sizes[i], 0);
    EXPECT_STATUS(plumb_repository_check(repository, NULL, other, &report, &error), PLUMB_OK,
                  &error);
    plumb_report_free(report);
    free(other);
  }
  void* newer = resized(&options, sizeof options, sizeof options + 8, 1);
  EXPECT_STATUS(plumb_repository_check(repository, NULL, newer, &report, &error), PLUMB_ARGUMENT,
                &error);
  free(newer);
  options.only = unknown;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT(report == NULL);
  options.only = nothing;
  options.skip = unknown;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_ARGUMENT,
                &error);
  options.skip = NULL;
  options.expect = only;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_ARGUMENT,
                &error);
  options.expect = nothing;
  options.max_per_rule = -1;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &options, &report, &error), PLUMB_ARGUMENT,
                &error);
}

static void test_target_options(void) {
  plumb_target_options options;
  plumb_target* target = NULL;
  plumb_error* error = NULL;
  plumb_options_init(&options, sizeof options);
  void* newer = resized(&options, sizeof options, sizeof options + 8, 1);
  EXPECT_STATUS(plumb_target_open("host=/nowhere", newer, &target, &error), PLUMB_ARGUMENT, &error);
  free(newer);
  void* older = resized(&options, sizeof options, offsetof(plumb_target_options, lock_ms), 0);
  EXPECT_STATUS(plumb_target_open("host=/nowhere", older, &target, &error), PLUMB_CONNECTION,
                &error);
  free(older);
  options.connect_ms = -1;
  EXPECT_STATUS(plumb_target_open("host=/nowhere", &options, &target, &error), PLUMB_ARGUMENT,
                &error);
  plumb_options_init(&options, sizeof options);
  options.reserved_1 = 1;
  EXPECT_STATUS(plumb_target_open("host=/nowhere", &options, &target, &error), PLUMB_ARGUMENT,
                &error);
  EXPECT(target == NULL);
}

static void test_diff_options(void) {
  plumb_diff_options options;
  plumb_diff* diff = NULL;
  plumb_error* error = NULL;
  plumb_schema* schema = load_snapshot("before");
  plumb_options_init(&options, sizeof options);
  EXPECT(options.struct_size == sizeof options && options.only == NULL && options.physical == 0);
  const size_t sizes[] = {offsetof(plumb_diff_options, skip), sizeof options, sizeof options + 64};
  for (size_t i = 0; i < 3; ++i) {
    void* other = resized(&options, sizeof options, sizes[i], 0);
    EXPECT_STATUS(plumb_schema_diff(schema, schema, other, &diff, &error), PLUMB_OK, &error);
    plumb_diff_free(diff);
    free(other);
  }
  void* newer = resized(&options, sizeof options, sizeof options + 8, 1);
  EXPECT_STATUS(plumb_schema_diff(schema, schema, newer, &diff, &error), PLUMB_ARGUMENT, &error);
  EXPECT(diff == NULL);
  free(newer);
  plumb_schema_free(schema);
}

static void test_schema_options(void) {
  plumb_schema_options options;
  plumb_schema* schema = NULL;
  plumb_target* target = NULL;
  plumb_error* error = NULL;
  if (server_uri() == NULL) return;
  EXPECT_STATUS(plumb_target_open(server_uri(), NULL, &target, &error), PLUMB_OK, &error);
  plumb_options_init(&options, sizeof options);
  const size_t sizes[] = {offsetof(plumb_schema_options, with_registry), sizeof options,
                          sizeof options + 64};
  for (size_t i = 0; i < 3; ++i) {
    void* other = resized(&options, sizeof options, sizes[i], 0);
    EXPECT_STATUS(plumb_schema_capture(target, other, &schema, &error), PLUMB_OK, &error);
    plumb_schema_free(schema);
    free(other);
  }
  void* newer = resized(&options, sizeof options, sizeof options + 8, 1);
  EXPECT_STATUS(plumb_schema_capture(target, newer, &schema, &error), PLUMB_ARGUMENT, &error);
  free(newer);
  options.deadline_ms = -1;
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_ARGUMENT, &error);
  options.deadline_ms = 0;
  options.reserved = 1;
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_ARGUMENT, &error);
  options.reserved = 0;
  options.reserved_1 = 1;
  EXPECT_STATUS(plumb_schema_capture(target, &options, &schema, &error), PLUMB_ARGUMENT, &error);
  EXPECT(schema == NULL);
  plumb_target_free(target);
}

void test_options(void) {
  unsigned char bytes[16];
  memset(bytes, 7, sizeof bytes);
  plumb_options_init(NULL, sizeof bytes);
  plumb_options_init(bytes, sizeof(size_t) - 1);
  EXPECT(bytes[0] == 7);
  plumb_options_init(bytes, sizeof bytes);
  EXPECT(bytes[sizeof bytes - 1] == 0);

  plumb_repository* repository = open_small_tree();
  char folder[1024];
  strcpy(folder, write_file("small/x", ""));
  *strrchr(folder, '/') = '\0';
  test_repository_options(folder);
  test_limits(folder);
  test_check_options(repository);
  test_target_options();
  test_schema_options();
  test_diff_options();
  plumb_repository_free(repository);
}
