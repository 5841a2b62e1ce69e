# Signs a package anew with another key; run by `cordee plugin sign` with cmake -P. minisign asks for the key's
# password where it has one.
#   SECRET, PUBLIC    files of the minisign key     PACKAGE, OUTPUT    files     STAGE    a folder that may be emptied
cmake_minimum_required(VERSION 3.25)
find_program(MINISIGN minisign REQUIRED)
find_program(ZIP zip REQUIRED)

file(REMOVE_RECURSE ${STAGE})
file(ARCHIVE_EXTRACT INPUT ${PACKAGE} DESTINATION ${STAGE})
file(STRINGS ${PUBLIC} lines)
list(GET lines 0 comment)
string(REGEX MATCH "[0-9A-F]+$" publisher "${comment}")
# minisign leaves leading zeros out.
while(NOT publisher MATCHES "^................$")
    string(PREPEND publisher 0)
endwhile()

file(READ ${STAGE}/manifest.json manifest)
string(JSON id GET "${manifest}" id)
string(JSON version GET "${manifest}" version)
string(JSON manifest SET "${manifest}" publisher "\"${publisher}\"")
file(WRITE ${STAGE}/manifest.json "${manifest}\n")
file(REMOVE ${STAGE}/manifest.json.minisig)
execute_process(COMMAND ${MINISIGN} -S -s ${SECRET} -m manifest.json -x manifest.json.minisig
                    -t "rs1 module ${id} ${version}" -c "cordee plugin ${id} ${version}"
                WORKING_DIRECTORY ${STAGE} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

# As package-plugin.cmake leaves it: one time for all files, in a fixed order.
file(GLOB_RECURSE files RELATIVE ${STAGE} ${STAGE}/*)
list(REMOVE_ITEM files manifest.json manifest.json.minisig)
list(SORT files)
set(ENV{TZ} UTC)
foreach(command "touch;-d;2000-01-01T00:00:00Z" "chmod;644" "${ZIP};-q;-X;-D;-9;package.zip")
    execute_process(COMMAND ${command} manifest.json manifest.json.minisig ${files}
                    WORKING_DIRECTORY ${STAGE} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(RENAME ${STAGE}/package.zip ${OUTPUT})
