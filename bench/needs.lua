-- wrk: each request is a different need, so that no answer comes from a cache.
-- Arguments: the file of bodies, one a line; the rank of the first one; the mean pause of a
-- connection, in ms. The counts are printed as one line of JSON.
local bodies = {}
local threads = {}
local number = 0

function setup(thread)
   thread:set("first", #threads)
   table.insert(threads, thread)
end

function init(args)
   for line in io.lines(args[1]) do bodies[#bodies + 1] = line end
   number, pause = tonumber(args[2]), tonumber(args[3])
   if pause > 0 then delay = function() return math.random(0, math.floor(2 * pause)) end end
   ok, busy, other, lexical = 0, 0, 0, 0
end

function request()
   local body = bodies[(number * 2 + first) % #bodies + 1]
   number = number + 1
   return wrk.format("POST", "/api/v1/search", {["Content-Type"] = "application/json"}, body)
end

function response(status, _, body)
   if status == 200 then
      ok = ok + 1
      if string.find(body, '"mode":"lexical"', 1, true) then lexical = lexical + 1 end
   elseif status == 503 then
      busy = busy + 1
   else
      other = other + 1
   end
end

function done(summary, latency)
   local totals = {ok = 0, busy = 0, other = 0, lexical = 0}
   for _, thread in ipairs(threads) do
      for name in pairs(totals) do totals[name] = totals[name] + thread:get(name) end
   end
   local errors = summary.errors
   io.write(string.format(
      '\n{"seconds":%f,"ok":%d,"busy":%d,"other":%d,"lexical":%d,"broken":%d,'
      .. '"p50":%f,"p95":%f,"p99":%f}\n',
      summary.duration / 1e6, totals.ok, totals.busy, totals.other, totals.lexical,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
