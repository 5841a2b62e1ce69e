// The door through which the first administrator comes in, once. After that it is closed for good.
#pragma once

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/random.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace cordee::broker {

struct FirstAdministrator {
    std::string organisation;
    std::string name;
    std::string email;
    std::string password_hash;
};

class Setup {
public:
    explicit Setup(Database& database) : database_{database} {}

    [[nodiscard]] bool closed() const;
    /// A new token; the one before is void. Only while the door is open.
    std::string issue_token(Random& random);
    [[nodiscard]] bool accepts(std::string_view token) const;
    /// Errc::closed when somebody was faster, Errc::not_permitted for a wrong token.
    /// `inside` is called before it is certain, in the same transaction.
    Result<Operator> finish(std::string_view token, const FirstAdministrator& first, WallTime now,
                            const std::function<void(const Operator&)>& inside = {});

private:
    [[nodiscard]] std::string value(const std::string& name) const;
    void keep(const std::string& name, const std::string& value);

    Database& database_;
};

} // namespace cordee::broker
