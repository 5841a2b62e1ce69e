// Small files on their way out: read together, sent in one message.
#pragma once

#include "pack.hpp"
#include "source/scanner.hpp"

namespace cordee::transfer {

struct BundleJob {
    Ref ref = 0;
    std::vector<std::pair<std::uint32_t, Item>> files{};
};

struct BundleMade {
    /// Empty: none of them could be read.
    Bytes message{};
    std::vector<std::pair<std::uint32_t, Hash>> roots{};
    std::vector<std::pair<std::uint32_t, Trouble>> gone{};
    std::vector<std::pair<std::uint32_t, Facts>> changed{};
};

BundleMade make_bundle(const BundleJob& job, Files& files, Packer& packer);

} // namespace cordee::transfer
