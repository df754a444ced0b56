/// plumb_text.
#include "handles.hpp"

const char* plumb_text_data(const plumb_text* text) {
  return text == nullptr ? nullptr : text->data.c_str();
}

size_t plumb_text_size(const plumb_text* text) { return text == nullptr ? 0 : text->data.size(); }

void plumb_text_free(plumb_text* text) { delete text; }
