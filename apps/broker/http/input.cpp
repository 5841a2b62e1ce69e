#include "apps/broker/http/input.hpp"

#include "apps/broker/accounts/asker.hpp"
#include "apps/broker/broker.hpp"
#include "core/base/printable.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxNameBytes = 160;

bool is_email(const std::string& text)
{
    const auto at = text.find('@');
    const bool plain =
        std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f'; });
    return plain && at != std::string::npos && at > 0 && at + 1 < text.size() && at == text.rfind('@');
}

} // namespace

Problem bad_field(const std::string& field, const Request& request)
{
    return {ProblemCode::bad_request,
            fill(tr("the field '{}' is missing or not valid", request.language), field),
            std::string{tr("correct it and try again", request.language)}};
}

json::Object::Ptr read_body(const Request& request)
{
    const auto object = json::parse(request.body);
    if (object.has_error())
        throw Problem{
            ProblemCode::bad_request, std::string{tr("the body is not a JSON object", request.language)},
            std::string{tr("check that program and broker have matching versions", request.language)}};
    return *object;
}

json::Object::Ptr read_optional_body(const Request& request)
{
    return request.body.empty() ? json::Object::Ptr{new json::Object} : read_body(request);
}

std::int64_t read_number(const json::Object& object, const std::string& field, std::int64_t max,
                         std::int64_t otherwise, const Request& request)
{
    if (!object.has(field))
        return otherwise;
    const auto number = json::get_integer(object, field);
    if (!number || *number < 0 || *number > max)
        throw bad_field(field, request);
    return *number;
}

std::string read_text(const json::Object& object, const std::string& field, std::size_t max,
                      const Request& request)
{
    const auto text = json::get_string(object, field);
    if (!text || text->empty() || text->size() > max || text->find('\0') != std::string::npos)
        throw bad_field(field, request);
    return *text;
}

std::string read_name(const json::Object& object, const std::string& field, const Request& request)
{
    auto name = read_text(object, field, kMaxNameBytes, request);
    if (printable(name) != name)
        throw bad_field(field, request);
    return name;
}

std::string read_email(const json::Object& object, const Request& request)
{
    auto email = read_text(object, "email", kMaxEmail, request);
    if (!is_email(email) || printable(email, kMaxEmail) != email)
        throw bad_field("email", request);
    return email;
}

std::string read_new_password(const json::Object& object, const Request& request, const std::string& field)
{
    const auto password = json::get_string(object, field).value_or("");
    if (password.size() >= kMinPassword && password.size() <= kMaxPassword)
        return password;
    throw Problem{
        ProblemCode::bad_request,
        fill(tr("a password has {} to {} characters", request.language), kMinPassword, kMaxPassword),
        std::string{tr("choose another one", request.language)}};
}

std::string read_key(const json::Object& object, const std::string& field, const Request& request)
{
    auto text = read_text(object, field, 64, request);
    const auto key = from_base64url(text);
    if (!key || key->size() != 32 || std::ranges::all_of(*key, [](auto byte) { return byte == 0; }))
        throw bad_field(field, request);
    return text;
}

std::string read_key(const json::Object& object, const Request& request)
{
    return read_key(object, "key", request);
}

bool read_flag(const json::Object& object, const std::string& field, bool otherwise, const Request& request)
{
    if (!object.has(field))
        return otherwise;
    const auto flag = json::get_bool(object, field);
    if (!flag)
        throw bad_field(field, request);
    return *flag;
}

std::string read_lines(const json::Object& object, const std::string& field, std::size_t max,
                       const Request& request)
{
    auto text = json::get_string(object, field);
    if (!text || text->size() > max)
        throw bad_field(field, request);
    auto line = *text;
    std::erase_if(line, [](char c) { return c == '\n' || c == '\t'; });
    if (printable(line, max) != line)
        throw bad_field(field, request);
    return std::move(*text);
}

Operator require_operator(const Broker& broker, const Request& request)
{
    return require_asker(broker, request).who;
}

Problem not_an_administrator(const Request& request)
{
    return {ProblemCode::forbidden, std::string{tr("only an administrator may do this", request.language)},
            std::string{tr("ask an administrator", request.language)}};
}

Operator require_administrator(const Broker& broker, const Request& request)
{
    auto who = require_operator(broker, request);
    if (who.role != Role::administrator)
        throw not_an_administrator(request);
    return who;
}

void require_turn(RateLimiter& limiter, const std::string& key, const Request& request)
{
    if (const auto wait = limiter.refuse(key))
        throw too_many(*wait, request);
}

Problem too_many(std::chrono::seconds wait, const Request& request)
{
    return {ProblemCode::limit, std::string{tr("there were too many attempts", request.language)},
            fill(tr("try again in {} seconds", request.language), wait.count()), wait};
}

} // namespace cordee::broker
