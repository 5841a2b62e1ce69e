#include "apps/broker/relays/geo_database.hpp"

#include "core/base/error.hpp"
#include "core/base/language.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <maxminddb.h>

namespace cordee::broker {
namespace {

/// Where the database does not say how exact it is.
constexpr double kUsualRadiusKm = 100;

std::optional<double> number_at(MMDB_entry_s& entry, const char* key)
{
    MMDB_entry_data_s data{};
    if (MMDB_get_value(&entry, &data, "location", key, nullptr) != MMDB_SUCCESS || !data.has_data)
        return std::nullopt;
    switch (data.type) {
    case MMDB_DATA_TYPE_DOUBLE:
        return data.double_value;
    case MMDB_DATA_TYPE_FLOAT:
        return data.float_value;
    case MMDB_DATA_TYPE_UINT16:
        return data.uint16;
    case MMDB_DATA_TYPE_UINT32:
        return data.uint32;
    default:
        return std::nullopt;
    }
}

/// A database for IPv4 only cannot be asked for anything else.
std::optional<boost::asio::ip::address> numeric_address(const std::string& text)
{
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(text, error);
    if (error)
        return std::nullopt;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
    return address;
}

} // namespace

struct GeoDatabase::File {
    MMDB_s database{};
};

GeoDatabase::GeoDatabase(const std::filesystem::path& file) : file_{std::make_unique<File>()}
{
    const auto status = MMDB_open(file.c_str(), MMDB_MODE_MMAP, &file_->database);
    if (status == MMDB_SUCCESS)
        return;
    throw UserError{
        trf("the geographic database {} cannot be read: {}", file.string(), MMDB_strerror(status)),
        std::string{tr("give a city database in MaxMind's format (.mmdb), or leave it out")}};
}

GeoDatabase::~GeoDatabase()
{
    MMDB_close(&file_->database);
}

std::optional<Coordinates> GeoDatabase::find(const std::string& address) const
{
    const auto numeric = numeric_address(address);
    if (!numeric)
        return std::nullopt;
    const boost::asio::ip::tcp::endpoint asked{*numeric, 0};
    int error = MMDB_SUCCESS;
    auto found = MMDB_lookup_sockaddr(&file_->database, asked.data(), &error);
    if (error != MMDB_SUCCESS || !found.found_entry)
        return std::nullopt;
    const auto latitude = number_at(found.entry, "latitude");
    const auto longitude = number_at(found.entry, "longitude");
    if (!latitude || !longitude)
        return std::nullopt;
    return make_coordinates(*latitude, *longitude,
                            number_at(found.entry, "accuracy_radius").value_or(kUsualRadiusKm));
}

} // namespace cordee::broker
