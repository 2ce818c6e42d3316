// SPDX-License-Identifier: Apache-2.0
// The full reader: Gumbo, walled in. Gumbo is C, recursive when it frees, quadratic on some input
// and aborts without memory; so it gets an arena with a budget, and when the budget is spent we
// leave by longjmp and drop the arena. gumbo_destroy_output is never called. Only this file knows
// Gumbo.
#include "crawler/parse/html.h"

#include <gumbo.h>

#include <chrono>
#include <csetjmp>
#include <cstdlib>

#include "crawler/parse/html_scan.h"

namespace godwit {

namespace {

constexpr std::size_t block_bytes = 256u << 10;

// Memory and time of one parse. Blocks form a list so that no C++ object of ours lives in a frame
// that longjmp leaves.
struct Arena {
  struct Block {
    Block* before;
  };
  std::jmp_buf out;
  Block* newest = nullptr;
  char* at = nullptr;
  std::size_t left = 0, spent = 0, budget = 0, steps = 0, steps_max = 0;
  std::chrono::steady_clock::time_point deadline;

  ~Arena() {
    while (newest != nullptr) {
      Block* before = newest->before;
      std::free(newest);
      newest = before;
    }
  }
};

[[noreturn]] void give_up(Arena& arena) { std::longjmp(arena.out, 1); }

void take_block(Arena& arena, std::size_t bytes) {
  const std::size_t size = std::max(block_bytes, bytes + sizeof(std::max_align_t));
  arena.spent += size;
  if (arena.spent > arena.budget) give_up(arena);
  auto* block = static_cast<Arena::Block*>(std::malloc(size));
  if (block == nullptr) give_up(arena);
  block->before = arena.newest;
  arena.newest = block;
  arena.at = reinterpret_cast<char*>(block) + sizeof(std::max_align_t);
  arena.left = size - sizeof(std::max_align_t);
}

void* take(void* userdata, std::size_t bytes) {
  Arena& arena = *static_cast<Arena*>(userdata);
  constexpr std::size_t unit = alignof(std::max_align_t);
  bytes = (bytes + unit - 1) / unit * unit;
  if (++arena.steps > arena.steps_max) give_up(arena);
  if (arena.steps % 1024 == 0 && std::chrono::steady_clock::now() > arena.deadline) give_up(arena);
  if (bytes > arena.left) take_block(arena, bytes);
  void* given = arena.at;
  arena.at += bytes;
  arena.left -= bytes;
  return given;
}

void keep(void*, void*) {}

// No C++ object may live between setjmp and longjmp: hence a function of its own, never inlined.
__attribute__((noinline)) const GumboNode* document_of(Arena& arena, const char* html,
                                                       std::size_t bytes) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.allocator = take;
  options.deallocator = keep;
  options.userdata = &arena;
  if (setjmp(arena.out) != 0) return nullptr;
  return gumbo_parse_with_options(&options, html, bytes)->document;
}

// Gumbo's tree to ours, with a stack of our own.
class Copier {
 public:
  Copier(HtmlMaker& maker, std::size_t depth_max) : maker_(maker), depth_max_(depth_max) {}

  // False where the tree is deeper than we accept.
  bool run(const GumboNode* document) {
    open_.push_back({&document->v.document.children, 0, 0, false});
    while (!open_.empty()) {
      Open& top = open_.back();
      if (top.next == top.children->length) {
        if (top.own) maker_.close(top.index);
        open_.pop_back();
        continue;
      }
      const bool in_body = in_body_depth_ != 0 && open_.size() >= in_body_depth_;
      if (!copy(static_cast<const GumboNode*>(top.children->data[top.next++]), in_body))
        return false;
    }
    return true;
  }

 private:
  struct Open {
    const GumboVector* children;
    unsigned next;
    std::uint32_t index;
    bool own;  // has a node of ours
  };

  bool copy(const GumboNode* node, bool in_body) {
    switch (node->type) {
      case GUMBO_NODE_WHITESPACE:
        if (in_body || open_.back().own) maker_.text(maker_.store.keep(node->v.text.text));
        return true;
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_CDATA:
        maker_.text(maker_.store.keep(node->v.text.text));
        return true;
      case GUMBO_NODE_COMMENT:
        maker_.comment(maker_.store.keep(node->v.text.text));
        return true;
      default:
        return element(node->v.element);
    }
  }

  bool element(const GumboElement& element) {
    if (open_.size() > depth_max_ + 8) return false;
    const std::string tag = tag_of(element);
    if (tag == "html" || tag == "head" ||
        tag == "body") {  // spliced out, as the strict reader does
      open_.push_back({&element.children, 0, 0, false});
      if (tag == "body") in_body_depth_ = open_.size();
      return true;
    }
    const std::uint32_t index = maker_.open(maker_.store.keep(tag));
    for (unsigned i = 0; i < element.attributes.length; ++i) {
      const auto& one = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
      maker_.attribute(maker_.store.keep(lower_ascii(one.name)), maker_.store.keep(one.value));
    }
    open_.push_back({&element.children, 0, index, true});
    return true;
  }

  // By name, never by number: the numbers differ between Gumbo's versions.
  static std::string tag_of(const GumboElement& element) {
    const std::string_view known = gumbo_normalized_tagname(element.tag);
    if (!known.empty()) return lower_ascii(known);
    GumboStringPiece written = element.original_tag;
    gumbo_tag_from_original_text(&written);
    return written.data == nullptr ? "unknown" : lower_ascii({written.data, written.length});
  }

  HtmlMaker& maker_;
  std::size_t depth_max_;
  std::vector<Open> open_;
  std::size_t in_body_depth_ = 0;
};

std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

bool parse_html_tree(std::string_view utf8, const HtmlLimits& limits, Html& into) {
  if (utf8.size() > limits.bytes || !within_caps(utf8, limits)) return false;
  HtmlMaker maker(into, utf8);
  Arena arena;
  arena.budget = limits.memory_base + limits.memory_per_byte * utf8.size();
  arena.steps_max = limits.steps;
  arena.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(limits.wall_ms);
  const GumboNode* document = document_of(arena, maker.source().data(), maker.source().size());
  if (document == nullptr || !Copier(maker, limits.depth).run(document)) return false;
  maker.finish(false);
  return true;
}

Html parse_html(std::string_view utf8, const HtmlLimits& limits) {
  Html page;
  const std::string_view whole = cut(utf8, limits.bytes);
  if (!parse_html_strict(whole, limits, page) && !parse_html_tree(whole, limits, page))
    parse_html_scan(whole, limits, page);
  if (whole.size() < utf8.size()) page.degraded_ = true;
  return page;
}

}  // namespace godwit
