#include "plugin.hpp"

CORDEE_PLUGIN("file-transfer", cordee::transfer::FileTransfer);
