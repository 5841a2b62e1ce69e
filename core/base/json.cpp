#include "core/base/json.hpp"

#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>

#include <cmath>
#include <set>
#include <sstream>

namespace cordee::json {
namespace {

/// Poco keeps the last of two equal keys; two readers could then disagree about one signed text.
class StrictHandler : public Poco::JSON::ParseHandler {
public:
    StrictHandler() : ParseHandler{true} {}

    void startObject() override
    {
        keys_.emplace_back();
        ParseHandler::startObject();
    }
    void endObject() override
    {
        keys_.pop_back();
        ParseHandler::endObject();
    }
    void key(const std::string& name) override
    {
        if (!keys_.back().insert(name).second)
            throw Poco::JSON::JSONException{"duplicate key"};
        ParseHandler::key(name);
    }

private:
    std::vector<std::set<std::string>> keys_;
};

template <class T>
std::optional<T> get_exactly(const Object& object, const std::string& key)
{
    const auto value = object.get(key);
    if (value.type() != typeid(T))
        return std::nullopt;
    return value.extract<T>();
}

std::optional<std::int64_t> to_integer(const Poco::Dynamic::Var& value)
{
    if (!value.isInteger() || value.isBoolean())
        return std::nullopt;
    try {
        return value.convert<std::int64_t>();
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

} // namespace

Result<Object::Ptr> parse(std::string_view text)
{
    if (text.size() > kMaxText)
        return Errc::too_large;
    try {
        Poco::JSON::Parser parser{new StrictHandler};
        parser.setDepth(kMaxDepth);
        const auto value = parser.parse(std::string{text});
        if (value.type() != typeid(Object::Ptr))
            return Errc::malformed;
        return value.extract<Object::Ptr>();
    } catch (const std::exception&) {
        return Errc::malformed;
    }
}

std::string dump(const Object& object)
{
    std::ostringstream out;
    object.stringify(out);
    return out.str();
}

std::optional<std::string> get_string(const Object& object, const std::string& key)
{
    return get_exactly<std::string>(object, key);
}

std::optional<std::int64_t> get_integer(const Object& object, const std::string& key)
{
    return to_integer(object.get(key));
}

std::optional<std::vector<std::int64_t>> get_integers(const Object& object, const std::string& key)
{
    const auto array = get_array(object, key);
    if (array.isNull())
        return std::nullopt;
    std::vector<std::int64_t> out;
    for (const auto& value : *array) {
        const auto number = to_integer(value);
        if (!number)
            return std::nullopt;
        out.push_back(*number);
    }
    return out;
}

std::optional<double> get_number(const Object& object, const std::string& key)
{
    const auto value = object.get(key);
    if (const auto integer = to_integer(value))
        return static_cast<double>(*integer);
    const auto number = get_exactly<double>(object, key);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> get_bool(const Object& object, const std::string& key)
{
    return get_exactly<bool>(object, key);
}

Object::Ptr get_object(const Object& object, const std::string& key)
{
    return get_exactly<Object::Ptr>(object, key).value_or(Object::Ptr{});
}

Array::Ptr get_array(const Object& object, const std::string& key)
{
    return get_exactly<Array::Ptr>(object, key).value_or(Array::Ptr{});
}

std::optional<std::vector<std::string>> get_strings(const Object& object, const std::string& key)
{
    const auto array = get_array(object, key);
    if (array.isNull())
        return std::nullopt;
    std::vector<std::string> out;
    for (const auto& value : *array) {
        if (value.type() != typeid(std::string))
            return std::nullopt;
        out.push_back(value.extract<std::string>());
    }
    return out;
}

std::optional<std::vector<Object::Ptr>> get_objects(const Object& object, const std::string& key)
{
    const auto array = get_array(object, key);
    if (array.isNull())
        return std::nullopt;
    std::vector<Object::Ptr> out;
    for (const auto& value : *array) {
        if (value.type() != typeid(Object::Ptr))
            return std::nullopt;
        out.push_back(value.extract<Object::Ptr>());
    }
    return out;
}

Object make_object()
{
    return Object{Poco::JSON_PRESERVE_KEY_ORDER};
}

Array::Ptr make_array(const std::vector<std::string>& strings)
{
    Array::Ptr out{new Array};
    for (const auto& text : strings)
        out->add(text);
    return out;
}

} // namespace cordee::json
