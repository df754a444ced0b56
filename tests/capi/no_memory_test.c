/* files|registry|schemas|capture PATH [STEP [FIRST]]: every STEP-th allocation fails, once and for
 * ever: each call gives PLUMB_NO_MEMORY or a right result, and nothing is leaked. PATH is a folder
 * of trees, or of snapshots; `registry` and `capture` read $PLUMBLINE_TEST_URI. malloc and its kin
 * are this program's own, so that the library, its C++ runtime and libyaml get theirs here too. */
#include <errno.h>
#include <plumbline.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);
extern void __libc_free(void* memory);

static long countdown = -1; /* allocations until one fails; below 0: none does */
static int is_for_ever = 0;
static long allocated = 0; /* blocks that live */
static long failures = 0;

/* A debugger stops here to see whose allocation it was. */
__attribute__((noinline)) void allocation_fails(void) { ++failures; }

static int may_allocate(void) {
  if (countdown < 0 || --countdown >= 0) return 1;
  allocation_fails();
  if (is_for_ever) countdown = 0;
  errno = ENOMEM;
  return 0;
}

void* malloc(size_t size) {
  void* memory = may_allocate() ? __libc_malloc(size) : NULL;
  allocated += memory != NULL;
  return memory;
}

void* calloc(size_t count, size_t size) {
  void* memory = may_allocate() ? __libc_calloc(count, size) : NULL;
  allocated += memory != NULL;
  return memory;
}

void* realloc(void* old, size_t size) {
  if (!may_allocate()) return NULL;
  void* memory = __libc_realloc(old, size);
  allocated += old == NULL && memory != NULL;
  return memory;
}

void free(void* memory) {
  allocated -= memory != NULL;
  __libc_free(memory);
}

/* What one round made, and freed again whatever became of it. */
struct round {
  plumb_repository* repository;
  plumb_report* report;
  plumb_registry* registry;
  plumb_target* target;
  plumb_text* text;
  plumb_error* error;
  plumb_cancel* cancel;
  plumb_schema* before;
  plumb_schema* after;
  plumb_diff* diff;
  plumb_fix* fix;
};

/* PostgreSQL's parser ends the process when it gets no memory: it knows no other way, and what
 * reads scripts (these families, predictions, effects, planned schemas) is left out. */
static const char* const without_scripts[] = {"script", "deploy", "drift", NULL};

/* What cannot be repaired is none of this test's business. */
static plumb_status repair(struct round* made, const plumb_project* project) {
  plumb_status status = plumb_project_fix(project, NULL, NULL, &made->fix, &made->error);
  if (status == PLUMB_REFUSED) {
    plumb_error_free(made->error);
    made->error = NULL;
    return PLUMB_OK;
  }
  plumb_text_free(made->text);
  made->text = NULL;
  if (status == PLUMB_OK) status = plumb_fix_patch(made->fix, &made->text, &made->error);
  plumb_fix_free(made->fix);
  made->fix = NULL;
  return status;
}

static plumb_status run_files(struct round* made, const char* path, char* document, size_t room) {
  plumb_check_options options;
  plumb_status status = plumb_cancel_new(&made->cancel);
  plumb_options_init(&options, sizeof options);
  options.skip = without_scripts;
  options.cancel = made->cancel;
  if (status == PLUMB_OK)
    status = plumb_repository_open(path, NULL, &made->repository, &made->error);
  if (status == PLUMB_OK) {
    status = plumb_repository_check(made->repository, NULL, &options, &made->report, &made->error);
  }
  if (status == PLUMB_OK)
    status = plumb_report_render(made->report, "json", &made->text, &made->error);
  if (status == PLUMB_OK && plumb_text_size(made->text) < room)
    memcpy(document, plumb_text_data(made->text), plumb_text_size(made->text) + 1);
  for (size_t i = 0; status == PLUMB_OK && i < plumb_repository_count(made->repository); ++i) {
    const plumb_project* project = plumb_repository_at(made->repository, i);
    plumb_project_find(project, "head");
    plumb_text_free(made->text);
    made->text = NULL;
    status = plumb_project_render(project, i % 2 ? "tool-json" : "dot", &made->text, &made->error);
    if (status == PLUMB_OK) status = repair(made, project);
  }
  plumb_text_free(made->text);
  made->text = NULL;
  plumb_report_free(made->report);
  made->report = NULL;
  static const char said[] = "psycopg2.errors.DuplicateTable: relation \"teams\" already exists\n";
  if (status == PLUMB_OK)
    status = plumb_output_classify(said, sizeof said - 1, "42P07", "upgrade", &made->report,
                                   &made->error);
  return status == PLUMB_OK ? plumb_rule_explain(NULL, "text", &made->text, &made->error) : status;
}

static plumb_status run_registry(struct round* made, const char* path, char* document,
                                 size_t room) {
  plumb_status status = plumb_repository_open(path, NULL, &made->repository, &made->error);
  if (status == PLUMB_OK)
    status = plumb_target_open(getenv("PLUMBLINE_TEST_URI"), NULL, &made->target, &made->error);
  for (size_t i = 0; status == PLUMB_OK && i < plumb_repository_count(made->repository); ++i) {
    plumb_registry_free(made->registry);
    status = plumb_registry_read(plumb_repository_at(made->repository, i), made->target,
                                 &made->registry, &made->error);
  }
  if (status == PLUMB_OK) {
    status =
        plumb_repository_verify(made->repository, made->target, NULL, &made->report, &made->error);
  }
  if (status == PLUMB_OK)
    status = plumb_report_render(made->report, "json", &made->text, &made->error);
  if (status == PLUMB_OK && plumb_text_size(made->text) < room)
    memcpy(document, plumb_text_data(made->text), plumb_text_size(made->text) + 1);
  return status;
}

