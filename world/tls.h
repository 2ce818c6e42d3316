// SPDX-License-Identifier: Apache-2.0
// TLS for the rehearsal server: a certificate authority of its own, made when it starts, and leaf
// certificates signed on the fly for whatever host is asked for. The only file that speaks OpenSSL.
// Thread safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "godwit/result.h"

namespace godwit {

// Bytes to and from one peer; plain or TLS. Ends the connection (not the socket) when destroyed.
class Stream {
 public:
  virtual ~Stream() = default;
  // Number of bytes read; 0 = closed, timed out or broken.
  virtual std::size_t read(char* into, std::size_t size) = 0;
  // False when the peer is gone.
  virtual bool write(std::string_view bytes) = 0;
};

std::unique_ptr<Stream> plain_stream(int socket);

class Authority {
 public:
  static Result<Authority> create();
  ~Authority();
  Authority(Authority&&) noexcept;
  Authority& operator=(Authority&&) noexcept;

  const std::string& certificate_pem() const;  // what clients must trust
  // Shakes hands as `host`, or as the name the client asks for (SNI). nullptr if the peer will not.
  std::unique_ptr<Stream> accept(int socket, const std::string& host);

  struct Parts;  // defined in tls.cpp

 private:
  explicit Authority(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace godwit
