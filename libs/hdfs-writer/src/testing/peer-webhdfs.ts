import { createRequire } from 'node:module'
import { Readable, type Writable } from 'node:stream'

interface PackageClient {
  createReadStream(path: string): Readable
  createWriteStream(path: string): Writable
  readdir(path: string, callback: (error: Error | null, files: { pathSuffix: string }[]) => void): void
}

/** The npm package webhdfs (untyped, callbacks and streams) as promises. */
export function peerWebHdfs(port: number) {
  const webhdfs = createRequire(import.meta.url)('webhdfs') as { createClient(options: object): PackageClient }
  const client = webhdfs.createClient({ user: 'hdfs', host: '127.0.0.1', port, path: '/webhdfs/v1' })
  return {
    read(path: string): Promise<Buffer> {
      return new Promise((resolve, reject) => {
        const parts: Buffer[] = []
        const stream = client.createReadStream(path)
        stream.on('data', part => parts.push(part))
        stream.on('error', reject)
        stream.on('finish', () => resolve(Buffer.concat(parts)))
      })
    },
    write(path: string, data: Buffer): Promise<void> {
      return new Promise((resolve, reject) => {
        const stream = client.createWriteStream(path)
        stream.on('error', reject)
        stream.on('finish', () => resolve())
        // Only what is piped into it reaches the server.
        Readable.from([data]).pipe(stream)
      })
    },
    list(path: string): Promise<string[]> {
      return new Promise((resolve, reject) => {
        client.readdir(path, (error, files) => (error ? reject(error) : resolve(files.map(f => f.pathSuffix))))
      })
    },
  }
}
