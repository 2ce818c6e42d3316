// SPDX-License-Identifier: Apache-2.0
// `bench crawl`: how fast this machine crawls, from the network to the ledger, against a world that
// is served near by (rehearse --serve). The case is made for it and thrown away.
#pragma once

#include <string>

#include "app/commands/crawl.h"

namespace godwit {

struct BenchOptions {
  std::string from;     // --from: the first address
  double seconds = 30;  // --seconds: at most
};

// `crawl` carries proxy, ca_bundle and seeds file.
int run_bench_crawl(const Common& common, const BenchOptions& bench, CrawlOptions crawl,
                    Streams streams);

}  // namespace godwit
