/// Operators, operator families and operator classes.
#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

namespace {

/// `operator:N(left, right)` and `function:N(left, right)` as ADD and CREATE have them.
std::string members(const Subject& of) {
  SqlList list;
  for (const Property& property : of.object().properties) {
    const bool is_operator = property.name.starts_with("operator:");
    if (!is_operator && !property.name.starts_with("function:")) continue;
    const std::string_view key = property.name.substr(9);
    const std::size_t bracket = key.find('(');
    if (bracket == std::string_view::npos) continue;
    const std::string number(key.substr(0, bracket));
    const std::string types(key.substr(bracket));
    const std::string value(property.value);
    if (!is_operator) {
      list.item("FUNCTION " + number + ' ' + types + ' ' + value);
      continue;
    }
    const std::size_t purpose = value.find(" FOR ");
    list.item("OPERATOR " + number + ' ' + value.substr(0, purpose) + ' ' + types +
              (purpose == std::string::npos ? "" : value.substr(purpose)));
  }
  return list.text();
}

}  // namespace

std::string operator_definition(const Subject& of) {
  std::string_view types = of.signature();
  if (types.starts_with('(')) types = types.substr(1, types.size() - 2);
  const std::vector<std::string_view> sides = split_list(types);
  SqlList list;
  list.entry("FUNCTION", of.value("function"));
  if (!sides.empty() && sides.front() != "none") list.entry("LEFTARG", sides.front());
  if (sides.size() == 2 && sides.back() != "none") list.entry("RIGHTARG", sides.back());
  list.entry("COMMUTATOR", operator_reference(of.value("commutator")))
      .entry("NEGATOR", operator_reference(of.value("negator")))
      .entry("RESTRICT", of.value("restrict"))
      .entry("JOIN", of.value("join"));
  if (of.has("merges")) list.item("MERGES");
  if (of.has("hashes")) list.item("HASHES");
  return "CREATE OPERATOR " + of.name() + " (" + list.text() + ')';
}

std::string operator_family_definition(const Subject& family) {
  const std::string name = family.name() + std::string(family.signature());
  Sql text("CREATE OPERATOR FAMILY ");
  text.add(name).clause(";\nALTER OPERATOR FAMILY " + name + " ADD ", members(family));
  return std::move(text).take();
}

std::string operator_class_definition(const Subject& of) {
  SqlList list;
  if (of.has("storage")) list.item("STORAGE " + std::string(of.value("storage")));
  list.item(members(of));
  // Without any member there is still one item to be said: the type itself is what is stored.
  if (list.text().empty()) list.item("STORAGE " + std::string(of.value("type")));
  Sql text("CREATE OPERATOR CLASS ");
  text.add(of.name())
      .add_if(of.has("default"), " DEFAULT")
      .clause(" FOR TYPE ", of.value("type"))
      .add(of.signature())
      .clause(" FAMILY ", of.value("family"))
      .add(" AS ")
      .add(list.text());
  return std::move(text).take();
}

}  // namespace plumbline::core
