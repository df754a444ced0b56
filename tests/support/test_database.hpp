/// Leave for tests to write to a database of their own server.
#pragma once

#include <string>
#include <utility>

#include "postgres/writable.hpp"

namespace plumbline::postgres {

class TestDatabase {
 public:
  static Writable at(std::string uri) { return Writable(std::move(uri)); }
};

}  // namespace plumbline::postgres
