# Makes one signed package; run by cordee_plugin() with cmake -P. Equal inputs give equal bytes.
cmake_minimum_required(VERSION 3.25)

function(run)
    execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${STAGE} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${STAGE})
file(MAKE_DIRECTORY ${STAGE})
set(files ${CONTROLLED} ${CONTROLLING})
list(REMOVE_DUPLICATES files)
list(SORT files)

set(listed "[]")
set(index 0)
foreach(path ${files})
    file(COPY_FILE ${LIBRARY_DIRECTORY}/${path} ${STAGE}/${path})
    if(STRIP)
        run(${STRIP} --strip-unneeded ${path})
    endif()
    file(SIZE ${STAGE}/${path} size)
    file(SHA256 ${STAGE}/${path} sha256)
    string(JSON listed SET "${listed}" ${index} "{\"path\":\"${path}\",\"size\":${size},\"sha256\":\"${sha256}\"}")
    math(EXPR index "${index} + 1")
endforeach()

file(READ ${MANIFEST} manifest)
string(JSON manifest SET "${manifest}" platform "\"${PLATFORM}\"")
string(JSON manifest SET "${manifest}" publisher "\"${PUBLISHER_ID}\"")
string(JSON manifest SET "${manifest}" native "{\"controlled\":\"${CONTROLLED}\",\"controlling\":\"${CONTROLLING}\"}")
string(JSON manifest SET "${manifest}" files "${listed}")
file(WRITE ${STAGE}/manifest.json "${manifest}\n")
run(${MINISIGN} -S -s ${PUBLISHER_SECRET} -m manifest.json -x manifest.json.minisig
    -t "rs1 module ${ID} ${VERSION}" -c "cordee plugin ${ID} ${VERSION}")

# One time for all files, so that the time of the build is not in the package. Zip begins in 1980.
set(ENV{TZ} UTC)
run(touch -d 2000-01-01T00:00:00Z manifest.json manifest.json.minisig ${files})
run(chmod 644 manifest.json manifest.json.minisig ${files})
file(REMOVE ${STAGE}/package.zip)
run(${ZIP} -q -X -D -9 package.zip manifest.json manifest.json.minisig ${files})
get_filename_component(folder ${PACKAGE} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
file(RENAME ${STAGE}/package.zip ${PACKAGE})
