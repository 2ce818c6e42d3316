// SPDX-License-Identifier: Apache-2.0
// `crawl --dry-run`: what would be fetched, per host, with what robots.txt is known to say. Nothing
// is asked: a robots.txt nobody has read yet is shown as "ask first".
#pragma once

#include "app/commands/command.h"
#include "crawler/frontier/frontier.h"

namespace godwit {

int print_plan(Frontier& frontier, Time now, const Common& common, Streams io);

}  // namespace godwit
