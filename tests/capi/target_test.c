/* Targets: what opens, what does not, and a cancel while a server does not answer. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "expect.h"

static int32_t note(const plumb_event* event, void* user_data) {
  EXPECT(plumb_event_kind(event) == PLUMB_EVENT_NOTE);
  EXPECT(strstr(plumb_event_message(event), "connected to") != NULL);
  ++*(int*)user_data;
  return 0;
}

/* A port that accepts and never says a word. */
static int silent_port(int* listener) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  *listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(*listener, (struct sockaddr*)&address, size) != 0 || listen(*listener, 4) != 0) return 0;
  getsockname(*listener, (struct sockaddr*)&address, &size);
  return ntohs(address.sin_port);
}

static void test_refusals(void) {
  static const struct {
    const char* uri;
    plumb_status wanted;
  } rows[] = {
      {"mysql://host/db", PLUMB_ARGUMENT},
      {"postgres://$DATABASE_URL", PLUMB_ARGUMENT},
      {"postgres://ada:hunter2%@host/db", PLUMB_ARGUMENT},
      {"host=/nowhere dbname=x password=hunter2", PLUMB_CONNECTION},
  };
  plumb_target* target = NULL;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
    plumb_error* error = NULL;
    EXPECT(plumb_target_open(rows[i].uri, NULL, &target, &error) == rows[i].wanted);
    EXPECT(target == NULL);
    const char* texts[] = {plumb_error_message(error), plumb_error_detail(error),
                           plumb_error_hint(error)};
    for (size_t t = 0; t < 3; ++t) EXPECT(texts[t] == NULL || strstr(texts[t], "hunter2") == NULL);
    plumb_error_free(error);
  }
}

static void test_silence(void) {
  int listener = -1;
  char uri[64];
  plumb_target_options options;
  plumb_target* target = NULL;
  plumb_cancel* cancel = NULL;
  plumb_error* error = NULL;
  snprintf(uri, sizeof uri, "postgres://127.0.0.1:%d/x", silent_port(&listener));
  plumb_options_init(&options, sizeof options);
  options.connect_ms = 50;
  EXPECT_STATUS(plumb_target_open(uri, &options, &target, &error), PLUMB_TIMEOUT, &error);
  options.connect_ms = 60000;
  options.deadline_ms = 50;
  EXPECT_STATUS(plumb_target_open(uri, &options, &target, &error), PLUMB_TIMEOUT, &error);
  EXPECT_STATUS(plumb_cancel_new(&cancel), PLUMB_OK, NULL);
  plumb_cancel_request(cancel);
  options.deadline_ms = 0;
  options.cancel = cancel;
  EXPECT_STATUS(plumb_target_open(uri, &options, &target, &error), PLUMB_CANCELLED, &error);
  plumb_cancel_free(cancel);
  close(listener);
}

static void test_server(void) {
  const char* uri = server_uri();
  int notes = 0;
  plumb_target_options options;
  plumb_target* target = NULL;
  plumb_cancel* cancel = NULL;
  plumb_error* error = NULL;
  if (uri == NULL) return;
  EXPECT_STATUS(plumb_cancel_new(&cancel), PLUMB_OK, NULL);
  plumb_options_init(&options, sizeof options);
  options.application_name = "capi";
  options.on_event = note;
  options.user_data = &notes;
  options.cancel = cancel;
  EXPECT_STATUS(plumb_target_open(uri, &options, &target, &error), PLUMB_OK, &error);
  EXPECT(notes == 1);
  EXPECT(plumb_target_server_version(target) >= 120000);
  EXPECT(strstr(plumb_target_name(target), "postgres") != NULL);
  /* The cancel was of the opening alone. */
  plumb_cancel_request(cancel);
  plumb_cancel_free(cancel);
  plumb_repository* repository = open_small_tree();
  plumb_report* report = NULL;
  EXPECT_STATUS(plumb_repository_check(repository, target, NULL, &report, &error), PLUMB_OK,
                &error);
  plumb_report_free(report);
  plumb_repository_free(repository);
  plumb_target_free(target);
}

void test_target(void) {
  plumb_target* target = NULL;
  plumb_error* error = NULL;
  EXPECT_STATUS(plumb_target_open(NULL, NULL, &target, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_target_open("x", NULL, NULL, &error), PLUMB_ARGUMENT, &error);
  EXPECT_SAME(plumb_target_name(NULL), NULL);
  EXPECT(plumb_target_server_version(NULL) == 0);
  plumb_target_free(NULL);
  test_refusals();
  test_silence();
  test_server();
}
