/* plumb_rule_explain. */
#include <string.h>

#include "expect.h"

void test_rules(void) {
  static const char* const formats[] = {"text", "json", "markdown"};
  plumb_text* text = NULL;
  plumb_error* error = NULL;
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_STATUS(plumb_rule_explain(NULL, formats[i], &text, &error), PLUMB_OK, &error);
    EXPECT(strstr(plumb_text_data(text), "plan/duplicate-revision") != NULL);
    plumb_text_free(text);
    EXPECT_STATUS(plumb_rule_explain("plan/cycle", formats[i], &text, &error), PLUMB_OK, &error);
    EXPECT(strstr(plumb_text_data(text), "plan/cycle") != NULL);
    EXPECT(strstr(plumb_text_data(text), "plan/duplicate-revision") == NULL);
    plumb_text_free(text);
  }
  EXPECT(plumb_rule_explain("plan/cicle", "text", &text, &error) == PLUMB_NOT_FOUND);
  EXPECT(strstr(plumb_error_hint(error), "plan/cycle") != NULL);
  plumb_error_free(error);
  EXPECT_STATUS(plumb_rule_explain(NULL, "yaml", &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_rule_explain(NULL, NULL, &text, &error), PLUMB_ARGUMENT, &error);
  EXPECT_STATUS(plumb_rule_explain(NULL, "text", NULL, &error), PLUMB_ARGUMENT, &error);
}
