// A broker as far as a relay under load knows it: a folder of credentials, and entries that are right.
#pragma once

#include "core/base/bytes.hpp"
#include "core/crypto/ed25519.hpp"

#include <filesystem>
#include <string>

namespace cordee::bench {

struct Pass {
    std::string token;
    Secret<32> key; ///< for the proof
};

class TicketOffice {
public:
    /// Writes the credentials of a relay with this name into `folder`/`name`.
    TicketOffice(const std::filesystem::path& folder, std::string name);

    [[nodiscard]] std::filesystem::path credentials() const { return folder_; }
    /// A new ticket for one side of session `number`.
    [[nodiscard]] Pass pass(std::uint64_t number, bool agent);
    /// What a side answers to the relay's greeting.
    static Bytes entry(const Pass& pass, View greeting);

private:
    std::filesystem::path folder_;
    std::string name_;
    crypto::SigningKey key_;
    Secret<32> secret_;
    std::uint64_t made_ = 0;
};

} // namespace cordee::bench
