/* Version, status, error, text: also with NULL. */
#include <string.h>

#include "expect.h"

void test_version(void) {
  static const char* const names[] = {
      "PLUMB_OK",          "PLUMB_ARGUMENT",     "PLUMB_NO_MEMORY", "PLUMB_INTERNAL",
      "PLUMB_CANCELLED",   "PLUMB_TIMEOUT",      "PLUMB_BUSY",      "PLUMB_NOT_FOUND",
      "PLUMB_AMBIGUOUS",   "PLUMB_IO",           "PLUMB_FORMAT",    "PLUMB_LIMIT",
      "PLUMB_CONNECTION",  "PLUMB_SERVER",       "PLUMB_TOOL",      "PLUMB_REFUSED",
      "PLUMB_UNSUPPORTED", "PLUMB_CONFIGURATION"};
  EXPECT(plumb_version_number() == PLUMB_VERSION_NUMBER);
  EXPECT(plumb_grammar_version() >= 150000);
  for (int32_t status = PLUMB_OK; status <= PLUMB_CONFIGURATION; ++status)
    EXPECT_SAME(plumb_status_name(status), names[status]);
  EXPECT_SAME(plumb_status_name(-1), NULL);
  EXPECT_SAME(plumb_status_name(PLUMB_CONFIGURATION + 1), NULL);

  EXPECT(plumb_error_status(NULL) == PLUMB_OK);
  EXPECT_SAME(plumb_error_message(NULL), NULL);
  EXPECT_SAME(plumb_error_detail(NULL), NULL);
  EXPECT_SAME(plumb_error_hint(NULL), NULL);
  EXPECT_SAME(plumb_error_sqlstate(NULL), NULL);
  EXPECT_SAME(plumb_error_file(NULL), NULL);
  EXPECT(plumb_error_line(NULL) == 0);
  EXPECT(plumb_error_column(NULL) == 0);
  plumb_error_free(NULL);
  EXPECT_SAME(plumb_text_data(NULL), NULL);
  EXPECT(plumb_text_size(NULL) == 0);
  plumb_text_free(NULL);

  /* A configuration that is wrong says where. */
  plumb_repository* repository = NULL;
  plumb_error* error = NULL;
  write_file("wrong/plumbline.toml", "\n[rules]\n\"plan/cycle\" = \"loud\"\n");
  write_file("wrong/migrations/1_a.sql", "SELECT 1;\n");
  char folder[1024];
  strcpy(folder, write_file("wrong/x", ""));
  *strrchr(folder, '/') = '\0';
  EXPECT(plumb_repository_open(folder, NULL, &repository, &error) == PLUMB_CONFIGURATION);
  EXPECT(repository == NULL);
  EXPECT(plumb_error_status(error) == PLUMB_CONFIGURATION);
  EXPECT(plumb_error_message(error) != NULL && *plumb_error_message(error) != '\0');
  EXPECT(plumb_error_file(error) != NULL && strstr(plumb_error_file(error), "plumbline.toml"));
  EXPECT(plumb_error_line(error) == 3);
  EXPECT(plumb_error_column(error) > 0);
  EXPECT_SAME(plumb_error_sqlstate(error), NULL);
  plumb_error_free(error);
  /* The same without an error object. */
  EXPECT_STATUS(plumb_repository_open(folder, NULL, &repository, NULL), PLUMB_CONFIGURATION, NULL);
}
