#pragma once
// The levels above plain. Each function says for which processors it is compiled, so that nothing else is.

#include "engine/batch/kernels.h"

namespace regard::batch {

#if defined(__x86_64__)
extern const Kernels kAvx2Kernels, kAvx512Kernels;
#endif

}  // namespace regard::batch
