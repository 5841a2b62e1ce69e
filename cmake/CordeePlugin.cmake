# cordee_plugin(): a plugin's libraries and its signed package, from its sources and its manifest.json.
#
#   cordee_plugin(<id>
#       [SOURCES …]                       for both sides; alone: one library that serves both
#       [CONTROLLED_SOURCES …] [CONTROLLING_SOURCES …]       a library for each side
#       [LIBRARIES …] [CONTROLLED_LIBRARIES …] [CONTROLLING_LIBRARIES …]
#       [WEB <entry> …])                  the web half: an ES module that a page loads, and other files beside it
#
# Targets: cordee_plugin_<id> (one library) or cordee_plugin_<id>_controlled and …_controlling, with - as _;
# package_<id>, part of `all`, leaves ${CMAKE_BINARY_DIR}/packages/<id>-<version>-<platform>.zip, and with WEB
# <id>-<version>-web.zip: programs do not download what only browsers run.
# manifest.json says who the plugin is and what it needs; the build adds platform, publisher, files, and native or web.
#
#   cordee_plugin_test(<id> [UNTIL TEXT])
#
# Tests of that package by the program cordee: <id>_validates, and with UNTIL <id>_runs, which runs both sides and
# waits for a line with the text.

set(CORDEE_PUBLISHER_KEY "" CACHE FILEPATH
    "Secret minisign key without password that signs plugin packages; empty: the build makes its own")
