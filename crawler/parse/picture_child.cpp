// SPDX-License-Identifier: Apache-2.0
#include "crawler/parse/picture_child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <string>

namespace godwit {
namespace {

constexpr rlim_t seconds_max = 20;            // of processor time
constexpr int silence_max_ms = 30'000;        // a child that neither works nor answers
constexpr std::size_t answer_max = 1u << 20;  // 16 codes of 4 KiB and some words

// The answer on the pipe: pieces, each "length:bytes".
void put(std::string& out, std::string_view piece) {
  out += std::to_string(piece.size());
  out += ':';
  out += piece;
}

std::string packed(const Picture& picture) {
  std::string out;
  put(out, picture.format);
  put(out, std::to_string(picture.width));
  put(out, std::to_string(picture.height));
  put(out, picture.hash);
  put(out, picture.why);
  for (const std::string& code : picture.codes) put(out, code);
  return out;
}

// The next piece; false at the end and where the bytes are none of ours.
bool take(std::string_view& rest, std::string& piece) {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
  if (error != std::errc{} || end == rest.data() + rest.size() || *end != ':') return false;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  if (length > rest.size()) return false;
  piece = rest.substr(0, length);
  rest.remove_prefix(length);
  return true;
}

bool take(std::string_view& rest, int& number) {
  std::string digits;
  return take(rest, digits) &&
         std::from_chars(digits.data(), digits.data() + digits.size(), number).ec == std::errc{};
}

bool unpack(std::string_view answer, Picture& picture) {
  if (!take(answer, picture.format) || !take(answer, picture.width) ||
      !take(answer, picture.height) || !take(answer, picture.hash) || !take(answer, picture.why))
    return false;
  for (std::string code; take(answer, code);) picture.codes.push_back(std::move(code));
  return answer.empty();
}

Picture unread(std::string why) {
  Picture picture;
  picture.why = std::move(why);
  return picture;
}

[[noreturn]] void work_as_child(int out, PictureReader reader, std::string_view bytes,
                                const ImageLimits& limits) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit processor{seconds_max, seconds_max}, none{0, 0};
  ::setrlimit(RLIMIT_CPU, &processor);
  ::setrlimit(RLIMIT_CORE, &none);
  // What a library says before it aborts is no talk of ours.
  if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, 2);
  const std::string answer = packed(reader(bytes, limits));
  for (std::string_view rest = answer; !rest.empty();) {
    const ssize_t written = ::write(out, rest.data(), rest.size());
    if (written <= 0) ::_exit(1);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  ::_exit(0);
}

// All that the child says; short where it fell silent.
std::string heard(int in) {
  std::string answer;
  std::array<char, 16'384> piece{};
  while (answer.size() < answer_max) {
    pollfd ready{in, POLLIN, 0};
    const int events = ::poll(&ready, 1, silence_max_ms);
    if (events < 0 && errno == EINTR) continue;
    if (events <= 0) break;
    const ssize_t got = ::read(in, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    answer.append(piece.data(), static_cast<std::size_t>(got));
  }
  return answer;
}

}  // namespace

Picture read_picture_apart(std::string_view bytes, const ImageLimits& limits,
                           PictureReader reader) {
  // Nothing to risk a process for.
  if (!looks_like_image(bytes) || bytes.size() > limits.bytes) return read_picture(bytes, limits);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return unread("no pipe to a reader of pictures");
  const pid_t child = ::fork();
  if (child == 0) work_as_child(ends[1], reader, bytes, limits);
  ::close(ends[1]);
  std::string answer;
  if (child > 0) {
    answer = heard(ends[0]);
    ::kill(child, SIGKILL);  // one that has answered is gone, or as good as
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  ::close(ends[0]);
  Picture picture;
  return unpack(answer, picture) ? picture : unread("its reader died of it");
}

}  // namespace godwit
