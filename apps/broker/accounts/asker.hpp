// Who asks: a login by bearer token or by cookie, or a program with a token for some scopes.
#pragma once

#include "apps/broker/accounts/api_tokens.hpp"
#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/http/http_message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

struct Broker;

struct Asker {
    Operator who;
    std::string login{}; ///< the token of a login; empty for a program's token
    bool by_cookie = false;
    std::vector<std::string> scopes; ///< what is left of a program's token; all of the role for a login
};

/// Whoever it is, whether they may do this or not. Nobody who is disabled.
std::optional<Asker> find_asker(const Broker& broker, const Request& request);
/// Nobody whose token has not the scope, or whose cookie comes without its proof.
std::optional<Asker> find_entitled(const Broker& broker, const Request& request);

/// These throw the Problem that says what is missing.
Asker require_asker(const Broker& broker, const Request& request);
/// A person, not a program.
Asker require_login(const Broker& broker, const Request& request);

/// Whether the page that sent this is one of ours, as far as the browser says where it is from.
bool comes_from_here(const Broker& broker, const Request& request);

} // namespace cordee::broker
