/* Eight threads check the repository PATH so many ROUNDS each, each gets the same bytes; the cancel
 * of one is not felt by the others. For the tsan preset. */
#include <plumbline.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { thread_count = 8 };

static const plumb_repository* repository;
static const char* expected;
static int rounds = 0;

static int is_as_expected(plumb_report* report) {
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  int same = plumb_report_render(report, "json", &text, &error) == PLUMB_OK &&
             strcmp(plumb_text_data(text), expected) == 0;
  for (size_t i = 0; i < plumb_report_count(report); ++i)
    same = same && plumb_finding_rule(plumb_report_at(report, i)) != NULL;
  plumb_text_free(text);
  plumb_error_free(error);
  return same;
}

static void* check(void* number) {
  plumb_cancel* cancel = NULL;
  plumb_check_options options;
  intptr_t faults = plumb_cancel_new(&cancel) != PLUMB_OK;
  plumb_options_init(&options, sizeof options);
  options.cancel = cancel;
  for (int round = 0; round < rounds; ++round) {
    plumb_report* report = NULL;
    const plumb_status status = plumb_repository_check(repository, NULL, &options, &report, NULL);
    faults += status != PLUMB_OK || !is_as_expected(report);
    plumb_report_free(report);
  }
  plumb_cancel_request(cancel);
  faults += plumb_repository_check(repository, NULL, &options, &(plumb_report*){NULL}, NULL) !=
            PLUMB_CANCELLED;
  plumb_cancel_free(cancel);
  (void)number;
  return (void*)faults;
}

int main(int argc, char** argv) {
  plumb_repository* opened = NULL;
  plumb_report* report = NULL;
  plumb_text* text = NULL;
  pthread_t threads[thread_count];
  intptr_t faults = 0;
  if (argc != 3) return 2;
  rounds = atoi(argv[2]);
  if (plumb_repository_open(argv[1], NULL, &opened, NULL) != PLUMB_OK ||
      plumb_repository_check(opened, NULL, NULL, &report, NULL) != PLUMB_OK ||
      plumb_report_render(report, "json", &text, NULL) != PLUMB_OK) {
    return 1;
  }
  repository = opened;
  expected = plumb_text_data(text);
  for (int i = 0; i < thread_count; ++i) pthread_create(&threads[i], NULL, check, NULL);
  for (int i = 0; i < thread_count; ++i) {
    void* result = NULL;
    pthread_join(threads[i], &result);
    faults += (intptr_t)result;
  }
  plumb_text_free(text);
  plumb_report_free(report);
  plumb_repository_free(opened);
  printf("%d threads x %d checks, %ld faults\n", thread_count, rounds, (long)faults);
  return faults == 0 ? 0 : 1;
}
