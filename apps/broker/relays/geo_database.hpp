// Where an address is, roughly: a database file in MaxMind's format that the administrator provides.
#pragma once

#include "apps/broker/relays/coordinates.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace cordee::broker {

class GeoDatabase {
public:
    /// Reads location.latitude, .longitude and .accuracy_radius, as city databases hold them. Throws
    /// UserError when the file is not there, damaged, or of another format.
    explicit GeoDatabase(const std::filesystem::path& file);
    ~GeoDatabase();
    GeoDatabase(const GeoDatabase&) = delete;
    GeoDatabase& operator=(const GeoDatabase&) = delete;

    /// Empty for what is no numeric address, for private ones, for those it does not know, and where its file
    /// is damaged. [any-thread]
    [[nodiscard]] std::optional<Coordinates> find(const std::string& address) const;

private:
    struct File;
    std::unique_ptr<File> file_;
};

} // namespace cordee::broker
