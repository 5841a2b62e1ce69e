#include "tests/core/crypto/vectors.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace cordee::test {

std::filesystem::path vector_folder()
{
    const char* chosen = std::getenv("CORDEE_VECTORS");
    return chosen != nullptr ? std::filesystem::path{chosen}
                             : std::filesystem::path{CORDEE_SOURCE_DIR} / "tests" / "vectors";
}

json::Object::Ptr load_vectors(const std::filesystem::path& file)
{
    std::ifstream in{vector_folder() / file};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in)
        throw std::runtime_error{"cannot read " + (vector_folder() / file).string()};
    return json::parse(text.str()).value();
}

Bytes hex_bytes(std::string_view text)
{
    auto bytes = from_hex(text);
    if (!bytes)
        throw std::runtime_error{"not hex: " + std::string{text}};
    return *bytes;
}

Bytes hex_field(const json::Object& object, const std::string& key)
{
    return hex_bytes(text_field(object, key));
}

std::string text_field(const json::Object& object, const std::string& key)
{
    auto text = json::get_string(object, key);
    if (!text)
        throw std::runtime_error{"vector without " + key};
    return *text;
}

} // namespace cordee::test
