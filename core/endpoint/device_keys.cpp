#include "core/endpoint/device_keys.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/private_file.hpp"
#include "core/endpoint/private_json.hpp"

namespace cordee::endpoint {
namespace {

constexpr std::string_view kEnrolmentPrefix = "rs1 device key v1";

} // namespace

DeviceKeyStore::DeviceKeyStore(const std::filesystem::path& state_folder)
    : file_{state_folder / "device_keys.json"}
{}

std::optional<DeviceKeys> DeviceKeyStore::load() const
{
    const auto object = read_private_json(file_);
    if (!object)
        return std::nullopt;
    auto exchange = get_secret<32>(**object, "exchange");
    auto signing = get_secret<32>(**object, "signing");
    if (!exchange || !signing)
        throw UserError{trf("the file {} is damaged", file_.string()),
                        std::string{tr("delete it, then enrol this computer again and pair anew")}};
    return DeviceKeys{crypto::x25519_key_pair(std::move(*exchange)),
                      crypto::signing_key(std::move(*signing))};
}

DeviceKeys DeviceKeyStore::load_or_make(Random& random) const
{
    if (auto keys = load())
        return std::move(*keys);
    DeviceKeys keys{crypto::make_x25519_key_pair(random), crypto::make_signing_key(random)};
    save(keys);
    return keys;
}

void DeviceKeyStore::adopt(const crypto::X25519KeyPair& exchange, Random& random) const
{
    if (!load())
        save({exchange.clone(), crypto::make_signing_key(random)});
}

void DeviceKeyStore::save(const DeviceKeys& keys) const
{
    auto object = json::make_object();
    object.set("exchange", to_base64url(keys.exchange.secret.view()));
    object.set("signing", to_base64url(keys.signing.seed.view()));
    write_private_json(file_, object);
}

ByteArray<64> sign_enrolment(const DeviceKeys& keys, std::string_view token)
{
    Bytes message = to_bytes(kEnrolmentPrefix);
    message.push_back(0);
    append(message, as_view(token));
    append(message, keys.exchange.public_key);
    return crypto::sign(keys.signing, message);
}

} // namespace cordee::endpoint
