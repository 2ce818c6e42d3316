// SPDX-License-Identifier: Apache-2.0
#include "app/serve/dashboard.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <optional>

#include "app/serve/answers.h"

namespace godwit {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Tcp = asio::ip::tcp;

constexpr std::uint32_t head_max = 16u << 10;
constexpr std::uint64_t body_max = 64u << 10;
constexpr int requests_max = 1'000;  // of one connection

using Response = http::response<http::string_body>;

Asked asked_by(const http::request<http::string_body>& request) {
  Asked asked;
  asked.method = std::string(request.method_string());
  asked.target = std::string(request.target());
  for (const auto& field : request) {
    std::string name(field.name_string());
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    asked.headers.emplace_back(std::move(name), std::string(field.value()));
  }
  return asked;
}

Response response_of(DashboardAnswer answer, unsigned version, bool keep_alive) {
  Response response{static_cast<http::status>(answer.status), version};
  for (const auto& [name, value] : answer.headers) response.insert(name, value);
  response.set(http::field::content_type, answer.type);
  response.body() = std::move(answer.body);
  response.keep_alive(keep_alive);
  response.prepare_payload();
  return response;
}

// What a request that could not be read is answered with; 0: nothing, the peer is gone.
int status_of(const beast::error_code& error) {
  if (error == http::error::header_limit) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == beast::error::timeout) return 408;
  if (error == http::error::end_of_stream) return 0;
  return error.category() == http::make_error_code(http::error::bad_method).category() ? 400 : 0;
}

// One connection: a request, its answer, the next request.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Tcp::socket socket, Answers& answers, Duration patience, std::size_t& open)
      : stream_(std::move(socket)), answers_(answers), patience_(patience), open_(open) {
    ++open_;
  }
  ~Session() { --open_; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(head_max);
    parser_->body_limit(body_max);
    stream_.expires_after(patience_);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](const beast::error_code& error, std::size_t) {
                       self->heard(error);
                     });
  }

 private:
  void heard(const beast::error_code& error) {
    if (error) {
      const int status = status_of(error);
      if (status == 0) return;
      return write(response_of(Answers::refused(status, "not understood"), 11, false));
    }
    const auto request = parser_->release();
    const bool keep = request.keep_alive() && ++served_ < requests_max;
    write(response_of(answers_.answer(asked_by(request), request.body()), request.version(), keep));
  }

  void write(Response response) {
    response_ = std::move(response);
    stream_.expires_after(patience_);
    http::async_write(stream_, *response_,
                      [self = shared_from_this()](const beast::error_code& error, std::size_t) {
                        if (error) return;
                        if (self->response_->keep_alive()) return self->read();
                        beast::error_code ignored;
                        self->stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
                      });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{head_max + body_max};
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<Response> response_;
  Answers& answers_;
  Duration patience_;
  std::size_t& open_;
  int served_ = 0;
};

bool listen_on(Tcp::acceptor& acceptor, const Tcp::endpoint& where, beast::error_code& error) {
  acceptor.open(where.protocol(), error);
  if (!error && where.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(where, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return !error;
}

}  // namespace

struct Dashboard::Parts {
  explicit Parts(DashboardOptions how) : options(std::move(how)), four(context), six(context) {}

  void accept(Tcp::acceptor& acceptor) {
    acceptor.async_accept([this, &acceptor](const beast::error_code& error, Tcp::socket socket) {
      if (!acceptor.is_open()) return;
      if (!error && open < options.connections_max)
        std::make_shared<Session>(std::move(socket), *answers, options.patience, open)->read();
      accept(acceptor);
    });
  }

  DashboardOptions options;
  std::size_t open = 0;  // connections; must outlive the context, whose handlers hold sessions
  std::unique_ptr<Answers> answers;
  asio::io_context context{1};
  Tcp::acceptor four, six;
};

Dashboard::Dashboard(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Dashboard::~Dashboard() = default;

Result<std::unique_ptr<Dashboard>> Dashboard::start(LiveCase& live, DashboardOptions options) {
  auto parts = std::make_unique<Parts>(std::move(options));
  beast::error_code error;
  if (!listen_on(parts->four, {asio::ip::address_v4::loopback(), parts->options.port}, error))
    return Error{Trouble::failure,
                 "serve: cannot listen on 127.0.0.1:" + std::to_string(parts->options.port) + ": " +
                     error.message()};
  const std::uint16_t port = parts->four.local_endpoint().port();
  if (!listen_on(parts->six, {asio::ip::address_v6::loopback(), port}, error)) {
    beast::error_code ignored;
    parts->six.close(ignored);  // a machine without IPv6
  }
  parts->answers = std::make_unique<Answers>(live, port, parts->options.invite);
  return std::unique_ptr<Dashboard>(new Dashboard(std::move(parts)));
}

std::uint16_t Dashboard::port() const { return parts_->four.local_endpoint().port(); }

void Dashboard::run(bool signals) {
  Parts& parts = *parts_;
  parts.accept(parts.four);
  if (parts.six.is_open()) parts.accept(parts.six);
  asio::signal_set ends(parts.context);
  if (signals) {
    ends.add(SIGINT);
    ends.add(SIGTERM);
    ends.async_wait([&](const beast::error_code&, int) { parts.context.stop(); });
  }
  parts.context.run();
}

void Dashboard::stop() { parts_->context.stop(); }

}  // namespace godwit
