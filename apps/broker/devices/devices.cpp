#include "apps/broker/devices/devices.hpp"

#include "apps/broker/accounts/token.hpp"
#include "apps/broker/times.hpp"

namespace cordee::broker {
namespace {

constexpr const char* kSelectDevice = "SELECT id, name, key, sign_key FROM device ";

Device device_from(const Row& row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3)};
}

std::optional<Device> first_device(const std::vector<Row>& rows)
{
    return rows.empty() ? std::nullopt : std::optional{device_from(rows.front())};
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
    return first_device(database_.query(std::string{kSelectDevice} +
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
    return first_device(database_.query(std::string{kSelectDevice} + "WHERE id = ?", {id}));
}

std::optional<Device> Devices::find_by_name(const std::string& name) const
{
    return first_device(
        database_.query(std::string{kSelectDevice} + "WHERE name = ? ORDER BY id LIMIT 1", {name}));
}

std::optional<Device> Devices::find_by_access(std::string_view token) const
{
    return first_device(database_.query(
        std::string{kSelectDevice} + "WHERE access_hash <> '' AND access_hash = ?", {token_hash(token)}));
}

std::vector<Device> Devices::page(const PageWish& wish) const
{
    std::string sql = std::string{kSelectDevice} + "WHERE 1 = 1";
    std::vector<Value> values;
    if (!wish.search.empty()) {
        sql += " AND lower(name) LIKE ? ESCAPE '!'";
        values.emplace_back(wish.pattern());
    }
    if (wish.after) {
        sql += " AND (name, id) > (?, ?)";
        values.insert(values.end(), {wish.after->key, wish.after->id});
    }
    values.emplace_back(wish.limit);
    std::vector<Device> out;
    for (const auto& row : database_.query(sql + " ORDER BY name, id LIMIT ?", std::move(values)))
        out.push_back(device_from(row));
    return out;
}

void Devices::rename(const std::string& id, const std::string& name)
{
    database_.run("UPDATE device SET name = ? WHERE id = ?", {name, id});
}

void Devices::remove(const std::string& id)
{
    database_.run("DELETE FROM device WHERE id = ?", {id});
}

} // namespace cordee::broker
