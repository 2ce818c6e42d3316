// SPDX-License-Identifier: Apache-2.0
// Journal: what was told to whom, CASE/alerts/journal.ndjson: one line an attempt, only ever added
// to. What is still to be told is a fold over it, so nothing is told twice and nothing forgotten,
// whatever dies in between.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/result.h"
#include "godwit/tracker.h"

namespace godwit {

enum class Delivery : std::uint8_t {
  known,  // it was there before anybody listened
  sent,
  failed,  // to be tried again
  dead,    // given up: CASE/alerts/dead.ndjson has it
};

struct JournalLine {
  Time at{};
  std::string sink;   // file | webhook | mail
  std::string event;  // event_key(); "" marks the beginning of a sink
  Delivery result = Delivery::sent;
  std::string why;  // of a failure
};

// One event, however its channel came to be called: ids and predecessors change as facts come in,
// the place and the day do not.
std::string event_key(const Alert& alert);

class Journal {
 public:
  struct Entry {
    Delivery result = Delivery::sent;
    int failures = 0;
    Time last{};
  };

  void take(const JournalLine& line);
  bool begun(std::string_view sink) const { return sinks_.contains(std::string(sink)); }
  // nullptr: nothing was tried yet.
  const Entry* find(std::string_view sink, const std::string& event) const;
  // the_beginning where nothing was sent yet.
  Time last_sent(std::string_view sink) const;

 private:
  struct Sink {
    std::map<std::string, Entry> events;
    Time last_sent = the_beginning;
  };
  std::map<std::string, Sink> sinks_;
};

std::string journal_line(const JournalLine& line);
// Lines that cannot be read (a torn last one) are passed over: at worst something is told twice.
Journal read_journal(std::string_view text);

}  // namespace godwit
