/// plumb_error.
#include "handles.hpp"

using plumbline::capi::or_null;

void plumb_error_free(plumb_error* error) { delete error; }

plumb_status plumb_error_status(const plumb_error* error) {
  return error == nullptr ? PLUMB_OK : static_cast<plumb_status>(error->status);
}

const char* plumb_error_message(const plumb_error* error) {
  return error == nullptr ? nullptr : error->fields.message.c_str();
}

const char* plumb_error_detail(const plumb_error* error) {
  return error == nullptr ? nullptr : or_null(error->fields.detail);
}

const char* plumb_error_hint(const plumb_error* error) {
  return error == nullptr ? nullptr : or_null(error->fields.hint);
}

const char* plumb_error_sqlstate(const plumb_error* error) {
  return error == nullptr ? nullptr : or_null(error->fields.sqlstate);
}

const char* plumb_error_file(const plumb_error* error) {
  return error == nullptr ? nullptr : or_null(error->fields.where.file);
}

int32_t plumb_error_line(const plumb_error* error) {
  return error == nullptr ? 0 : error->fields.where.line;
}

int32_t plumb_error_column(const plumb_error* error) {
  return error == nullptr ? 0 : error->fields.where.column;
}
