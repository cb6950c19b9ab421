// Decides for a customer over Cap'n Proto RPC and prints what ranks first.
//
//   capnp compile -oc++ service.capnp
//   g++ -std=c++20 -I. decide.cc service.capnp.c++ -lcapnp-rpc -lcapnp -lkj-async -lkj -o decide
//   REGARD_RPC=127.0.0.1:7070 REGARD_KEY=rgd_… ./decide bob email
#include <capnp/ez-rpc.h>

#include <cstdlib>
#include <iostream>

#include "service.capnp.h"

int main(int argc, char** argv) {
  if (argc != 3) return std::cerr << "Usage: decide CUSTOMER CHANNEL\n", 2;
  const char* const address = std::getenv("REGARD_RPC");
  const char* const key = std::getenv("REGARD_KEY");
  try {
    capnp::EzRpcClient connection(address != nullptr ? address : "127.0.0.1:7070");
    auto login = connection.getMain<regard::rpc::Door>().loginRequest();
    if (key != nullptr) login.setKey(key);
    const auto entry = login.send().wait(connection.getWaitScope());
    if (entry.getEntry().isProblem()) return std::cerr << entry.getEntry().getProblem().getDetail().cStr() << '\n', 1;
    auto service = entry.getEntry().getService();

    auto call = service.decideRequest();
    auto request = call.initRequest();
    request.setCustomer(argv[1]);
    auto channel = request.initRequest(1)[0];  // what is known of the moment
    channel.setName("channel");
    channel.initValue().setText(argv[2]);
    request.initDeadlineMs().setGiven(200);
    const auto reply = call.send().wait(connection.getWaitScope());

    // A problem is an answer too: only a connection that is lost throws.
    if (reply.isProblem()) return std::cerr << reply.getProblem().getDetail().cStr() << '\n', 1;
    const auto decision = reply.getAnswer();
    for (const auto offered : decision.getOffered())
      std::cout << offered.getRank() << ' ' << offered.getAction().cStr() << ' ' << offered.getTitle().cStr() << '\n';
    if (decision.hasDegraded()) std::cout << "degraded: " << decision.getDegraded().cStr() << '\n';
  } catch (const kj::Exception& lost) { return std::cerr << lost.getDescription().cStr() << '\n', 1; }
  return 0;
}
