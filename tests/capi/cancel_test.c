/* Cancels, deadlines and events. */
#include <signal.h>
#include <string.h>

#include "expect.h"

struct seen {
  int count;
  int stop_at;
  char last[256];
};

static int32_t count_event(const plumb_event* event, void* user_data) {
  struct seen* seen = user_data;
  EXPECT(plumb_event_kind(event) == PLUMB_EVENT_PROGRESS);
  EXPECT(plumb_event_message(event) != NULL);
  EXPECT(strstr(plumb_event_json(event), "\"event\":\"progress\"") != NULL);
  strncpy(seen->last, plumb_event_message(event), sizeof seen->last - 1);
  return ++seen->count == seen->stop_at;
}

static plumb_cancel* signalled = NULL;

static void on_signal(int number) {
  (void)number;
  plumb_cancel_request(signalled);
}

void test_cancel(void) {
  plumb_repository* repository = open_small_tree();
  plumb_repository* again = NULL;
  plumb_report* report = NULL;
  plumb_error* error = NULL;
  plumb_cancel* cancel = NULL;
  struct seen seen = {0, 0, ""};
  char folder[1024];
  strcpy(folder, write_file("small/x", ""));
  *strrchr(folder, '/') = '\0';

  EXPECT_STATUS(plumb_cancel_new(NULL), PLUMB_ARGUMENT, NULL);
  plumb_cancel_free(NULL);
  plumb_cancel_request(NULL);
  EXPECT(plumb_event_kind(NULL) == 0);
  EXPECT_SAME(plumb_event_message(NULL), NULL);
  EXPECT_SAME(plumb_event_json(NULL), NULL);

  plumb_repository_options open_options;
  plumb_check_options check_options;
  plumb_options_init(&open_options, sizeof open_options);
  plumb_options_init(&check_options, sizeof check_options);
  open_options.on_event = check_options.on_event = count_event;
  open_options.user_data = check_options.user_data = &seen;
  EXPECT_STATUS(plumb_repository_open(folder, &open_options, &again, &error), PLUMB_OK, &error);
  EXPECT(seen.count == 1);
  EXPECT_SAME(seen.last, "app");
  plumb_repository_free(again);
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &check_options, &report, &error), PLUMB_OK,
                &error);
  EXPECT(seen.count == 2);
  EXPECT_SAME(seen.last, "app");
  plumb_report_free(report);
  seen.stop_at = 3;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &check_options, &report, &error),
                PLUMB_CANCELLED, &error);
  EXPECT(report == NULL);

  /* From a signal handler, and sticky. */
  EXPECT_STATUS(plumb_cancel_new(&cancel), PLUMB_OK, NULL);
  check_options.on_event = NULL;
  check_options.cancel = cancel;
  EXPECT_STATUS(plumb_repository_check(repository, NULL, &check_options, &report, &error), PLUMB_OK,
                &error);
  plumb_report_free(report);
  signalled = cancel;
  signal(SIGUSR1, on_signal);
  raise(SIGUSR1);
  for (int round = 0; round < 2; ++round) {
    EXPECT_STATUS(plumb_repository_check(repository, NULL, &check_options, &report, &error),
                  PLUMB_CANCELLED, &error);
  }
  EXPECT_STATUS(plumb_project_check(plumb_repository_at(repository, 0), NULL, &check_options,
                                    &report, &error),
                PLUMB_CANCELLED, &error);
  open_options.on_event = NULL;
  open_options.cancel = cancel;
  EXPECT_STATUS(plumb_repository_open(folder, &open_options, &again, &error), PLUMB_CANCELLED,
                &error);
  plumb_cancel_free(cancel);
  plumb_repository_free(repository);
}