static char snapshots[2][1 << 18]; /* read once: reading them is not what is tested */

static void read_snapshots(const char* folder) {
  static const char* const names[] = {"before.json", "after.json"};
  for (int i = 0; i < 2; ++i) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    FILE* file = fopen(path, "rb");
    if (file == NULL || fread(snapshots[i], 1, sizeof snapshots[i] - 1, file) == 0) {
      perror(path);
      exit(2);
    }
    fclose(file);
  }
}

/* What two schemas are asked: an accessor that cannot allocate gives NULL, and no status. */
static plumb_status compare(struct round* made, char* document, size_t room) {
  for (size_t i = 0; i < plumb_schema_count(made->after); ++i) {
    plumb_object_definition(plumb_schema_at(made->after, i));
    plumb_object_fingerprint(plumb_schema_at(made->after, i));
  }
  plumb_status status =
      plumb_schema_diff(made->before, made->after, NULL, &made->diff, &made->error);
  if (status == PLUMB_OK) status = plumb_diff_render(made->diff, "text", &made->text, &made->error);
  plumb_text_free(made->text);
  made->text = NULL;
  if (status == PLUMB_OK) status = plumb_diff_render(made->diff, "json", &made->text, &made->error);
  if (status == PLUMB_OK && plumb_text_size(made->text) < room)
    memcpy(document, plumb_text_data(made->text), plumb_text_size(made->text) + 1);
  plumb_text_free(made->text);
  made->text = NULL;
  return status == PLUMB_OK ? plumb_schema_save(made->after, &made->text, &made->error) : status;
}

static plumb_status run_schemas(struct round* made, char* document, size_t room) {
  plumb_status status =
      plumb_schema_load(snapshots[0], strlen(snapshots[0]), &made->before, &made->error);
  if (status == PLUMB_OK) {
    status = plumb_schema_load(snapshots[1], strlen(snapshots[1]), &made->after, &made->error);
  }
  return status == PLUMB_OK ? compare(made, document, room) : status;
}

static plumb_status run_capture(struct round* made, char* document, size_t room) {
  plumb_status status =
      plumb_schema_load(snapshots[0], strlen(snapshots[0]), &made->before, &made->error);
  if (status == PLUMB_OK)
    status = plumb_target_open(getenv("PLUMBLINE_TEST_URI"), NULL, &made->target, &made->error);
  if (status == PLUMB_OK)
    status = plumb_schema_capture(made->target, NULL, &made->after, &made->error);
  return status == PLUMB_OK ? compare(made, document, room) : status;
}

static const char* mode;

static plumb_status run(const char* path, char* document, size_t room) {
  struct round made = {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
  const plumb_status status = strcmp(mode, "files") == 0 ? run_files(&made, path, document, room)
                              : strcmp(mode, "registry") == 0
                                  ? run_registry(&made, path, document, room)
                              : strcmp(mode, "schemas") == 0 ? run_schemas(&made, document, room)
                                                             : run_capture(&made, document, room);
  if (status != PLUMB_OK && status != PLUMB_NO_MEMORY)
    printf("  %s: %s\n", plumb_status_name(status), plumb_error_message(made.error));
  plumb_text_free(made.text);
  plumb_error_free(made.error);
  plumb_report_free(made.report);
  plumb_registry_free(made.registry);
  plumb_target_free(made.target);
  plumb_repository_free(made.repository);
  plumb_cancel_free(made.cancel);
  plumb_schema_free(made.before);
  plumb_diff_free(made.diff);
  plumb_fix_free(made.fix);
  plumb_schema_free(made.after);
  return status;
}

static char expected[1 << 20];
static char document[1 << 20];

/* 0 when the round that fails at the n-th allocation is as it must be. */
static int check_round(const char* path, long n, int for_ever) {
  const long before = allocated;
  document[0] = '\0';
  failures = 0;
  is_for_ever = for_ever;
  countdown = n;
  const plumb_status status = run(path, document, sizeof document);
  countdown = -1;
  if (status != PLUMB_OK && status != PLUMB_NO_MEMORY) {
    printf("allocation %ld failing%s: status %d\n", n, for_ever ? " for ever" : "", status);
    return 1;
  }
  if (document[0] != '\0' && strcmp(document, expected) != 0) {
    printf("allocation %ld failing: another report\n", n);
    return 1;
  }
  if (allocated != before) {
    printf("allocation %ld failing: %ld blocks leaked\n", n, allocated - before);
    return 1;
  }
  return 0;
}

int main(int argc, char** argv) {
  mode = argv[1];
  const char* path = argv[2];
  long step = argc > 3 ? atol(argv[3]) : 1;
  int faults = 0;
  if (strcmp(mode, "schemas") == 0 || strcmp(mode, "capture") == 0) read_snapshots(path);
  run(path, expected, sizeof expected); /* first: what is made once is made */
  if (run(path, expected, sizeof expected) != PLUMB_OK || expected[0] == '\0') return 1;
  long rounds = 0;
  for (long n = argc > 4 ? atol(argv[4]) : 0;; n += step, ++rounds) {
    faults += check_round(path, n, 0);
    if (failures == 0) break; /* n is more than a whole round allocates */
    faults += check_round(path, n, 1);
    if (faults > 20) break;
  }
  printf("%ld points of failure, %d faults\n", rounds, faults);
  return faults == 0 ? 0 : 1;
}
