// The second factor of operators who set one: its secret, sealed, and which of its codes were used.
#pragma once

#include "apps/broker/storage/database.hpp"
#include "apps/broker/storage/sealer.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cordee::broker {

class SecondFactors {
public:
    SecondFactors(Database& database, const Sealer& sealer, const Clock& clock, Random& random)
        : database_{database}, sealer_{sealer}, clock_{clock}, random_{random}
    {}

    /// A new secret, which counts only after a code of it was shown. The one offered before is void.
    Bytes offer(std::int64_t operator_id);
    /// With a code of the secret that was offered. Errc::not_found without an offer, Errc::not_permitted.
    Result<void> confirm(std::int64_t operator_id, std::string_view code);
    /// Uses the code up.
    bool accepts(std::int64_t operator_id, std::string_view code);
    void remove(std::int64_t operator_id);

private:
    [[nodiscard]] std::string sealed(std::int64_t operator_id, const char* column) const;
    [[nodiscard]] Bytes opened(std::int64_t operator_id, const std::string& sealed) const;
    bool use(std::int64_t operator_id, View secret, std::string_view code);

    Database& database_;
    const Sealer& sealer_;
    const Clock& clock_;
    Random& random_;
};

} // namespace cordee::broker
