// SPDX-License-Identifier: Apache-2.0
// Completion for bash, zsh and fish, made from the tree of commands itself: what can be typed is
// what is offered. A hidden command; packaging installs what it prints.
#include <ostream>

#include "app/cli/groups.h"

namespace godwit {
namespace {

// ' would end the quotes that all three shells put around a description.
std::string quoted(std::string text) {
  text = text.substr(0, text.find('\n'));
  std::string out;
  for (const char c : text)
    if (c == '\'')
      out += "’";
    else
      out += c;
  return out;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  std::vector<const CLI::App*> shown;
  for (const CLI::App* sub : app.get_subcommands({}))
    if (!sub->get_group().empty()) shown.push_back(sub);
  return shown;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

// "--output -o", the long names first.
std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  return names;
}

std::string words_of(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : names_of(*option)) words += (words.empty() ? "" : " ") + name;
  return words;
}

std::string bash_script(const CLI::App& app) {
  std::string names, cases;
  for (const CLI::App* command : commands_of(app)) {
    names += (names.empty() ? "" : " ") + command->get_name();
    cases += "    " + command->get_name() + ") words='" + words_of(*command) + "' ;;\n";
  }
  return "# bash completion for godwit\n_godwit() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} command='' words='' i\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n    case ${COMP_WORDS[i]} in\n"
         "      -C | --now) ((i++)) ;;\n      -*) ;;\n"
         "      *) command=${COMP_WORDS[i]}; break ;;\n    esac\n  done\n  case $command in\n"
         "    '') words='" +
         names + " " + words_of(app) + "' ;;\n" + cases +
         "  esac\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n"
         "complete -o default -F _godwit godwit\n";
}

std::string zsh_script(const CLI::App& app) {
  std::string names, cases;
  for (const CLI::App* command : commands_of(app)) {
    names += "    '" + command->get_name() + ":" + quoted(command->get_description()) + "'\n";
    cases += "    " + command->get_name() + ") compadd -- " + words_of(*command) + " ;;\n";
  }
  return "#compdef godwit\nlocal -a commands\ncommands=(\n" + names +
         ")\nlocal command='' i\nfor ((i = 2; i < CURRENT; i++)); do\n  case $words[i] in\n"
         "    -C | --now) ((i++)) ;;\n    -*) ;;\n    *) command=$words[i]; break ;;\n  "
         "esac\ndone\n"
         "if [[ -z $command ]]; then\n  _describe command commands\n  compadd -- " +
         words_of(app) + "\nelse\n  case $command in\n" + cases + "  esac\n  _files\nfi\n";
}

std::string fish_options(const CLI::App& command, const std::string& condition) {
  std::string out;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty() && option->get_snames().empty()) continue;
    out += "complete -c godwit" + condition;
    for (const std::string& name : option->get_lnames()) out += " -l " + name;
    for (const std::string& name : option->get_snames()) out += " -s " + name;
    out += std::string(takes_value(*option) ? " -r" : "") + " -d '" +
           quoted(option->get_description()) + "'\n";
  }
  return out;
}

std::string fish_script(const CLI::App& app) {
  std::string out =
      "# fish completion for godwit\n" + fish_options(app, " -n __fish_use_subcommand");
  for (const CLI::App* command : commands_of(app)) {
    const std::string& name = command->get_name();
    out += "complete -c godwit -f -n __fish_use_subcommand -a " + name + " -d '" +
           quoted(command->get_description()) + "'\n" +
           fish_options(*command, " -n '__fish_seen_subcommand_from " + name + "'");
  }
  return out;
}

}  // namespace

void add_completion_command(CLI::App& app, Words& w, Streams io) {
  auto* sub = command(app, "completion", "Print the completion of a shell: bash, zsh, fish");
  sub->group("");  // not for the help of a newcomer
  sub->add_option("SHELL", w.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  runs(sub, w, [&app, &w, io] {
    io.out << (w.shell == "bash"  ? bash_script(app)
               : w.shell == "zsh" ? zsh_script(app)
                                  : fish_script(app));
    return exit_ok;
  });
}

}  // namespace godwit
