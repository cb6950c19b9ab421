#include "tests/unit/model/cdnow.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace regard::tests {

std::optional<std::vector<std::vector<model::DayOfPurchases>>> cdnow() {
  const auto path = std::filesystem::path(PROJECT_FOLDER) / ".." / "shared" / "data" / "cdnow" / "CDNOW_sample.txt";
  std::ifstream file(path);
  if (!file) {
    std::cout << "SKIPPED: " << path.filename() << " is not there\n";
    return std::nullopt;
  }
  std::vector<model::Purchase> purchases;
  unsigned all = 0, sampled = 0, items = 0;
  int date = 0;
  double amount = 0;
  while (file >> all >> sampled >> date >> items >> amount)
    purchases.push_back({sampled, dayOf({date / 10'000, date / 100 % 100, date % 100}).value, amount});
  CHECK(purchases.size() == 6'919);
  return model::byCustomer(std::move(purchases));
}

}  // namespace regard::tests
