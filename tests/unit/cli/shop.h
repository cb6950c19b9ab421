#pragma once
// A small shop in a folder of its own: a rulebook, a file of customers, and `regard` over them.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/unit/cli/process.h"

namespace regard::tests {

/// rules/shop.regard and customers.csv; gone with the object.
class Shop {
 public:
  Shop();
  ~Shop();
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  std::string path(const std::string& name) const { return (root_ / name).string(); }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;

  Ran regard(std::vector<std::string> words, RunOptions options = {}) const;
  /// customers.csv into store.
  Ran import() const;
  /// For a customer of store, by rules, on the phone, on 2 March 2026.
  Ran decide(const std::string& customer, const std::vector<std::string>& more = {}) const;

 private:
  std::filesystem::path root_;
};

/// What stands in rules/shop.regard.
extern const char* const kShopRules;

bool holds(const std::string& text, const std::string& part);
/// Standard output as the one JSON document it should be; checked.
nlohmann::json parsed(const Ran& ran);

}  // namespace regard::tests
