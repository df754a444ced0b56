/// Options follow each program's own manual page: sudo 1.9, env and timeout of coreutils 9, docker
/// 24, kubectl 1.28, heroku CLI 8 (`heroku run` gives 0 unless it gets `--exit-code`), poetry, uv,
/// pipenv, pdm.
#include "pipeline/wrappers.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "system/files.hpp"

namespace plumbline::pipeline {

namespace {

using Words = std::span<const ShellWord>;

/// A wrapper whose program follows its options: `name [sub] options… program`.
struct Wrapper {
  std::string_view name;
  std::string_view subcommand;     ///< "" = none
  std::string_view value_options;  ///< options that take a value of their own, each between blanks
  std::size_t operands = 0;        ///< words between the options and the program
  bool needs_dashes = false;       ///< the program follows `--`
};

constexpr std::string_view docker_options =
    " -e --env --env-file -v --volume --network --net --name -p --publish -w --workdir -u --user "
    "--platform --mount -h "
    "--hostname --link -l --label --add-host -m --memory --cpus --pull --log-driver --log-opt "
    "--entrypoint --gpus "
    "--restart --ip --dns --cap-add --tmpfs --ulimit --index --scale --detach-keys ";
constexpr std::string_view compose_options =
    " -f --file -p --project-name --profile --env-file --project-directory --ansi ";
constexpr std::string_view kubectl_options =
    " -n --namespace -c --container --context --kubeconfig --image --restart --pod-running-timeout "
    "-f --filename ";

constexpr std::array wrappers = {
    Wrapper{"sudo", "", " -u --user -g --group -h -p -C -D -R -T ", 0, false},
    Wrapper{"doas", "", " -u ", 0, false},
    Wrapper{"env", "", " -u --unset -C --chdir -S ", 0, false},
    Wrapper{"time", "", " -f -o ", 0, false},
    Wrapper{"timeout", "", " -k --kill-after -s --signal ", 1, false},
    Wrapper{"nohup", "", "", 0, false},
    Wrapper{"nice", "", " -n ", 0, false},
    Wrapper{"exec", "", " -a ", 0, false},
    Wrapper{"command", "", "", 0, false},
    Wrapper{"builtin", "", "", 0, false},
    Wrapper{"xvfb-run", "", "", 0, false},
    Wrapper{"gosu", "", "", 1, false},
    Wrapper{"su-exec", "", "", 1, false},
    Wrapper{"npx", "", " -p --package ", 0, false},
    Wrapper{"bunx", "", "", 0, false},
    Wrapper{"uvx", "", " --from --with --python -p ", 0, false},
    Wrapper{"pnpm", "exec", "", 0, false},
    Wrapper{"poetry", "run", "", 0, false},
    Wrapper{"pipenv", "run", "", 0, false},
    Wrapper{"pdm", "run", " -p --project ", 0, false},
    Wrapper{"rye", "run", "", 0, false},
    Wrapper{"hatch", "run", "", 0, false},
    Wrapper{"pixi", "run", " -e --environment --manifest-path ", 0, false},
    Wrapper{"uv", "run",
            " --with --python -p --project --directory --env-file --package --group --extra "
            "--index-url ",
            0, false},
    Wrapper{"conda", "run", " -n --name -p --prefix ", 0, false},
    Wrapper{"micromamba", "run", " -n --name -p --prefix ", 0, false},
    Wrapper{"bundle", "exec", "", 0, false},
    Wrapper{"carton", "exec", "", 0, false},
    Wrapper{"dotenv", "run", " -f --file ", 0, false},
    Wrapper{"dotenv", "", " -f --file -e ", 0, false},
    Wrapper{"doppler", "run", " -p --project -c --config -t --token ", 0, true},
    Wrapper{"infisical", "run", "", 0, true},
    Wrapper{"op", "run", "", 0, true},
    Wrapper{"aws-vault", "exec", "", 0, true},
    Wrapper{"chamber", "exec", "", 0, true},
    Wrapper{"vault-env", "", "", 0, false},
    Wrapper{"with-contenv", "", "", 0, false},
    Wrapper{"railway", "run", " -s --service -e --environment ", 0, false},
    Wrapper{"docker", "run", docker_options, 1, false},
    Wrapper{"docker", "exec", docker_options, 1, false},
    Wrapper{"podman", "run", docker_options, 1, false},
    Wrapper{"podman", "exec", docker_options, 1, false},
    Wrapper{"kubectl", "exec", kubectl_options, 0, true},
    Wrapper{"kubectl", "run", kubectl_options, 0, true},
    Wrapper{"oc", "exec", kubectl_options, 0, true},
};

bool takes_value(std::string_view options, std::string_view word) {
  for (std::size_t at = options.find(word); !word.empty() && at != options.npos;
       at = options.find(word, at + 1))
    if (at > 0 && options[at - 1] == ' ' && options[at + word.size()] == ' ') return true;
  return false;
}

bool is_option(const ShellWord& word) noexcept {
  return word.text.size() > 1 && word.text[0] == '-';
}

/// The word behind options that begin at `i`.
std::size_t skip_options(Words words, std::size_t i, std::string_view value_options) {
  while (i < words.size() && is_option(words[i])) {
    if (words[i].text == "--") return i + 1;
    i += takes_value(value_options, words[i].text) ? 2U : 1U;
  }
  return std::min(i, words.size());
}

bool has_option(Words words, std::size_t from, std::size_t to, std::string_view first,
                std::string_view second = {}) {
  for (std::size_t i = from; i < std::min(to, words.size()); ++i)
    if (words[i].text == first || (!second.empty() && words[i].text == second)) return true;
  return false;
}

std::size_t find_dashes(Words words, std::size_t from) {
  while (from < words.size() && words[from].text != "--") ++from;
  return from;
}

bool is_shell(std::string_view program) noexcept {
  for (const std::string_view name : {"sh", "bash", "dash", "zsh", "ash", "ksh"})
    if (program == name) return true;
  return false;
}

/// `sh -c TEXT`, `bash -euo pipefail -c TEXT`, `bash -s <<EOF`.
Unwrapped unwrap_shell(Words words, std::size_t i, Unwrapped so_far) {
  bool has_text = false;
  std::size_t k = i + 1;
  for (; k < words.size() && is_option(words[k]) && words[k].text != "--"; ++k) {
    const std::string& option = words[k].text;
    if (option[1] == '-') continue;
    for (const char letter : option.substr(1)) {
      if (letter == 'c') has_text = true;
      if (letter == 'e') so_far.options.stops_on_error = true;
      if (letter != 'o' || k + 1 >= words.size()) continue;
      const std::string& name = words[++k].text;
      so_far.options.stops_on_error |= name == "errexit";
      so_far.options.has_pipefail |= name == "pipefail";
    }
  }
  so_far.first = has_text && k < words.size() ? k : i;
  so_far.is_script = has_text && k < words.size();
  so_far.reads_documents =
      !has_text && (k >= words.size() || has_option(words, i, words.size(), "-s", "-"));
  return so_far;
}

/// `heroku run [options] [--] program…`; one word is a script of the dyno's shell, several are its
/// arguments.
Unwrapped unwrap_heroku(Words words, std::size_t i, Unwrapped so_far) {
  const bool is_detached = words[i + 1].text == "run:detached";
  std::size_t k = i + 2;
  while (k < words.size() && is_option(words[k]) && words[k].text != "--")
    k += takes_value(" -a --app -r --remote -s --size -e --env --type ", words[k].text) ? 2U : 1U;
  const bool gives_status = has_option(words, i, k, "--exit-code", "-x");
  if (k < words.size() && words[k].text == "--") ++k;
  so_far.first = std::min(k, words.size());
  so_far.is_script = k + 1 == words.size();
  so_far.is_remote = true;
  if (is_detached)
    so_far.hides_status_because = "`heroku run:detached` does not wait for it";
  else if (!gives_status)
    so_far.hides_status_because = "`heroku run` without `--exit-code` gives 0 whatever happens";
  return so_far;
}

Unwrapped unwrap_ssh(Words words, std::size_t i, Unwrapped so_far) {
  std::size_t k = skip_options(words, i + 1, " -i -p -o -l -F -J -L -R -D -E -b -c -m -S -W ");
  if (k < words.size()) ++k;
  k = skip_options(words, k, " -i -p -o -l -F -J ");
  so_far.is_remote = true;
  so_far.first = k;
  so_far.is_script = k + 1 == words.size();
  so_far.reads_documents = k >= words.size();
  if (so_far.reads_documents) so_far.first = i;
  return so_far;
}

const Wrapper* find_wrapper(Words words, std::size_t i) {
  const std::string_view program = system::base_name(words[i].text);
  for (const Wrapper& wrapper : wrappers) {
    if (wrapper.name != program) continue;
    if (wrapper.subcommand.empty()) return &wrapper;
    // Options may stand between a program and its subcommand: `kubectl -n shop exec`.
    const std::size_t k =
        skip_options(words, i + 1, program == "kubectl" ? kubectl_options : " -C -P --project ");
    if (k < words.size() && words[k].text == wrapper.subcommand) return &wrapper;
  }
  return nullptr;
}

bool is_assignment(std::string_view text) noexcept {
  const std::size_t equals = text.find('=');
  return equals != text.npos && equals > 0 && text.find_first_of("/$-") > equals;
}

/// `docker compose [options] run|exec [options] service program…` becomes the index of `run`, else
/// `i`.
std::size_t behind_compose(Words words, std::size_t i) {
  const std::string_view program = system::base_name(words[i].text);
  std::size_t k = i + 1;
  if (program == "docker" && k < words.size() && words[k].text == "compose")
    ++k;
  else if (program != "docker-compose")
    return i;
  k = skip_options(words, k, compose_options);
  const bool runs = k < words.size() && (words[k].text == "run" || words[k].text == "exec");
  return runs ? k : i;
}

}  // namespace

Unwrapped unwrap(Words words) {
  Unwrapped result;
  std::size_t i = 0;
  while (i < words.size()) {
    const std::string_view program = system::base_name(words[i].text);
    result.first = i;
    if (is_shell(program)) return unwrap_shell(words, i, std::move(result));
    if (program == "eval" && i + 1 < words.size()) {
      result.first = i + 1;
      result.is_script = true;
      return result;
    }
    if (program == "ssh") return unwrap_ssh(words, i, std::move(result));
    const bool is_heroku = program == "heroku" && i + 1 < words.size();
    if (is_heroku && (words[i + 1].text == "run" || words[i + 1].text == "run:detached")) {
      result = unwrap_heroku(words, i, std::move(result));
      if (result.is_script || result.first >= words.size()) return result;
      i = result.first;
      continue;
    }
    if (const std::size_t run = behind_compose(words, i); run != i) {
      const std::size_t service = skip_options(words, run + 1, docker_options);
      if (has_option(words, run, service, "-d", "--detach"))
        result.hides_status_because = "`-d` does not wait for it";
      if (service + 1 >= words.size()) return result;
      i = service + 1;
      continue;
    }
    const Wrapper* wrapper = find_wrapper(words, i);
    if (wrapper == nullptr) return result;
    std::size_t k = i + 1;
    if (!wrapper->subcommand.empty())
      while (k < words.size() && words[k++].text != wrapper->subcommand) {
      }
    const std::size_t begin = k;
    if (wrapper->needs_dashes) {
      k = find_dashes(words, k);
      k = k < words.size() ? k + 1 : k;
    } else {
      k = skip_options(words, k, wrapper->value_options) + wrapper->operands;
    }
    const bool is_container = wrapper->value_options == docker_options;
    if (is_container && has_option(words, begin, k, "-d", "--detach"))
      result.hides_status_because = "`-d` does not wait for it";
    while (k < words.size() && is_assignment(words[k].text)) ++k;
    if (k >= words.size()) return result;
    i = k;
  }
  return result;
}

}  // namespace plumbline::pipeline
