#pragma once
// An example rulebook over a real data set: compile, test, import, then ask about every customer.

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "regard/engine.h"

namespace regard::examples {

/// A store in a temporary folder, filled from a data set of the shared folder beside the project.
class RealBase {
 public:
  /// Nothing if the data set is not there; says so on standard output.
  static std::optional<RealBase> of(const std::string& rules, const std::string& dataFile, bool keyFromRow);
  RealBase(RealBase&&) = default;
  RealBase& operator=(RealBase&&) = default;
  ~RealBase();

  const ImportReport& report() const { return report_; }
  const Store& store() const { return *store_; }
  CustomerProfile profile(const std::string& id) const;
  /// Decides for every customer; `look` gets the customer's attributes by name (canonical spelling) and the decision.
  using Attributes = std::map<std::string, std::string>;
  std::size_t forEveryone(const std::map<std::string, std::string>& request,
                          const std::function<void(const Attributes&, const DecisionResult&)>& look) const;

 private:
  RealBase(std::filesystem::path folder, Store store, Engine engine, ImportReport report);
  std::filesystem::path folder_;
  std::optional<Store> store_;
  std::optional<Engine> engine_;
  ImportReport report_;
};

/// Whether an action of that name is among the offered.
bool offers(const DecisionResult& decision, const std::string& action);
bool offersIssue(const DecisionResult& decision, const std::string& issue);

}  // namespace regard::examples
