/// What could not be read on one side, so that it is not compared: SchemaSource::unchecked, whose
/// `what` is "KIND NAME" or "KIND NAME: PROPERTY", in a relative schema with the schema's name; all
/// of a kind is "KIND", or in words as "event triggers".
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/schema.hpp"

namespace plumbline::core {

class UnreadObjects {
 public:
  UnreadObjects(const SchemaSource& old, const SchemaSource& now);

  /// The object as a whole, or what it is a part of or belongs to.
  [[nodiscard]] bool covers(const Schema& schema, const CatalogObject& object) const;
  [[nodiscard]] bool covers_property(const CatalogObject& object, std::string_view property) const;
  /// Both sides' lists; says which side where only one could not read it.
  [[nodiscard]] std::vector<Unchecked> list() const;

 private:
  void add(const Unchecked& unchecked, bool is_relative);
  [[nodiscard]] bool covers_whole(const CatalogObject& object) const;

  const SchemaSource& old_;
  const SchemaSource& now_;
  std::set<std::string> whole_;                                           // "KIND" and "KIND NAME"
  std::map<std::string, std::set<std::string, std::less<>>> properties_;  // by "KIND NAME"
};

}  // namespace plumbline::core
