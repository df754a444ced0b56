/// CREATE TRIGGER, as pg_get_triggerdef; CREATE EVENT TRIGGER and CREATE POLICY.
#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

std::string trigger_definition(const Subject& trigger) {
  const bool is_constraint = trigger.has("constraint");
  Sql text(is_constraint ? "CREATE CONSTRAINT TRIGGER " : "CREATE TRIGGER ");
  text.add(trigger.own_name())
      .clause(" ", trigger.words("timing"))
      .clause(" ", trigger.value("events"))
      .add(" ON ")
      .add(trigger.parent_name());
  if (is_constraint) {
    const std::string deferrable = trigger.words("deferrable");
    text.clause(" FROM ", trigger.value("references"))
        .add(deferrable.empty() ? " NOT DEFERRABLE INITIALLY IMMEDIATE" : " DEFERRABLE ")
        .add(deferrable);
  }
  const bool has_transition = trigger.has("old_table") || trigger.has("new_table");
  text.add_if(has_transition, " REFERENCING")
      .clause(" OLD TABLE AS ", trigger.value("old_table"))
      .clause(" NEW TABLE AS ", trigger.value("new_table"))
      .clause(" FOR EACH ", trigger.words("level"))
      .clause(" WHEN (", trigger.value("when"), ")")
      .clause(" EXECUTE FUNCTION ", trigger.value("function"))
      .add("(")
      .add(trigger.value("arguments"))
      .add(")");
  return std::move(text).take();
}

std::string event_trigger_definition(const Subject& trigger) {
  const std::string_view enabled = trigger.value("enabled");
  Sql text("CREATE EVENT TRIGGER ");
  text.add(trigger.own_name())
      .clause(" ON ", trigger.value("event"))
      .clause(" WHEN TAG IN (", trigger.value("tags"), ")")
      .clause(" EXECUTE FUNCTION ", trigger.value("function"), "()");
  if (enabled.empty()) return std::move(text).take();
  text.add(";\nALTER EVENT TRIGGER ")
      .add(trigger.own_name())
      .add(enabled == "disabled" ? " DISABLE" : " ENABLE ")
      .add(enabled == "disabled" ? "" : trigger.words("enabled"));
  return std::move(text).take();
}

std::string policy_definition(const Subject& policy) {
  Sql text("CREATE POLICY ");
  text.add(policy.own_name())
      .add(" ON ")
      .add(policy.parent_name())
      .add_if(policy.has("restrictive"), " AS RESTRICTIVE")
      .clause(" FOR ", policy.words("command"))
      .clause(" TO ", policy.value("roles"))
      .clause(" USING (", policy.value("using"), ")")
      .clause(" WITH CHECK (", policy.value("with_check"), ")");
  return std::move(text).take();
}

}  // namespace plumbline::core
