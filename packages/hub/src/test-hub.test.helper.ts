import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const commit = 'a1'.repeat(20)
export const config = Buffer.from('{"architecture": "dfpir"}')
export const weights = Buffer.from('weights'.repeat(50_000))
export const blob = createHash('sha1').update(`blob ${config.length}\0`).update(config).digest('hex')
const sha256 = createHash('sha256').update(weights).digest('hex')

/** Answers a request in another way than usual; false when it does not. */
export type Change = (path: string, response: ServerResponse) => boolean

/** A hub with one model, some/model, and the storage that it redirects to, on this machine. */
export class TestHub {
  asked: { server: 'hub' | 'storage'; path: string; token?: string }[] = []
  change: Change = () => false
  private readonly hub = createServer((request, response) => this.answerAsHub(request, response))
  private readonly storage = createServer((request, response) => this.answerAsStorage(request, response))

  get address(): string {
    return addressOf(this.hub)
  }

  async start(): Promise<void> {
    for (const server of [this.hub, this.storage]) {
      await new Promise<void>(done => void server.listen(0, '127.0.0.1', done))
    }
  }

  stop(): void {
    this.hub.close()
    this.storage.close()
  }

  private note(server: 'hub' | 'storage', { url = '', headers }: IncomingMessage): string {
    this.asked.push({ server, path: url, ...(headers.authorization && { token: headers.authorization }) })
    return url
  }

  /** Answers as huggingface.co does: small files at once, large ones by redirecting to a storage. */
  private answerAsHub(request: IncomingMessage, response: ServerResponse): void {
    const path = this.note('hub', request)
    if (this.change(path, response)) return
    if (/^\/api\/models\/some\/model\/revision\/(main|v1|pr%2F1)$/.test(path)) {
      response.end(JSON.stringify({ sha: commit }))
    } else if (path === `/some/model/resolve/${commit}/config.json`) {
      response.writeHead(200, { etag: `"${blob}"`, 'content-length': config.length }).end(config)
    } else if (path === `/some/model/resolve/${commit}/model.safetensors`) {
      const linked = { 'x-linked-etag': `"${sha256}"`, 'x-linked-size': String(weights.length) }
      response.writeHead(302, { ...linked, location: `${addressOf(this.storage)}/large` }).end()
    } else response.writeHead(404).end()
  }

  private answerAsStorage(request: IncomingMessage, response: ServerResponse): void {
    if (!this.change(this.note('storage', request), response)) response.end(weights)
  }
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
