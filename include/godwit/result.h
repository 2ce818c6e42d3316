// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value, or the reason why we could not do our job. What fails out there (a dead site,
// a lying page) is never an Error: it is an Observation. A bug is a CHECK.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "godwit/check.h"

namespace godwit {

// What kind of trouble; app/ alone turns it into an exit code.
enum class Trouble {
  failure,        // our job could not be done (exit 1)
  usage,          // a bad command line, configuration, seed file or table (exit 2)
  not_found,      // the thing asked for is not in this case (exit 1)
  corrupt,        // a file of ours, or one given to us, is damaged (exit 1)
  newer_schema,   // written by a newer godwit; nothing was touched (exit 1)
  locked,         // another run holds the case (exit 4)
  nothing_to_do,  // (exit 4)
  disk_full,      // stop fetching, keep the store (exit 75)
};

// `text` is one line for a person: what, where (file:line:column where there is one), what to do.
struct Error {
  Trouble trouble = Trouble::failure;
  std::string text;
  bool operator==(const Error&) const = default;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : held_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return held_.index() == 0; }
  const T& value() const& {
    CHECK(held_.index() == 0);
    return std::get<0>(held_);
  }
  T& value() & {
    CHECK(held_.index() == 0);
    return std::get<0>(held_);
  }
  T&& value() && {
    CHECK(held_.index() == 0);
    return std::get<0>(std::move(held_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }
  const Error& error() const {
    CHECK(held_.index() == 1);
    return std::get<1>(held_);
  }

 private:
  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error)
      : error_(std::move(error)), ok_(false) {}  // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return ok_; }
  const Error& error() const {
    CHECK(!ok_);
    return error_;
  }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace godwit
