-- Process creation: fork, exec of /bin/true and wait for its end. Run by sysbench.
local ffi = require("ffi")
ffi.cdef([[
  int fork(void);
  int execv(const char *path, const char *const words[]);
  int waitpid(int child, int *status, int options);
  void _exit(int code);
]])

local words, status = ffi.new("const char *[2]"), ffi.new("int[1]")
words[0] = "true" -- words[1] stays null: the end of the list

function event()
  local child = ffi.C.fork()
  if child == 0 then
    ffi.C.execv("/bin/true", words)
    ffi.C._exit(127)
  end
  assert(ffi.C.waitpid(child, status, 0) == child and status[0] == 0, "/bin/true did not run")
end

sysbench.hooks.report_cumulative = function(stat)
  print(string.format("seconds per process: %.12f", stat.time_total / stat.events))
end
