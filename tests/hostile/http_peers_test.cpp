// SPDX-License-Identifier: Apache-2.0
// Badly behaved HTTP/1.1 peers: each exchange ends in time, under its caps, with the right word for
// what happened.
#include "tests/hostile/client.h"
#include "tests/hostile/peer.h"

namespace godwit {
namespace {

TEST(HttpPeers, Placeholder) {}

}  // namespace
}  // namespace godwit
