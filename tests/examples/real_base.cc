#include "tests/examples/real_base.h"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <utility>

namespace regard::examples {
namespace fs = std::filesystem;

RealBase::RealBase(fs::path folder, Store store, Engine engine, ImportReport report)
    : folder_(std::move(folder)), store_(std::move(store)), engine_(std::move(engine)), report_(std::move(report)) {}

RealBase::~RealBase() {
  engine_.reset();
  store_.reset();
  if (!folder_.empty()) fs::remove_all(folder_);
}

std::optional<RealBase> RealBase::of(const std::string& rules, const std::string& dataFile, bool keyFromRow) {
  const fs::path data = fs::path(PROJECT_FOLDER) / ".." / "shared" / "data" / dataFile;
  if (!fs::exists(data)) {
    std::cout << "SKIPPED: " << dataFile << " is not there\n";
    return std::nullopt;
  }
  auto compiled = compile((fs::path(PROJECT_FOLDER) / "rules" / "examples" / rules).string());
  REQUIRE(compiled.ok());
  REQUIRE(compiled->rulebook.has_value());

  fs::path folder = fs::temp_directory_path() / ("regard_examples_" + rules + std::to_string(::getpid()));
  fs::remove_all(folder);
  auto store = Store::open(folder.string(), Access::write);
  REQUIRE(store.ok());
  REQUIRE(store->adopt(*compiled->rulebook).ok());
  ImportRequest request;
  request.path = data.string();
  request.keyFromRow = keyFromRow;
  request.rejectPath = (folder / "rejects.csv").string();
  auto report = store->import(request);
  if (!report.ok()) FAIL(report.error().message);
  auto engine = Engine::make(*compiled->rulebook, *store);
  REQUIRE(engine.ok());
  return RealBase(std::move(folder), std::move(*store), std::move(*engine), std::move(*report));
}

CustomerProfile RealBase::profile(const std::string& id) const {
  auto found = store_->find(id);
  REQUIRE(found.ok());
  return std::move(*found);
}

std::size_t RealBase::forEveryone(const std::map<std::string, std::string>& request,
                                  const std::function<void(const Attributes&, const DecisionResult&)>& look) const {
  std::vector<std::string> ids;
  REQUIRE(store_
              ->forEachId([&](const std::string& id) {
                ids.push_back(id);
                return true;
              })
              .ok());
  for (const std::string& id : ids) {
    Attributes attributes;
    for (const AttributeValue& attribute : profile(id).attributes) attributes[attribute.name] = attribute.value.text;
    DecisionRequest asked;
    asked.customer = id;
    asked.request = request;
    asked.now = "2026-03-02T10:00";
    const auto decision = engine_->decide(asked);
    if (!decision.ok()) FAIL(id << ": " << decision.error().message);
    look(attributes, *decision);
  }
  return ids.size();
}

bool offers(const DecisionResult& decision, const std::string& action) {
  return std::any_of(decision.offered.begin(), decision.offered.end(),
                     [&](const OfferedAction& offered) { return offered.action == action; });
}

bool offersIssue(const DecisionResult& decision, const std::string& issue) {
  return std::any_of(decision.offered.begin(), decision.offered.end(),
                     [&](const OfferedAction& offered) { return offered.issue == issue; });
}

}  // namespace regard::examples
