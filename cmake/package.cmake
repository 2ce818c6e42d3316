# What is installed where, and the Debian package: `cpack -G DEB` in the build folder.
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # the program alone is packed, not the tests
set(doc ${CMAKE_INSTALL_DATADIR}/doc/godwit)
file(GLOB units ${PROJECT_SOURCE_DIR}/packaging/*.service ${PROJECT_SOURCE_DIR}/packaging/*.timer
  ${PROJECT_SOURCE_DIR}/packaging/systemd/*.service ${PROJECT_SOURCE_DIR}/packaging/systemd/*.timer)
file(GLOB manuals ${PROJECT_SOURCE_DIR}/docs/*.md)
install(FILES ${units} DESTINATION lib/systemd/system)
install(FILES ${manuals} README.md DESTINATION ${doc})
install(FILES packaging/deb/copyright DESTINATION ${doc})
# Policy wants these two packed, without a date inside.
foreach(pair "packaging/deb/changelog|${doc}/changelog.gz" "packaging/godwit.1|${CMAKE_INSTALL_MANDIR}/man1/godwit.1.gz")
  string(REPLACE "|" ";" pair ${pair})
  list(GET pair 0 from)
  list(GET pair 1 to)
  get_filename_component(name ${to} NAME)
  get_filename_component(folder ${to} DIRECTORY)
  execute_process(COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/${from} OUTPUT_FILE ${PROJECT_BINARY_DIR}/${name})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${from})
  install(FILES ${PROJECT_BINARY_DIR}/${name} DESTINATION ${folder})
endforeach()
# Completion is printed by the program itself, so it never lags behind it.
install(CODE "
  foreach(pair bash:godwit.bash zsh:_godwit fish:godwit.fish)
    string(REPLACE \":\" \";\" pair \${pair})
    list(GET pair 0 shell)
    list(GET pair 1 name)
    execute_process(COMMAND $<TARGET_FILE:godwit> completion \${shell}
      OUTPUT_FILE ${PROJECT_BINARY_DIR}/completion/\${name} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()")
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/completion)
install(FILES ${PROJECT_BINARY_DIR}/completion/godwit.bash RENAME godwit
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${PROJECT_BINARY_DIR}/completion/_godwit DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${PROJECT_BINARY_DIR}/completion/godwit.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME godwit)
set(CPACK_PACKAGE_CONTACT "The godwit authors <maintainers@godwit.example.org>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-core, chromium")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"follow networks of channels as they move
godwit reads public channels, keeps what it saw as evidence, and says which
channel continued which, how sure it is, and why. It never joins, logs in or
writes to a platform.")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
  GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)
