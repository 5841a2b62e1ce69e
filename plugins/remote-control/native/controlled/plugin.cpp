// The library that the plugin host loads on the client's side.
#include "controlled/controlled.hpp"

CORDEE_PLUGIN("remote-control", cordee::remote::Controlled);
