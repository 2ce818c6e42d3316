// SPDX-License-Identifier: Apache-2.0
// Commands that show what is known: channels, lineages, explain. Tables for people,
// --json for programs.
#pragma once

#include <string>

#include "app/commands/command.h"

namespace godwit {

int run_channels(const Common& common, Streams streams);
int run_lineages(const Common& common, Streams streams);
// `successor`: explain the edge between the two rather than the channel alone ("" = none given).
int run_explain(const Common& common, const std::string& url, const std::string& successor,
                Streams streams);

}  // namespace godwit
