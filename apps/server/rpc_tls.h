#pragma once
// Certificates of the RPC side: the same files as HTTP's.

#include <kj/compat/tls.h>

#include <memory>

#include "apps/server/http_server.h"

namespace regard::server {

/// Errors: invalid, naming the file that is wrong.
Expected<std::shared_ptr<kj::TlsContext>> rpcTlsOf(const TlsFiles& files);

}  // namespace regard::server
