#pragma once
// What a connection can call: a login that gives the operations, each of which becomes the request that HTTP would make
// and is asked of the same application. Of the RPC thread alone.

#include <kj/async.h>

#include <memory>

#include "apps/server/http_server.h"
#include "apps/server/rpc_limits.h"
#include "apps/server/rpc_stream.h"
#include "service.capnp.h"

namespace regard::server {

/// `http` and `limits` must be there as long as the thread.
rpc::Door::Client makeDoor(HttpServer& http, const RpcLimits& limits, std::shared_ptr<RpcPeer> peer);

}  // namespace regard::server
