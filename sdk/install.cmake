# The SDK as authors get it: `cmake --install BUILD --component sdk --prefix PLACE`. It is the same on every
# computer, so all of it lies under include/ and share/. In the build it is put together in build/…/sdk-package,
# where `cordee plugin build` of that build finds it.
include(CMakePackageConfigHelpers)

set(package share/cmake/CordeeSdk)
set_target_properties(cordee_sdk PROPERTIES EXPORT_NAME sdk)
install(TARGETS cordee_sdk EXPORT CordeeSdk COMPONENT sdk)
install(EXPORT CordeeSdk NAMESPACE Cordee:: FILE CordeeSdkTargets.cmake DESTINATION ${package} COMPONENT sdk)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/CordeeSdkConfigVersion.cmake
    COMPATIBILITY AnyNewerVersion ARCH_INDEPENDENT)
configure_file(cordee-sdk.pc.in ${CMAKE_CURRENT_BINARY_DIR}/cordee-sdk.pc @ONLY)

set(scripts ${PROJECT_SOURCE_DIR}/cmake/CordeePlugin.cmake ${PROJECT_SOURCE_DIR}/cmake/package-plugin.cmake
            ${PROJECT_SOURCE_DIR}/cmake/sign-package.cmake)
set(documents README.md ${PROJECT_SOURCE_DIR}/docs/plugin-authors.md ${PROJECT_SOURCE_DIR}/LICENSE)
install(DIRECTORY include/ DESTINATION include COMPONENT sdk)
install(FILES CordeeSdkConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/CordeeSdkConfigVersion.cmake ${scripts}
        DESTINATION ${package} COMPONENT sdk)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/cordee-sdk.pc DESTINATION share/pkgconfig COMPONENT sdk)
install(DIRECTORY template examples DESTINATION share/cordee-sdk COMPONENT sdk)
install(FILES ${documents} DESTINATION share/doc/cordee-sdk COMPONENT sdk)

file(GLOB_RECURSE parts CONFIGURE_DEPENDS include/* template/* examples/*)
set(stamp ${CMAKE_BINARY_DIR}/sdk-package/share/cmake/CordeeSdk/CordeeSdkConfig.cmake)
add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${CMAKE_BINARY_DIR}/sdk-package
    COMMAND ${CMAKE_COMMAND} --install ${CMAKE_BINARY_DIR} --component sdk --prefix ${CMAKE_BINARY_DIR}/sdk-package
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${parts} ${scripts} ${documents} CordeeSdkConfig.cmake cordee-sdk.pc.in install.cmake
    COMMENT "Putting the SDK together" VERBATIM)
add_custom_target(sdk_package ALL DEPENDS ${stamp})
