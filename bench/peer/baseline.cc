#include "bench/peer/baseline.h"

#include <dlfcn.h>

#include <limits>

#include "bench/peer/workload.h"

namespace regard::peer {

PlainProfile plainProfile(const ir::Program& program, const Inputs& inputs) {
  PlainProfile profile;
  for (std::uint32_t i = 0; i < program.inputs.size(); ++i) {
    const TypeKind kind = program.inputs[i].type.kind;
    const Scalar value = inputs.at(i);
    if (kind == TypeKind::kNumber)
      profile.numbers.push_back(value.isKnown() ? value.cell.asDouble() : std::numeric_limits<double>::quiet_NaN());
    if (kind == TypeKind::kChoice || kind == TypeKind::kFlag)
      profile.members.push_back(value.isKnown() ? static_cast<std::uint16_t>(1U << value.cell.bits) : std::uint16_t{0});
  }
  return profile;
}

Baseline::Baseline(const std::string& libraryPath) {
  void* library = dlopen(libraryPath.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) stop(dlerror());
  void* symbol = dlsym(library, "peer_decide");
  if (symbol == nullptr) stop(dlerror());
  decide_ = reinterpret_cast<decltype(decide_)>(symbol);
}

}  // namespace regard::peer
