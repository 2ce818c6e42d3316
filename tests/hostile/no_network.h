// SPDX-License-Identifier: Apache-2.0
// Stands between the process and its network: getaddrinfo() answers from a table of the test's, and
// connect() and sendto() reach nobody and are counted. Linked into a test program it takes the
// place of the C library's functions, for libcurl too.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace godwit::no_network {

// What names resolve to from now on; a name that is not there does not exist.
void set_names(std::map<std::string, std::vector<std::string>> addresses);
// How long every question to the resolver takes; set_names() makes it instant again.
void set_delay(std::chrono::milliseconds delay);
// Names asked for, since set_names().
std::vector<std::string> names_asked();
// Packets that would have left, since set_names(): connects and datagrams, by destination.
std::vector<std::string> packets();

}  // namespace godwit::no_network
