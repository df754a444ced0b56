/* The C tests' harness. */
#include "expect.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int held = 0;
static int failed = 0;
static char folder[256];

void expect_true(int holds, const char* text, const char* file, int line) {
  if (holds) {
    ++held;
    return;
  }
  ++failed;
  printf("%s:%d: does not hold: %s\n", file, line, text);
}

void expect_same(const char* is, const char* wanted, const char* text, const char* file, int line) {
  const int same = is == NULL || wanted == NULL ? is == wanted : strcmp(is, wanted) == 0;
  expect_true(same, text, file, line);
  if (!same) printf("  is     %s\n  wanted %s\n", is ? is : "NULL", wanted ? wanted : "NULL");
}

void expect_status(plumb_status is, plumb_status wanted, plumb_error** error, const char* text,
                   const char* file, int line) {
  expect_true(is == wanted, text, file, line);
  if (is != wanted) {
    printf("  is %s, wanted %s: %s\n", plumb_status_name(is), plumb_status_name(wanted),
           error != NULL && *error != NULL ? plumb_error_message(*error) : "no error object");
  }
  if (error == NULL) return;
  expect_true((*error == NULL) == (is == PLUMB_OK || is == PLUMB_NO_MEMORY),
              "an error object comes with every failure, and only then", file, line);
  plumb_error_free(*error);
  *error = NULL;
}

int expect_summary(void) {
  printf("%d held, %d did not\n", held, failed);
  return failed == 0 ? 0 : 1;
}

const char* make_folder(void) {
  const char* base = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%s/plumb-capi-XXXXXX", base != NULL && *base ? base : "/tmp");
  if (mkdtemp(folder) == NULL) {
    perror("mkdtemp");
    exit(2);
  }
  return folder;
}

static int remove_entry(const char* path, const struct stat* status, int type, struct FTW* place) {
  (void)status, (void)type, (void)place;
  return remove(path);
}

void remove_folder(void) { nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

const char* write_file(const char* name, const char* text) {
  static char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  for (char* slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')) != NULL; ++slash) {
    *slash = '\0';
    if (mkdir(path, 0700) != 0 && errno != EEXIST) perror(path);
    *slash = '/';
  }
  FILE* file = fopen(path, "wb");
  if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
    perror(path);
    exit(2);
  }
  return path;
}

plumb_repository* open_small_tree(void) {
  plumb_repository* repository = NULL;
  plumb_error* error = NULL;
  write_file("small/app/migrations/1_accounts.sql", "CREATE TABLE accounts (id bigint);\n");
  write_file("small/app/migrations/2_orders.sql", "CREATE TABLE orders (id bigint);\n");
  char path[512];
  snprintf(path, sizeof path, "%s/small", folder);
  EXPECT_STATUS(plumb_repository_open(path, NULL, &repository, &error), PLUMB_OK, &error);
  return repository;
}

plumb_schema* load_snapshot(const char* name) {
  static char document[1 << 18];
  plumb_schema* schema = NULL;
  plumb_error* error = NULL;
  char path[512];
  snprintf(path, sizeof path, SNAPSHOTS "/%s.json", name);
  FILE* file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(2);
  }
  const size_t size = fread(document, 1, sizeof document, file);
  fclose(file);
  EXPECT_STATUS(plumb_schema_load(document, size, &schema, &error), PLUMB_OK, &error);
  return schema;
}
