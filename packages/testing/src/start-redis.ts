import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A separate Redis server. */
export interface TestRedis {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts `redis-server` on a free port, with a folder that is deleted when it stops.
 *
 * @throws Error that explains how to install it, if it is missing
 */
export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-redis-'))
  const port = await freePort()
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder])
  await new Promise<void>((ready, failed) => {
    server.on('error', () => failed(new Error(missing)))
    server.on('exit', code => failed(new Error(`redis-server ended with ${code}`)))
    server.stdout.on('data', text => /ready to accept connections/i.test(String(text)) && ready())
  })
  const ended = once(server, 'close')
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      server.kill()
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

const missing =
  'this test needs redis-server: apt-get install redis-server, dnf install valkey-compat-redis or brew install redis'

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
