// The plain way: readline and one RegExp, counting hosts, endpoints and status in Maps.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const pattern = /^(\S+) \S+ \S+ \[[^\]]+\] "(?:[A-Z]+ )?(.*?)(?: HTTP\/[\d.]+)?" (\d{3}) (?:\d+|-)/
const hosts = new Map()
const endpoints = new Map()
const status = new Map()
let lines = 0
for await (const line of createInterface({
  input: createReadStream(process.argv[2]),
  crlfDelay: Number.POSITIVE_INFINITY,
})) {
  lines++
  const match = pattern.exec(line)
  if (match === null) continue
  hosts.set(match[1], (hosts.get(match[1]) ?? 0) + 1)
  endpoints.set(match[2], (endpoints.get(match[2]) ?? 0) + 1)
  status.set(match[3], (status.get(match[3]) ?? 0) + 1)
}
console.log(JSON.stringify({ lines, hosts: hosts.size, endpoints: endpoints.size, status: Object.fromEntries(status) }))
