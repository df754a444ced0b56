/* BEFORE AFTER: eight threads read one schema, have its definitions and fingerprints made, compare
 * it and save it; each gets what a single thread got. For the tsan preset. */
#include <plumbline.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { thread_count = 8, round_count = 30, room = 1 << 18 };

static plumb_schema* before;
static plumb_schema* after;
static const char*
    expected; /* of every object's definition and fingerprint, the snapshot, the diff */

static plumb_schema* load(const char* path) {
  static char document[room];
  plumb_schema* schema = NULL;
  FILE* file = fopen(path, "rb");
  if (file == NULL) return NULL;
  const size_t size = fread(document, 1, sizeof document, file);
  fclose(file);
  plumb_schema_load(document, size, &schema, NULL);
  return schema;
}

static void append(char* all, const char* text) {
  if (text != NULL && strlen(all) + strlen(text) + 2 < room) strcat(strcat(all, text), "\n");
}

/* Everything that there is to read; NULL when a call failed. */
static char* read_all(void) {
  char* all = calloc(1, room);
  plumb_diff* diff = NULL;
  plumb_text* text = NULL;
  for (size_t i = 0; i < plumb_schema_count(after); ++i) {
    const plumb_object* object = plumb_schema_at(after, i);
    append(all, plumb_object_name(object));
    append(all, plumb_object_definition(object));
    append(all, plumb_object_fingerprint(object));
    for (size_t p = 0; p < plumb_object_property_count(object); ++p)
      append(all, plumb_object_property_value(object, p));
  }
  int is_good = plumb_schema_save(after, &text, NULL) == PLUMB_OK;
  append(all, plumb_text_data(text));
  plumb_text_free(text);
  is_good = is_good && plumb_schema_diff(before, after, NULL, &diff, NULL) == PLUMB_OK &&
            plumb_diff_render(diff, "json", &text, NULL) == PLUMB_OK;
  append(all, is_good ? plumb_text_data(text) : NULL);
  plumb_text_free(is_good ? text : NULL);
  plumb_diff_free(diff);
  if (is_good) return all;
  free(all);
  return NULL;
}

static void* read_and_compare(void* number) {
  char* all = read_all();
  const intptr_t faults = all == NULL || strcmp(all, expected) != 0;
  free(all);
  (void)number;
  return (void*)faults;
}

/* Each round has a schema of its own, of which nothing is made yet. */
static intptr_t run_round(const char* path) {
  pthread_t threads[thread_count];
  intptr_t faults = 0;
  after = load(path);
  for (int i = 0; i < thread_count; ++i) pthread_create(&threads[i], NULL, read_and_compare, NULL);
  for (int i = 0; i < thread_count; ++i) {
    void* result = NULL;
    pthread_join(threads[i], &result);
    faults += (intptr_t)result;
  }
  plumb_schema_free(after);
  return faults;
}

int main(int argc, char** argv) {
  intptr_t faults = 0;
  if (argc < 3 || (before = load(argv[1])) == NULL || (after = load(argv[2])) == NULL) return 1;
  char* first = read_all();
  plumb_schema_free(after);
  if (first == NULL || strlen(first) < 500) return 1;
  expected = first;
  for (int round = 0; round < round_count; ++round) faults += run_round(argv[2]);
  free(first);
  plumb_schema_free(before);
  printf("%d rounds of %d threads, %ld faults\n", round_count, thread_count, (long)faults);
  return faults == 0 ? 0 : 1;
}
