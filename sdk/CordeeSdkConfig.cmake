# find_package(CordeeSdk): the target Cordee::sdk and the functions of CordeePlugin.cmake.
include(${CMAKE_CURRENT_LIST_DIR}/CordeeSdkTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/CordeePlugin.cmake)
