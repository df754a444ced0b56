/// The list is of commands whose only purpose is to deploy; what may also do other things
/// (terraform, ansible) is not in it.
#include "pipeline/deploys.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "pipeline/commands.hpp"
#include "system/files.hpp"

namespace plumbline::pipeline {

namespace {

using Words = std::span<const ShellWord>;

/// A program and the words that must follow it in this order, options between them left out.
struct Pattern {
  std::string_view program;
  std::string_view first;
  std::string_view second;
};

constexpr std::array patterns = {
    Pattern{"kubectl", "apply", ""},
    Pattern{"kubectl", "set", "image"},
    Pattern{"kubectl", "rollout", "restart"},
    Pattern{"kubectl", "patch", ""},
    Pattern{"helm", "upgrade", ""},
    Pattern{"helm", "install", ""},
    Pattern{"helmfile", "apply", ""},
    Pattern{"helmfile", "sync", ""},
    Pattern{"argocd", "app", "sync"},
    Pattern{"skaffold", "run", ""},
    Pattern{"kamal", "deploy", ""},
    Pattern{"aws", "ecs", "update-service"},
    Pattern{"aws", "deploy", "create-deployment"},
    Pattern{"aws", "lambda", "update-function-code"},
    Pattern{"aws", "apprunner", "start-deployment"},
    Pattern{"aws", "elasticbeanstalk", "update-environment"},
    Pattern{"copilot", "deploy", ""},
    Pattern{"copilot", "svc", "deploy"},
    Pattern{"ecs", "deploy", ""},
    Pattern{"eb", "deploy", ""},
    Pattern{"sam", "deploy", ""},
    Pattern{"cdk", "deploy", ""},
    Pattern{"serverless", "deploy", ""},
    Pattern{"sls", "deploy", ""},
    Pattern{"fly", "deploy", ""},
    Pattern{"flyctl", "deploy", ""},
    Pattern{"gcloud", "run", "deploy"},
    Pattern{"gcloud", "app", "deploy"},
    Pattern{"gcloud", "functions", "deploy"},
    Pattern{"az", "webapp", "deploy"},
    Pattern{"az", "webapp", "up"},
    Pattern{"az", "containerapp", "update"},
    Pattern{"az", "containerapp", "up"},
    Pattern{"docker", "stack", "deploy"},
    Pattern{"docker", "service", "update"},
    Pattern{"nomad", "run", ""},
    Pattern{"nomad", "job", "run"},
    Pattern{"railway", "up", ""},
    Pattern{"render", "deploys", "create"},
    Pattern{"caprover", "deploy", ""},
    Pattern{"cap", "production", "deploy"},
    Pattern{"cap", "staging", "deploy"},
};

constexpr std::array<std::string_view, 17> actions = {
    "akhileshns/heroku-deploy",
    "amondnet/vercel-action",
    "aws-actions/amazon-ecs-deploy-task-definition",
    "azure/container-apps-deploy-action",
    "azure/k8s-deploy",
    "azure/webapps-deploy",
    "bervproject/railway-deploy",
    "digitalocean/app_action",
    "dokku/github-action",
    "einaregilsson/beanstalk-deploy",
    "google-github-actions/deploy-appengine",
    "google-github-actions/deploy-cloudrun",
    "johnbeynon/render-deploy-action",
    "jorgelnjunior/render-deploy",
    "koyeb/action-git-deploy",
    "koyeb-community/koyeb-actions",
    "superfly/flyctl-actions",
};

/// The words that are no options, and no values of `--option value` pairs as far as a pattern can
/// tell.
bool matches(Words words, const Pattern& pattern) {
  std::size_t i = 1;
  for (const std::string_view wanted : {pattern.first, pattern.second}) {
    if (wanted.empty()) continue;
    // The first operand must be the wanted one, unless an option with its value stands before it.
    while (i < words.size() && words[i].text != wanted) {
      const bool is_option = words[i].text.starts_with('-');
      const bool is_value = i > 1 && words[i - 1].text.starts_with('-');
      if (!is_option && !is_value) return false;
      ++i;
    }
    if (i++ >= words.size()) return false;
  }
  return true;
}

bool is_heroku_remote(std::string_view word) noexcept {
  return word.find("heroku") != word.npos || word.starts_with("dokku") ||
         word.find("@dokku") != word.npos;
}

DeployCommand as_heroku_release(Words words) {
  DeployCommand found{.name = "heroku container:release", .skips_release_phase = true};
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string& text = words[i].text;
    if (text == "-a" || text == "--app" || text == "-r" || text == "--remote")
      ++i;
    else if (text == "release")
      found.has_release_image = true;
  }
  return found;
}

}  // namespace

DeployCommand as_deploy(Words words, bool is_remote) {
  if (words.empty()) return {};
  const std::string_view program = system::base_name(words[0].text);
  if (program == "heroku" && words.size() > 1 && words[1].text == "container:release")
    return as_heroku_release(words);
  if (program == "git") {
    const bool pushes =
        std::ranges::any_of(words, [](const ShellWord& word) { return word.text == "push"; });
    const bool to_heroku = std::ranges::any_of(
        words.subspan(1), [](const ShellWord& word) { return is_heroku_remote(word.text); });
    if (pushes && to_heroku) return {.name = "git push to Heroku"};
    return {};
  }
  const bool is_compose = program == "docker-compose" ||
                          (program == "docker" && words.size() > 1 && words[1].text == "compose");
  if (is_remote && is_compose &&
      std::ranges::any_of(words, [](const ShellWord& word) { return word.text == "up"; }))
    return {.name = "docker compose up"};
  for (const Pattern& pattern : patterns) {
    if (pattern.program != program || !matches(words, pattern)) continue;
    std::string name(pattern.program);
    for (const std::string_view part : {pattern.first, pattern.second})
      if (!part.empty()) name.append(" ").append(part);
    return {.name = std::move(name)};
  }
  return {};
}

std::string_view deploying_action(std::string_view action) noexcept {
  const std::string_view name = action.substr(0, action.find('@'));
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  for (const std::string_view known : actions)
    if (std::equal(known.begin(), known.end(), name.begin(), name.end(), same)) return known;
  return {};
}

}  // namespace plumbline::pipeline
