# Language, warnings, sanitizers and link settings that hold for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Not -O3: the client downloads these programs, and they wait more than they compute.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

set(CORDEE_SANITIZE "" CACHE STRING "Sanitizers for every target, e.g. address,undefined or thread")
option(CORDEE_FUZZ "Build only the libFuzzer targets (needs clang)" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
    add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
# GCC 12 reports these inside Boost.Asio and libstdc++ where nothing is wrong.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>
                        $<$<COMPILE_LANGUAGE:CXX>:-Wno-stringop-overflow>
                        $<$<COMPILE_LANGUAGE:CXX>:-Wno-array-bounds>
                        $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
    # When it inlines, it also takes the recycled frames of Asio's coroutines for a mismatched delete.
    if(CORDEE_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
        add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-mismatched-new-delete>)
    endif()
endif()

# Unity builds share what headers cost among the files of a target; every preset but debug asks for them.
# The larger the batch, the less there is to do; the smaller, the longer two compilers both have work.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)
if(CMAKE_UNITY_BUILD)
    # A local name may be one that another file of the batch has; the other presets look within each file.
    add_compile_options(-Wno-shadow)
    # GCC takes a source that another includes for a header, in which an anonymous namespace would be a mistake.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
    endif()
endif()

if(CORDEE_FUZZ)
    # Clang 14 cannot check function types in coroutines ("difference across sections").
    set(CORDEE_FUZZ_OPTIONS -fsanitize=fuzzer-no-link -fno-sanitize=function)
endif()
if(CORDEE_SANITIZE)
    add_compile_options(-fsanitize=${CORDEE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
                        ${CORDEE_FUZZ_OPTIONS})
    add_link_options(-fsanitize=${CORDEE_SANITIZE})
    if(CORDEE_SANITIZE MATCHES "thread")
        # ThreadSanitizer does not understand fences; Asio's locks, which it does, are enough without them.
        add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
        # One more fence counts the owners of executors too large for where they are kept, of which there are none.
        add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
    endif()
else()
    add_compile_options(-fstack-protector-strong)
    add_compile_options($<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
    add_link_options(-Wl,-z,relro,-z,now)
endif()

# The client downloads the core, so every program keeps only the code it reaches.
add_compile_options($<$<CONFIG:Release>:-ffunction-sections> $<$<CONFIG:Release>:-fdata-sections>)
add_link_options($<$<CONFIG:Release>:-Wl,--gc-sections>)
