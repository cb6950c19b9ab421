// TLS: certificates and sessions over them. The only file that compiles Asio's and Beast's TLS, which takes its time.

#include <fmt/format.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <utility>

#include "apps/server/http_impl.h"
#include "apps/server/http_session.h"

namespace regard::server {
namespace {

using TlsStream = beast::ssl_stream<beast::tcp_stream>;

/// The handshake comes first, and a goodbye last, so that an answer that was cut can be told from one that ended.
class TlsSession : public HttpSession<TlsStream> {
 public:
  /// OpenSSL counts who uses what is behind `context`, so that it may be replaced meanwhile.
  TlsSession(HttpServer::Impl& server, std::string peer, tcp::socket socket, net::ssl::context& context)
      : HttpSession(server, std::move(peer), TlsStream(beast::tcp_stream(std::move(socket)), context)) {}

  void begin() override {
    lowest().expires_after(server().options.limits.headTimeMax);
    stream().async_handshake(net::ssl::stream_base::server, [self = shared_from_this()](beast::error_code error) {
      if (!error) static_cast<TlsSession&>(*self).start();
    });
  }

 private:
  void end() override {
    lowest().expires_after(kDiscardTimeMax);
    stream().async_shutdown([self = shared_from_this()](beast::error_code) {
      beast::error_code ignored;
      static_cast<TlsSession&>(*self).lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    });
  }
};

/// Only HTTP/1.1 is spoken: a client that asks for others alone is told so in the handshake.
int chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                   unsigned int offeredLength, void*) {
  static constexpr unsigned char kSpoken[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (::SSL_select_next_proto(&found, length, kSpoken, sizeof kSpoken - 1, offered, offeredLength) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

Error wrongFile(const std::string& path, const char* what, const beast::error_code& error) {
  return {ErrorKind::invalid, fmt::format("`{}` cannot be used as {}: {}", path, what, error.message())};
}

}  // namespace

Expected<std::shared_ptr<net::ssl::context>> tlsContextOf(const TlsFiles& files) {
  auto context = std::make_shared<net::ssl::context>(net::ssl::context::tls_server);
  beast::error_code error;
  context->set_options(net::ssl::context::default_workarounds | net::ssl::context::no_tlsv1 |
                           net::ssl::context::no_tlsv1_1 | net::ssl::context::no_compression,
                       error);
  ::SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // A key with a passphrase would be asked for on a terminal that a service has not.
  context->set_password_callback([](std::size_t, net::ssl::context::password_purpose) { return std::string(); }, error);
  context->use_certificate_chain_file(files.certificates, error);
  if (error) return wrongFile(files.certificates, "certificates in PEM", error);
  context->use_private_key_file(files.key, net::ssl::context::pem, error);
  if (error) return wrongFile(files.key, "the key of these certificates, in PEM and without a passphrase", error);
  if (!files.clientAuthorities.empty()) {
    context->load_verify_file(files.clientAuthorities, error);
    if (error) return wrongFile(files.clientAuthorities, "certificates in PEM", error);
    context->set_verify_mode(net::ssl::verify_peer | net::ssl::verify_fail_if_no_peer_cert, error);
    // Sessions that are taken up again must have been begun here.
    static constexpr unsigned char kSessions[] = "regard";
    ::SSL_CTX_set_session_id_context(context->native_handle(), kSessions, sizeof kSessions - 1);
  }
  ::SSL_CTX_set_alpn_select_cb(context->native_handle(), chooseProtocol, nullptr);
  return context;
}

std::shared_ptr<Session> tlsSessionOf(HttpServer::Impl& server, tcp::socket socket) {
  beast::error_code gone;
  std::string peer = socket.remote_endpoint(gone).address().to_string();
  return std::make_shared<TlsSession>(server, std::move(peer), std::move(socket), *server.tls);
}

}  // namespace regard::server
