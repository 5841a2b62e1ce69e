# What a client downloads, printed at the end of a release build: stripped, and compressed by xz -9e.
# Goals of the design: 256 KB for the agent with its core, 100 KB for the plugin host and for each plugin.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND TARGET cordee-agent)
    set(measured cordee-agent)
    set(sizes_arguments 256 $<TARGET_FILE:cordee-agent>)
    foreach(target cordee-plugin-host cordee_plugin_file_transfer cordee_plugin_remote_control_controlled cordee_plugin_remote_control_controlling)
        if(TARGET ${target})
            list(APPEND measured ${target})
            list(APPEND sizes_arguments 100 $<TARGET_FILE:${target}>)
        endif()
    endforeach()
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/sizes.txt
        COMMAND ${PROJECT_SOURCE_DIR}/cmake/sizes.sh ${CMAKE_BINARY_DIR}/sizes.txt ${sizes_arguments}
        DEPENDS ${measured} ${PROJECT_SOURCE_DIR}/cmake/sizes.sh
        USES_TERMINAL VERBATIM COMMENT "Sizes")
    add_custom_target(sizes ALL DEPENDS ${CMAKE_BINARY_DIR}/sizes.txt)
endif()
