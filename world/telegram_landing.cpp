// SPDX-License-Identifier: Apache-2.0
// t.me/NAME and t.me/+HASH: somebody lives there, nobody does, or it may not be shown.
#include "world/telegram.h"

namespace godwit::stage {

namespace {

std::string counter_line(const Place& place, Time now) {
  const int members = members_at(place, now);
  if (place.kind == Kind::group)
    return spaced_number(members) + " members, " + spaced_number(members / 40 + 1) + " online";
  return spaced_number(members) + (members == 1 ? " subscriber" : " subscribers");
}

}  // namespace

Answer nobody_here(const std::string& name, Time now) {
  Card card{"Telegram: Contact @" + name,
            "Telegram: Contact @" + name,
            "",
            "https://telegram.org/img/t_logo.png",
            "tg://resolve?domain=" + name,
            name,
            true};
  std::string out;
  put_head(out, card);
  put_body(out);
  const std::string shown = escape_html(name);
  put(out,
      "<div class=\"tgme_page_icon\">\n  <i class=\"tgme_icon_user\"></i>\n</div>\n"
      "<div class=\"tgme_page_description\">\n  If you have <strong>Telegram</strong>, you can "
      "contact "
      "<a class=\"tgme_username_link\" href=\"tg://resolve?domain=",
      shown, "\">@", shown,
      "</a> right away.\n</div>\n<div class=\"tgme_page_action\">\n"
      "  <a class=\"tgme_action_button\" href=\"tg://resolve?domain=",
      shown,
      "\">Send Message</a>\n</div>\n"
      "<!-- WEBOGRAM_BTN -->\n        </div>\n      </div>\n    </div>\n");
  put_page_end(out);
  return page(200, std::move(out), now);
}

Answer dead_invite(const std::string& hash, Time now) {
  Card card{"Telegram: Join Group Chat",
            "Join group chat on Telegram",
            "",
            "https://telegram.org/img/t_logo.png",
            "tg://join?invite=" + hash,
            "+" + hash,
            false};
  std::string out;
  put_head(out, card);
  put_body(out);
  put(out,
      "<div class=\"tgme_page_icon\">\n  <i class=\"tgme_icon_group\"></i>\n</div>\n"
      "<div class=\"tgme_page_description\">\n  You are invited to a <strong>group chat</strong> "
      "on "
      "<strong>Telegram</strong>. Click to join:\n</div>\n<div class=\"tgme_page_action\">\n"
      "  <a class=\"tgme_action_button_new\" href=\"tg://join?invite=",
      escape_html(hash),
      "\">Join Group</a>\n</div>\n<!-- WEBOGRAM_BTN -->\n        </div>\n      </div>\n    "
      "</div>\n");
  put_page_end(out);
  return page(200, std::move(out), now);
}

Answer landing(const Script& script, const Place& place, Time now) {
  const bool invite = place.kind == Kind::invite;
  const std::string& handle = handle_at(place, now).shown;
  const std::string title = escape_html(title_at(place, now).text);
  const std::string app = invite ? "tg://join?invite=" + handle : "tg://resolve?domain=" + handle;
  Card card{invite ? "Telegram: Join Group Chat" : "Telegram: Contact @" + handle,
            title_at(place, now).text,
            plain_about(script, place, now),
            photo_of(place),
            app,
            (invite ? "+" : "") + handle,
            false};
  std::string out;
  put_head(out, card);
  put_body(out);
  put(out, "<div class=\"tgme_page_photo\">\n  <a href=\"", app,
      "\"><img class=\"tgme_page_photo_image\" src=\"", photo_of(place),
      "\"></a>\n</div>\n<div class=\"tgme_page_title\" dir=\"auto\">\n  <span dir=\"auto\">", title,
      "</span>\n</div>\n<div class=\"tgme_page_extra\">", counter_line(place, now),
      "</div>\n<div class=\"tgme_page_description\" dir=\"auto\">", html_about(script, place, now),
      "</div>\n<div class=\"tgme_page_action\">\n  <a class=\"tgme_action_button_new\" href=\"",
      app, "\">", invite ? "Join Channel" : "View in Telegram",
      "</a>\n</div>\n<!-- WEBOGRAM_BTN -->\n");
  if (place.preview && place.kind == Kind::channel)
    put(out,
        "<div class=\"tgme_page_context_link_wrap\"><a class=\"tgme_page_context_link\" href=\"/s/",
        handle, "\">Preview channel</a></div>\n");
  put(out, "<div class=\"tgme_page_additional\">\n  ",
      invite ? "You are invited to the channel <strong dir=\"auto\">"
             : "If you have <strong>Telegram</strong>, you can view and join <br><strong>",
      title, invite ? "</strong>. Click above to join." : "</strong> right away.",
      "\n</div>\n        </div>\n      </div>\n    </div>\n");
  put_page_end(out);
  return page(200, std::move(out), now);
}

// What is left of a restricted channel: its name as title, no counter, no photograph, no words.
Answer restricted_landing(const std::string& handle, Time now) {
  Card card{"Telegram: Contact @" + handle,  handle, "",   "https://telegram.org/img/t_logo.png",
            "tg://resolve?domain=" + handle, handle, false};
  std::string out;
  put_head(out, card);
  put_body(out);
  put(out, "<div class=\"tgme_page_title\" dir=\"auto\">\n  <span dir=\"auto\">",
      escape_html(handle),
      "</span>\n</div>\n<div class=\"tgme_page_action\">\n  <a class=\"tgme_action_button_new\" "
      "href=\"tg://resolve?domain=",
      escape_html(handle),
      "\">View in Telegram</a>\n</div>\n"
      "<div class=\"tgme_page_context_link_wrap\"><a class=\"tgme_page_context_link\" href=\"/s/",
      escape_html(handle),
      "\">Preview channel</a></div>\n        </div>\n      </div>\n    </div>\n");
  put_page_end(out);
  return page(200, std::move(out), now);
}

}  // namespace godwit::stage
