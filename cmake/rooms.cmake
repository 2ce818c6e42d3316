# godwit_room(NAME SOURCES … LINKS …): one static library per folder. All rooms share one
# precompiled header of the standard library.
file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "")
add_library(godwit_pch STATIC ${CMAKE_BINARY_DIR}/pch.cpp)
target_link_libraries(godwit_pch PUBLIC godwit_flags)
target_precompile_headers(godwit_pch PRIVATE <algorithm> <array> <chrono> <cstdint> <functional> <map>
  <memory> <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

function(godwit_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(${name} PUBLIC godwit_flags ${ROOM_LINKS} PRIVATE ${ROOM_PRIVATE_LINKS})
  target_precompile_headers(${name} REUSE_FROM godwit_pch)
endfunction()

# godwit_embed(TARGET SYMBOL FILE): the bytes of FILE as `extern "C" const char godwit_<SYMBOL>_begin[]`
# and `…_end[]` in TARGET, so that the program runs from any folder.
function(godwit_embed target symbol file)
  set(asm ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  file(CONFIGURE OUTPUT ${asm} CONTENT
".section .rodata
.global godwit_${symbol}_begin
.global godwit_${symbol}_end
godwit_${symbol}_begin:
.incbin \"${file}\"
godwit_${symbol}_end:
.byte 0
.section .note.GNU-stack,\"\",%progbits
" @ONLY)
  set_source_files_properties(${asm} PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(${target} PRIVATE ${asm})
endfunction()
