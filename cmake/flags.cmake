# Warnings, hardening, sanitizers, ccache: one interface target that every room links.
add_library(godwit_flags INTERFACE)
# Everywhere or nowhere: some libraries' targets ask for -pthread, and a precompiled header made
# without it is refused.
target_compile_options(godwit_flags INTERFACE -pthread)
target_link_options(godwit_flags INTERFACE -pthread)
target_include_directories(godwit_flags INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR})
target_compile_options(godwit_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wno-sign-conversion -Werror -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

# g++ 12 warns wrongly of std::string operator+ when inlining (GCC PR 105329, 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(godwit_flags INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-array-bounds)
endif()

if(GODWIT_SANITIZE)
  # Under sanitizers g++ 12 takes an empty std::optional for one that is read.
  target_compile_options(godwit_flags INTERFACE -fsanitize=${GODWIT_SANITIZE} -fno-omit-frame-pointer -g1
    -Wno-maybe-uninitialized)
  target_link_options(godwit_flags INTERFACE -fsanitize=${GODWIT_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(godwit_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
    -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64|AMD64")
    target_compile_options(godwit_flags INTERFACE -fcf-protection=full)
  endif()
  target_link_options(godwit_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()
