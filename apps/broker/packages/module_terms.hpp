// What the policy says of packages: which versions and whose, by module.
#pragma once

#include "apps/broker/storage/database.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/version.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

struct ModuleTerms {
    Version min{};
    std::optional<Version> max;
    std::vector<std::string> publishers; ///< key ids; empty: any
    bool operator==(const ModuleTerms&) const = default;
};

/// By module; "*" is for those that are not named.
using TermsByModule = std::map<std::string, ModuleTerms, std::less<>>;
inline constexpr std::size_t kMaxTerms = 256;

/// Null: nothing is said of it.
const ModuleTerms* terms_of(const TermsByModule& terms, std::string_view module);

/// The list "modules" of a policy: [{module, min, max, publishers}], all but the first may be left out.
/// Errc::malformed, Errc::too_large.
Result<TermsByModule> terms_from_json(const json::Object& policy);
json::Array::Ptr terms_to_json(const TermsByModule& terms);

class TermsStore {
public:
    explicit TermsStore(Database& database) : database_{database} {}
    [[nodiscard]] TermsByModule load() const;
    void save(const TermsByModule& terms);

private:
    Database& database_;
};

} // namespace cordee::broker
