// What a login leaves behind: where, who, until when, and the keys that sign this broker's grants.
#pragma once

#include "core/base/bytes.hpp"
#include "core/crypto/grant_verifier.hpp"
#include "core/endpoint/broker_address.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace cordee::endpoint {

/// Public Ed25519 keys by their key id.
using GrantKeys = crypto::TrustStore;

struct Account {
    BrokerAddress broker;
    std::optional<Pin> pin;
    std::string email;
    std::string name;
    std::string organisation;
    std::string role;     ///< "operator" or "administrator"
    std::string token;    ///< secret: whoever has it is this person
    std::string expires;  ///< as the broker wrote it, for the person to read
    GrantKeys grant_keys; ///< as seen at login; one that changes later is refused
};

/// One file in the state folder, readable by its owner only. Every call throws UserError on failure.
class AccountStore {
public:
    explicit AccountStore(std::filesystem::path folder);

    /// Empty when nobody is logged in.
    [[nodiscard]] std::optional<Account> load() const;
    /// The account, or a UserError that tells the person to log in.
    [[nodiscard]] Account require() const;
    void save(const Account& account) const;
    /// False when there was none.
    bool remove() const;

private:
    std::filesystem::path folder_;
    std::filesystem::path file_;
};

/// Throws UserError when a key id that `known` has is absent from `offered`, or stands for another key there:
/// then somebody else may be signing.
void check_grant_keys(const GrantKeys& known, const GrantKeys& offered);

} // namespace cordee::endpoint
