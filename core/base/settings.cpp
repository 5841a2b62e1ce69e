#include "core/base/settings.hpp"

#include "core/base/language.hpp"

#define TOML_ENABLE_FORMATTERS 1
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <sstream>

namespace cordee {
namespace {

namespace fs = std::filesystem;

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0u);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({change, row[j] + 1, row[j - 1] + 1}));
        }
    }
    return row.back();
}

SettingBase& nearest(const SettingList& settings, std::string_view key)
{
    return **std::min_element(settings.begin(), settings.end(), [&](const auto* a, const auto* b) {
        return edit_distance(a->key(), key) < edit_distance(b->key(), key);
    });
}

/// What can be set, and where.
struct Targets {
    const SettingList& settings;
    OpenSection* open;
};

/// "section.owner.name" of the open section.
bool keep_open(OpenSection* open, std::string_view key, std::string_view value, const std::string& where)
{
    if (open == nullptr || !key.starts_with(open->name + "."))
        return false;
    key.remove_prefix(open->name.size() + 1);
    const auto dot = key.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == key.size())
        return false;
    open->values[std::string{key.substr(0, dot)}].insert_or_assign(std::string{key.substr(dot + 1)},
                                                                   OpenValue{std::string{value}, where});
    return true;
}

void assign(const Targets& targets, const std::string& key, std::string_view value, const std::string& where)
{
    const auto& settings = targets.settings;
    const auto found =
        std::find_if(settings.begin(), settings.end(), [&](auto* s) { return s->key() == key; });
    if (found == settings.end() && keep_open(targets.open, key, value, where))
        return;
    if (found == settings.end())
        throw UserError{
            trf("{}: there is no setting '{}'", where, key),
            trf("did you mean '{}'? --print-config shows all settings", nearest(settings, key).key())};
    if (!(*found)->assign(value))
        throw UserError{trf("{}: the value of '{}' does not fit", where, key),
                        trf("it has the form {}", (*found)->form())};
}

std::string text_of(const toml::node& node)
{
    if (const auto* text = node.as_string())
        return text->get();
    std::ostringstream out;
    if (const auto* array = node.as_array()) {
        for (const auto& item : *array)
            out << (out.tellp() > 0 ? "," : "") << text_of(item);
        return out.str();
    }
    node.visit([&](const auto& value) { out << value; });
    return out.str();
}

void read_table(const Targets& targets, const toml::table& table, const std::string& prefix,
                const fs::path& file)
{
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string{name.str()};
        if (const auto* inner = node.as_table())
            read_table(targets, *inner, key + ".", file);
        else
            assign(targets, key, text_of(node),
                   fmt::format("{}:{}", file.string(), node.source().begin.line));
    }
}

void read_toml(const Targets& targets, const fs::path& file)
{
    if (!fs::is_regular_file(file))
        throw UserError{trf("there is no settings file {}", file.string()),
                        std::string{tr("check the path given with --config")}};
    try {
        read_table(targets, toml::parse_file(file.string()), "", file);
    } catch (const toml::parse_error& error) {
        throw UserError{
            trf("{}:{}: this is not TOML: {}", file.string(), error.source().begin.line, error.description()),
            std::string{tr("correct the line; a sample is in the config folder")}};
    }
}

std::vector<fs::path> drop_ins(const fs::path& file)
{
    std::vector<fs::path> out;
    const auto folder = fs::path{file}.replace_extension(".d");
    if (fs::is_directory(folder))
        for (const auto& entry : fs::directory_iterator{folder})
            if (entry.path().extension() == ".toml")
                out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

std::string variable_of(const std::string& key)
{
    std::string out = "CORDEE_";
    for (const char c : key)
        out += c == '.' ? std::string{"__"}
                        : std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    return out;
}

void read_environment(const Targets& targets)
{
    for (auto* setting : targets.settings) {
        const auto name = variable_of(setting->key());
        if (const char* value = std::getenv(name.c_str()))
            assign(targets, setting->key(), value, name);
    }
}

void read_flag(const Targets& targets, const std::string& flag)
{
    const auto equals = flag.find('=');
    if (equals == std::string::npos)
        throw UserError{trf("--set {}: a value is missing", flag),
                        std::string{tr("write --set section.name=value")}};
    assign(targets, flag.substr(0, equals), std::string_view{flag}.substr(equals + 1), "--set");
}

} // namespace

void load_settings(const SettingList& settings, const SettingSources& sources, OpenSection* open)
{
    const Targets targets{settings, open};
    if (sources.file) {
        read_toml(targets, *sources.file);
        for (const auto& file : drop_ins(*sources.file))
            read_toml(targets, file);
    }
    if (sources.environment)
        read_environment(targets);
    for (const auto& flag : sources.flags)
        read_flag(targets, flag);
}

std::string print_settings(const SettingList& settings)
{
    std::string out;
    std::string section;
    for (const auto* setting : settings) {
        const auto dot = setting->key().find('.');
        if (const auto of = setting->key().substr(0, dot); of != section) {
            section = of;
            out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", section);
        }
        out +=
            fmt::format("# {}\n{} = {}\n", setting->help(), setting->key().substr(dot + 1), setting->toml());
    }
    return out;
}

} // namespace cordee