set(CORDEE_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
string(TOLOWER "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" CORDEE_PLATFORM)

find_program(MINISIGN_PROGRAM minisign REQUIRED)
find_program(ZIP_PROGRAM zip REQUIRED)

# Which key signs, and its public half, which the programs of this build carry.
set(publisher_folder ${CMAKE_BINARY_DIR}/publisher)
if(CORDEE_PUBLISHER_KEY)
    set(CORDEE_PUBLISHER_SECRET ${CORDEE_PUBLISHER_KEY})
else()
    set(CORDEE_PUBLISHER_SECRET ${publisher_folder}/publisher.key)
endif()
file(MAKE_DIRECTORY ${publisher_folder})
file(CHMOD ${publisher_folder} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
if(NOT EXISTS ${CORDEE_PUBLISHER_SECRET})
    execute_process(COMMAND ${MINISIGN_PROGRAM} -G -W -f -s ${CORDEE_PUBLISHER_SECRET} -p ${publisher_folder}/made.pub
                    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endif()
execute_process(COMMAND ${MINISIGN_PROGRAM} -R -f -s ${CORDEE_PUBLISHER_SECRET} -p ${publisher_folder}/made.pub
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(COPY_FILE ${publisher_folder}/made.pub ${publisher_folder}/publisher.pub ONLY_IF_DIFFERENT)
set(CORDEE_PUBLISHER_FILE ${publisher_folder}/publisher.pub)
file(STRINGS ${CORDEE_PUBLISHER_FILE} publisher_lines)
list(GET publisher_lines 0 publisher_comment)
list(GET publisher_lines 1 CORDEE_PUBLISHER_PUBLIC)
string(REGEX MATCH "[0-9A-F]+$" CORDEE_PUBLISHER_ID "${publisher_comment}")
# minisign leaves leading zeros out.
while(NOT CORDEE_PUBLISHER_ID MATCHES "^................$")
    string(PREPEND CORDEE_PUBLISHER_ID 0)
endwhile()

# A loadable library that sees the sdk and nothing of the core.
function(cordee_plugin_library target)
    cmake_parse_arguments(ARG "" "NAME" "SOURCES;LIBRARIES" ${ARGN})
    add_library(${target} MODULE ${ARG_SOURCES})
    target_link_libraries(${target} PRIVATE Cordee::sdk ${ARG_LIBRARIES})
    set_target_properties(${target} PROPERTIES C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden PREFIX "" SUFFIX ".so" OUTPUT_NAME ${ARG_NAME}
        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
    if(NOT CORDEE_SANITIZE)
        target_link_options(${target} PRIVATE -Wl,-z,defs)
    endif()
endfunction()

# One package of the plugin, for one platform.
function(cordee_plugin_package id version platform manifest)
    cmake_parse_arguments(ARG "" "PACKAGE" "ARGUMENTS;DEPENDS" ${ARGN})
    set(script ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/package-plugin.cmake)
    add_custom_command(OUTPUT ${ARG_PACKAGE}
        COMMAND ${CMAKE_COMMAND} -DMANIFEST=${manifest} -DID=${id} -DVERSION=${version} -DPLATFORM=${platform} ${ARG_ARGUMENTS}
            -DPUBLISHER_SECRET=${CORDEE_PUBLISHER_SECRET} -DPUBLISHER_ID=${CORDEE_PUBLISHER_ID}
            -DMINISIGN=${MINISIGN_PROGRAM} -DZIP=${ZIP_PROGRAM}
            -DSTAGE=${CMAKE_CURRENT_BINARY_DIR}/package-${platform} -DPACKAGE=${ARG_PACKAGE} -P ${script}
        DEPENDS ${ARG_DEPENDS} ${manifest} ${script} ${CORDEE_PUBLISHER_FILE}
        COMMENT "Packaging plugin ${id} ${version} for ${platform}"
        VERBATIM)
endfunction()

function(cordee_plugin id)
    cmake_parse_arguments(ARG "" "" "SOURCES;CONTROLLED_SOURCES;CONTROLLING_SOURCES;LIBRARIES;CONTROLLED_LIBRARIES;CONTROLLING_LIBRARIES;WEB" ${ARGN})
    set(manifest ${CMAKE_CURRENT_SOURCE_DIR}/manifest.json)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${manifest})
    file(READ ${manifest} manifest_text)
    string(JSON manifest_id GET "${manifest_text}" id)
    string(JSON version GET "${manifest_text}" version)
    if(NOT manifest_id STREQUAL id)
        message(FATAL_ERROR "${manifest} names the plugin ${manifest_id}, CMakeLists.txt names it ${id}")
    endif()

    string(REPLACE "-" "_" target "cordee_plugin_${id}")
    if(ARG_CONTROLLED_SOURCES OR ARG_CONTROLLING_SOURCES)
        set(libraries "")
        foreach(side CONTROLLED CONTROLLING)
            string(TOLOWER ${side} lower)
            cordee_plugin_library(${target}_${lower} NAME ${id}-${lower}
                SOURCES ${ARG_SOURCES} ${ARG_${side}_SOURCES} LIBRARIES ${ARG_LIBRARIES} ${ARG_${side}_LIBRARIES})
            list(APPEND libraries ${target}_${lower})
        endforeach()
        set(controlled ${id}-controlled.so)
        set(controlling ${id}-controlling.so)
    else()
        cordee_plugin_library(${target} NAME ${id} SOURCES ${ARG_SOURCES} LIBRARIES ${ARG_LIBRARIES})
        set(libraries ${target})
        set(controlled ${id}.so)
        set(controlling ${id}.so)
    endif()

    set(strip_program "")
    if(CMAKE_BUILD_TYPE STREQUAL "Release")
        set(strip_program ${CMAKE_STRIP})
    endif()
    set(package ${CORDEE_PACKAGE_DIRECTORY}/${id}-${version}-${CORDEE_PLATFORM}.zip)
    cordee_plugin_package(${id} ${version} ${CORDEE_PLATFORM} ${manifest} PACKAGE ${package} DEPENDS ${libraries}
        ARGUMENTS -DCONTROLLED=${controlled} -DCONTROLLING=${controlling} -DLIBRARY_DIRECTORY=${CMAKE_BINARY_DIR}/plugins -DSTRIP=${strip_program})
    set(packages ${package})
    if(ARG_WEB)
        set(web_package ${CORDEE_PACKAGE_DIRECTORY}/${id}-${version}-web.zip)
        list(TRANSFORM ARG_WEB REPLACE "^([^/])" "${CMAKE_CURRENT_SOURCE_DIR}/\\1")
        string(REPLACE ";" "|" web_files "${ARG_WEB}")
        cordee_plugin_package(${id} ${version} web ${manifest} PACKAGE ${web_package} DEPENDS ${ARG_WEB} ARGUMENTS -DWEB=${web_files})
        list(APPEND packages ${web_package})
    endif()
    add_custom_target(package_${id} ALL DEPENDS ${packages})
    set_target_properties(package_${id} PROPERTIES CORDEE_PACKAGE ${package})
endfunction()

function(cordee_plugin_test id)
    cmake_parse_arguments(ARG "" "UNTIL" "" ${ARGN})
    find_program(CORDEE_PROGRAM cordee REQUIRED)
    get_target_property(package package_${id} CORDEE_PACKAGE)
    add_test(NAME ${id}_validates COMMAND ${CORDEE_PROGRAM} plugin validate ${package} --key ${CORDEE_PUBLISHER_FILE})
    if(ARG_UNTIL)
        add_test(NAME ${id}_runs COMMAND ${CORDEE_PROGRAM} plugin run ${package} --key ${CORDEE_PUBLISHER_FILE} --until ${ARG_UNTIL})
    endif()
endfunction()
