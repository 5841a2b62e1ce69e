# cordee_web_half(<variable> <file.ts> …)
#
# Bundles each of these files of the folder web/ with what it imports into a module of its own, small, and leaves
# the list of the results, in this order, for WEB of cordee_plugin(). Empty without npm: the build then has no
# web halves.

find_program(NPM_PROGRAM npm)
if(NOT NPM_PROGRAM)
    message(STATUS "npm is not there: the bundled plugins are built without their web halves")
endif()

set(web_kit ${CMAKE_CURRENT_LIST_DIR})
get_filename_component(web_project ${web_kit} DIRECTORY)
# What it bundles, and the SDK that halves are written against, of which it follows every import.
set(web_tools "")
foreach(folder ${web_project} ${PROJECT_SOURCE_DIR}/sdk/web)
    set(lock ${folder}/node_modules/.package-lock.json)
    add_custom_command(OUTPUT ${lock}
        COMMAND ${NPM_PROGRAM} ci --no-audit --no-fund --loglevel=error
        COMMAND ${CMAKE_COMMAND} -E touch ${lock}
        DEPENDS ${folder}/package-lock.json
        WORKING_DIRECTORY ${folder}
        COMMENT "Fetching what builds the web halves of plugins" VERBATIM)
    list(APPEND web_tools ${lock})
endforeach()
if(NPM_PROGRAM)
    add_custom_target(web_tools DEPENDS ${web_tools})
endif()

function(cordee_web_half variable)
    set(${variable} "" PARENT_SCOPE)
    if(NOT NPM_PROGRAM)
        return()
    endif()
    set(web ${CMAKE_CURRENT_SOURCE_DIR}/web)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/*.ts ${web_kit}/*.ts ${PROJECT_SOURCE_DIR}/sdk/web/src/plugin/*.ts)
    list(FILTER sources EXCLUDE REGEX "/tests/")
    set(results "")
    foreach(file ${ARGN})
        string(REGEX REPLACE "\\.ts$" ".js" name ${file})
        set(result ${CMAKE_CURRENT_BINARY_DIR}/web/${name})
        add_custom_command(OUTPUT ${result}
            COMMAND ${web_project}/node_modules/.bin/esbuild ${web}/${file} --bundle --format=esm --target=es2022 --minify
                --legal-comments=eof --log-level=warning --outfile=${result}
            DEPENDS ${sources} ${web_project}/tsconfig.json ${web_tools}
            WORKING_DIRECTORY ${web_project}
            COMMENT "Bundling the web half ${name}" VERBATIM)
        list(APPEND results ${result})
    endforeach()
    set(${variable} ${results} PARENT_SCOPE)
endfunction()
