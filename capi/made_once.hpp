/// Texts that are made when somebody first asks for them, and then live as long as their owner.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace plumbline::capi {

/// Any thread. Two that ask at once may both make the text; the first to have it is kept.
template <typename Key>
class MadeOnce {
 public:
  template <typename Make>
  const std::string& get(const Key& key, Make&& make) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = texts_.find(key); found != texts_.end()) return found->second;
    }
    std::string text = std::forward<Make>(make)();  // no lock: others have theirs made meanwhile
    const std::lock_guard lock(mutex_);
    return texts_.try_emplace(key, std::move(text)).first->second;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<Key, std::string> texts_;  // whose texts never move
};

}  // namespace plumbline::capi
