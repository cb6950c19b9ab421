#pragma once
// A program as the bytes of its bundle.

#include <catch2/catch.hpp>
#include <string>

#include "dsl/bundle/bundle.h"

namespace regard::tests {

inline std::string bytesOf(const ir::Program& program) {
  auto bytes = bundle::toBytes(program);
  REQUIRE(bytes.ok());
  return *std::move(bytes);
}

}  // namespace regard::tests
