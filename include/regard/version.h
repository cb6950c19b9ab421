#pragma once
namespace regard {
/// "0.1.0"; formats and behaviour are described in docs/ of the same version.
const char* version();
}  // namespace regard
