// Small files on their way in: checked, written and made safe together.
#pragma once

#include "sink/settle.hpp"

namespace cordee::transfer {

/// `places` stand for the files of the message, in order. Gives what became of each; in a thread of the pool.
std::vector<Trouble> store_small(const Small& small, const std::vector<Settle>& places, Files& files,
                                 Mine& mine);

} // namespace cordee::transfer
