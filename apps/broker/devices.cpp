#include "apps/broker/devices.hpp"

#include "apps/broker/times.hpp"
#include "apps/broker/token.hpp"

namespace cordee::broker {
namespace {

constexpr const char* kSelect = "SELECT id, name, key, sign_key FROM device ";

Device from_row(const Row& row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

std::optional<Device> first(const std::vector<Row>& rows)
{
    return rows.empty() ? std::nullopt : std::optional{from_row(rows.front())};
}

} // namespace

Result<Announced> Devices::announce(const std::string& name)
{
    const auto now = clock_.now();
    database_.run("DELETE FROM device WHERE key = '' AND enrol_expires <= ?", {to_seconds(now)});
    if (database_.query("SELECT COUNT(*) FROM device").at(0).integer(0) >= std::int64_t{kMaxDevices})
        return Errc::exhausted;
    Announced made{to_base64url(random_.bytes<16>()), make_token(random_)};
    database_.run("INSERT INTO device VALUES (?, ?, '', '', '', ?, ?, ?)",
                  {made.id, name, token_hash(made.token), to_seconds(now + kEnrolLife), to_seconds(now)});
    return made;
}

std::optional<Device> Devices::announced(std::string_view token) const
{
    return first(database_.query(std::string{kSelect} +
                                     "WHERE enrol_hash <> '' AND enrol_hash = ? AND enrol_expires > ?",
                                 {token_hash(token), to_seconds(clock_.now())}));
}

std::string Devices::enrol(const std::string& id, const std::string& key, const std::string& sign_key)
{
    auto token = make_token(random_);
    database_.run("UPDATE device SET key = ?, sign_key = ?, access_hash = ?, enrol_hash = '' WHERE id = ?",
                  {key, sign_key, token_hash(token), id});
    return token;
}

std::optional<Device> Devices::find(const std::string& id) const
{
    return first(database_.query(std::string{kSelect} + "WHERE id = ?", {id}));
}

std::optional<Device> Devices::find_by_access(std::string_view token) const
{
    return first(database_.query(std::string{kSelect} + "WHERE access_hash <> '' AND access_hash = ?",
                                 {token_hash(token)}));
}

std::vector<Device> Devices::list() const
{
    std::vector<Device> out;
    for (const auto& row : database_.query(std::string{kSelect} + "ORDER BY name, id"))
        out.push_back(from_row(row));
    return out;
}

void Devices::remove(const std::string& id)
{
    database_.run("DELETE FROM device WHERE id = ?", {id});
}

} // namespace cordee::broker
