-- What wrk measured, as JSON in seconds; wrk's own table changes its units. A request that failed fails the run.
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  if failed > 0 then
    io.stderr:write(string.format("%d of %d requests failed\n", failed, summary.requests))
    os.exit(1)
  end
  io.write(string.format('{"requests_per_second": %.3f, "p50": %.6f, "p99": %.6f, "requests": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6, summary.requests))
end
