# PLUMBLINE_SANITIZE="address;undefined" or "thread", for everything that is built.
if(PLUMBLINE_SANITIZE)
  list(JOIN PLUMBLINE_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitizers})
endif()
