// SPDX-License-Identifier: Apache-2.0
// plant TABLE ROOT FILE OUT: writes OUT, the copy of ROOT/FILE into which all bugs of TABLE that
// concern it are planted. A line that has gone fails the build: its bug would never be reached.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string table = argv[1], file = argv[3];
  std::ifstream source(std::string(argv[2]) + "/" + file);
  std::stringstream read;
  read << source.rdbuf();
  std::string text = read.str();
  std::ifstream in(table);
  std::string bug, of, was;
  bool stale = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("bug ")) bug = line.substr(4);
    if (line.starts_with("  file ")) of = line.substr(7);
    if (line.starts_with("  was  ")) was = line.substr(7);
    if (!line.starts_with("  is   ") || of != file) continue;
    const std::size_t at = text.find(was);
    if (at == std::string::npos || text.find(was, at + 1) != std::string::npos) {
      stale = true;
      std::cerr << table << ": bug " << bug << ": \"" << was << "\" does not stand once in " << file
                << "; mend its row\n";
    } else {
      text.replace(at, was.size(), line.substr(7));
    }
  }
  std::ofstream out(argv[4]);
  out << "#include \"tests/sim/planted.h\"\n" << text;
  return source && out && !stale ? 0 : 1;
}
